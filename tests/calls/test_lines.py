"""What a line says: by its hours, its language, its sounds and the case of its caller; and the notice, always."""

import xml.etree.ElementTree as ET
from datetime import time, timedelta

import pytest

from calls.models import Call
from calls.twiml.fallback import fallback_document
from escalation.lines import configure_hours, configure_words, write_notice
from escalation.models import Line, RecordingNotice
from simulator.phone_network import Caller, accepts, hang_up, hears, press, wait
from tests import make
from tests.calls.town import CALLER, PRESSES_4, TEAM
from tests.provider import consent
from tickets.models import Ticket

NIGHT = "+15005550161"


@pytest.fixture
def main(town) -> Line:
    return Line.objects.get(kind="main")


def documents_with_a_recording(town) -> list[list[ET.Element]]:
    documents = [list(ET.fromstring(document.body)) for document in town.network.truth.documents]
    return [verbs for verbs in documents if any(verb.tag == "Start" for verb in verbs)]


def said_before_the_recording(town, sid: str) -> str:
    """What a caller heard until then, in however many documents."""
    said = []
    for document in town.network.truth.documents:
        for verb in ET.fromstring(document.body).iter() if document.call_sid == sid else []:
            if verb.tag == "Start":
                return " ".join(said)
            said += [verb.text or ""] if verb.tag == "Say" else []
    raise AssertionError("nothing was recorded")


def test_whoever_has_an_unfinished_case_is_greeted_by_it_and_skips_the_menu(town, main):
    town.person(TEAM[0], accepts(after=3, talk=20))
    ticket = make.ticket(
        requester=make.requester(phone="(500) 555-0131", name="Ann Lee"),
        subject="Card of Ann Lee declined",
        at=town.network.clock.moment() - timedelta(days=1),
    )
    town.call(script=Caller())
    town.run()

    assert len(town.network.truth.bridges) == 1
    assert Call.objects.get().ticket == ticket
    assert Ticket.objects.count() == 1
    heard = town.heard()
    number = str(ticket.pk) if ticket.pk < 1000 else " ".join(str(ticket.pk))
    assert f"Welcome back. You called us about a problem with an order: that is case {number}." in heard
    assert "press 4" not in heard
    assert "Ann" not in heard
    assert "declined" not in heard


def test_a_hidden_number_is_nobodys_case(town):
    make.ticket(requester=make.requester(phone=""), at=town.network.clock.moment() - timedelta(days=1))
    town.call(script=Caller(hears("press 4"), hang_up()), from_="anonymous")
    town.run()

    assert "press 4" in town.heard("anonymous")
    assert "Welcome back" not in town.heard("anonymous")


def test_whose_case_is_solved_hears_the_menu(town):
    make.ticket(requester=make.requester(phone=CALLER), status="solved")
    town.call(script=Caller(hears("press 4"), hang_up()))
    town.run()

    assert "Welcome back" not in town.heard()


def test_outside_the_hours_4_is_still_said_first_and_rings_those_on_call(town, main):
    night = make.ring_group(agents=0, managers=0)
    night.members.create(user=make.agent(name="Nia"), phone=NIGHT, tier=1)
    town.person(NIGHT, accepts(after=3, talk=20))
    main.closed_ring_group = night
    main.save()
    # The town's clock starts on a Monday at 15:00 UTC, 10:00 in New York.
    configure_hours(main, spans=[{"weekday": 0, "opens": time(12), "closes": time(18)}], days=[])
    town.call(script=Caller(hears("always there"), press("4")))
    town.run()

    call = Call.objects.get()
    assert call.is_after_hours
    assert [bridge.b_number for bridge in town.network.truth.bridges] == [NIGHT]
    heard = town.heard()
    assert heard.index("press 4") < heard.index("We open again at noon")


def test_a_closed_line_answers_its_other_digits_too(town, main):
    main.menu_options.create(digit="1", invitation="For tickets press 1.", answer="Tickets are sold on our site.")
    configure_hours(main, spans=[{"weekday": 2, "opens": time(12), "closes": time(18)}], days=[])
    town.call(script=Caller(hears("for tickets press 1"), press("1"), hears("on our site"), hang_up()))
    town.run()

    assert "We open again on Wednesday at noon" in town.heard()


def test_a_line_speaks_its_language_with_its_voice_and_plays_its_sounds(town, main):
    town.person(TEAM[0], accepts(after=3, talk=20))
    Line.objects.filter(pk=main.pk).update(language="en-GB", voice="Polly.Amy-Neural")
    main.refresh_from_db()
    clip = make.sound(seconds=3)
    words = {"welcome": {"text": "", "clip": clip}, "ringing": {"text": "Hold on, we ring everybody.", "clip": None}}
    configure_words(main, words=words, notice={"text": "We record.", "clip": None}, answers={}, by=None)
    town.call()
    town.run()

    (fetched,) = [exchange for exchange in town.network.truth.exchanges if exchange.kind == "media"]
    assert (fetched.status, fetched.url) == (200, f"http://testserver/audio/{clip.token}")
    said = [verb for document in town.network.truth.documents for verb in ET.fromstring(document.body).iter("Say")]
    to_caller = [verb for verb in said if "We record." in verb.text or "Hold on" in verb.text]
    assert {(verb.get("language"), verb.get("voice")) for verb in to_caller} == {("en-GB", "Polly.Amy-Neural")}
    assert not town.network.truth.troubles


@pytest.mark.parametrize("number", [make.MAIN_LINE, make.PROBLEM_LINE, make.RECOVERY_LINE, "+15005550199"])
@pytest.mark.parametrize("from_", [CALLER, TEAM[5], "anonymous"])
def test_on_every_way_in_the_notice_comes_before_the_recording_and_the_call_keeps_which(town, number, from_):
    town.person(TEAM[0], accepts(after=3, talk=20))
    Line.objects.update(notice=write_notice(text="We write down what is said.", language="en-US"))
    town.network.add_line("+15005550199") if number == "+15005550199" else None
    town.call(number, Caller(hears("press 4"), press("4")) if number == make.MAIN_LINE else Caller(), from_=from_)
    town.run()

    call = Call.objects.get()
    assert "We write down what is said." in said_before_the_recording(town, call.sid)
    assert call.notice.text == "We write down what is said."
    assert call.notice_heard_at
    assert call.is_recorded


def test_the_documents_for_when_the_desk_is_away_say_it_before_they_record_too(town):
    for line in Line.objects.all():
        document = fallback_document(line)
        assert line.notice.text in document
        assert list(consent.problems_with(document)) == []


def test_a_call_keeps_the_wording_that_it_heard_when_the_line_says_another_later(town, main):
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call(script=PRESSES_4)
    town.run()
    first = Call.objects.get().notice
    configure_words(main, words={}, notice={"text": "New words.", "clip": None}, answers={}, by=None)

    assert Call.objects.get().notice == first
    assert first.text == "This call is recorded for quality and to confirm what we agree."
    assert set(RecordingNotice.objects.values_list("text", flat=True)) == {first.text, "New words."}


def test_who_hangs_up_in_the_menu_heard_no_notice_of_a_recording(town):
    town.call(script=Caller(hears("press 4"), wait(1), hang_up()))
    town.run()

    call = Call.objects.get()
    assert (call.notice, call.is_recorded) == (None, False)
