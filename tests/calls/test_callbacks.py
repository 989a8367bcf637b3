"""A manager calls back: the desk rings the manager, then the buyer, and never twice."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Leg, Recording
from escalation.board import cancel_callback, owe_callback, record_outcome
from escalation.models import Callback, Duty
from helpdesk.accounts.models import User
from simulator.phone_network import Member, accepts, declines, hang_up, is_busy, never_answers, press, voicemail, wait
from tests import make
from tests.calls.town import CALLER
from tests.permissions.objects import with_second_step

MOBILE = "+15005550125"


@pytest.fixture
def callback(town):
    ticket = make.ticket(requester=make.requester(name="Ann Lee", phone=CALLER), subject="Card declined")
    return owe_callback(ticket, at=timezone.now())


@pytest.fixture
def click(town, client, callback):
    """The manager's click on the board."""
    manager = make.manager(name="Maria", mobile=MOBILE)
    with_second_step(manager)
    client.force_login(manager)
    return lambda: town.committed(client.post, reverse("calls:start_callback", args=[callback.pk]))


def test_the_manager_presses_1_and_talks_with_the_buyer_who_heard_the_notice(town, callback, click):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    assert click().status_code == 302
    town.run()

    assert "Callback to Ann Lee about: Card declined. This call is recorded. Press 1 to connect." in town.heard(MOBILE)
    (bridge,) = town.network.truth.bridges
    assert {bridge.a_number, bridge.b_number} == {MOBILE, CALLER}
    assert "This call is recorded" in town.heard(CALLER)
    call = Call.objects.get()
    assert (call.status, call.direction) == (Call.Status.COMPLETED, Call.Direction.OUTBOUND)
    assert call.answered_at
    assert Recording.objects.get().status == Recording.Status.STORED
    callback.refresh_from_db()
    assert (callback.status, callback.attempts) == (Callback.Status.ATTEMPTING, 1)


def test_a_long_talk_is_not_taken_for_one_that_is_over(town, callback, click):
    town.person(MOBILE, accepts(after=3, talk=900))
    town.person(CALLER, Member(wait(1000), answer_after=5))
    click()
    town.network.advance(600)
    assert Call.objects.get().status == Call.Status.IN_PROGRESS
    town.run()
    assert Call.objects.get().status == Call.Status.COMPLETED


def test_the_end_of_a_callback_is_found_out_when_all_news_of_it_were_lost(town, callback, click):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    click()
    town.network.advance(30)
    town.network.knobs.drop = 1.0
    town.run(then=400)
    assert Call.objects.get().status == Call.Status.COMPLETED
    assert not Leg.objects.filter(ended_at=None).exists()


def test_a_second_click_does_not_dial_again(town, callback, click):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    assert click().status_code == 302
    assert click().status_code == 409
    town.run()

    placed = [call for call in town.network.calls.values() if call.direction == "outbound-api"]
    assert len(placed) == 1
    assert Leg.objects.count() == 1


@pytest.mark.parametrize("person", [never_answers(), voicemail(after=4), Member(wait(1), hang_up(), answer_after=2)])
def test_the_managers_own_voicemail_never_meets_the_buyer_and_the_call_is_owed_again(town, callback, click, person):
    town.person(MOBILE, person)
    click()
    town.run()

    assert town.network.phone(CALLER).transcript == []
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED
    assert not Call.objects.get().is_unfinished


@pytest.mark.parametrize("person", [never_answers(), is_busy(), declines()])
def test_a_buyer_who_does_not_pick_up_is_owed_the_call_again(town, callback, click, client, person):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, person)
    click()
    town.run()

    assert "The call was not answered. It is owed again" in town.heard(MOBILE)
    call = Call.objects.get()
    assert (call.answered_at, call.is_unfinished) == (None, False)
    callback.refresh_from_db()
    assert (callback.status, callback.outcome) == (Callback.Status.OWED, Callback.Outcome.NO_ANSWER)
    assert callback.due_at > timezone.now()
    assert callback.promise.due_at == callback.due_at
    board = client.get(reverse("escalation:board")).content.decode()
    assert "tried once" in board
    assert "Not reached" in board


def test_the_buyers_voicemail_counts_as_reached_only_when_the_manager_says_so(town, callback, click, client):
    town.person(MOBILE, accepts(after=3, talk=20))
    town.person(CALLER, voicemail(after=6))
    click()
    town.run()

    callback.refresh_from_db()
    assert callback.status == Callback.Status.ATTEMPTING
    panel = client.get(reverse("calls:callback_panel", args=[callback.pk])).content.decode()
    assert "The call is over. Its outcome is missing." in panel
    assert "/outcome/" not in panel, "the bar asks for it"
    client.post(reverse("calls:finish_talk", args=[Call.objects.get().pk]), {"ready": "on"})
    panel = client.get(reverse("calls:callback_panel", args=[callback.pk])).content.decode()
    assert f"{reverse('escalation:outcome', args=[callback.pk])}?outcome=reached" in panel
    form = client.get(reverse("escalation:outcome", args=[callback.pk]), {"outcome": "reached"}).content.decode()
    assert re.search(rf'value="{make.outcome("reached")}"[^>]*checked', form)


def test_a_lost_create_is_shown_as_perhaps_ringing_and_the_provider_is_asked(town, callback, click, client):
    town.network.knobs.lost_answer = 1.0
    town.person(MOBILE, never_answers())
    click()
    town.network.advance(1)
    town.network.knobs.lost_answer = 0.0
    panel = reverse("calls:callback_panel", args=[callback.pk])
    Leg.objects.update(status=Leg.Status.UNKNOWN, sid=None)
    assert "Perhaps ringing the phone of Maria" in client.get(panel).content.decode()
    assert client.post(reverse("calls:start_callback", args=[callback.pk])).status_code == 409
    town.network.advance(240)

    (placed,) = [call for call in town.network.calls.values() if call.direction == "outbound-api"]
    leg = Leg.objects.get()
    assert leg.sid == placed.sid
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED


def test_the_board_shows_the_call_live(town, callback, click, client):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    click()
    panel = reverse("calls:callback_panel", args=[callback.pk])
    assert f'hx-get="{panel}"' in client.get(reverse("escalation:board")).content.decode()
    town.network.advance(20)
    assert "Maria talks with Ann Lee" in client.get(panel).content.decode()


def test_a_phone_that_cannot_be_placed_is_owed_again_at_once(town, callback, click):
    town.network.lines.clear()
    town.network.add_line("+15005550999")
    click()
    town.run()

    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED
    assert Leg.objects.get().status == Leg.Status.FAILED


def test_a_lost_answer_is_never_dialled_again(town, callback, click):
    town.network.knobs.lost_answer = 1.0
    town.person(MOBILE, never_answers())
    click()
    town.network.knobs.lost_answer = 0.0
    town.run(then=900)

    placed = [call for call in town.network.calls.values() if call.direction == "outbound-api"]
    assert len(placed) == 1
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED


def test_without_a_mobile_number_nothing_is_dialled(town, callback, client):
    manager = make.manager(mobile="")
    with_second_step(manager)
    client.force_login(manager)
    answer = client.post(reverse("calls:start_callback", args=[callback.pk]))
    assert answer.status_code == 409
    assert "does not know your mobile number" in answer.content.decode()
    assert not Call.objects.exists()


def test_the_panel_says_how_it_stands(town, callback, click, client):
    url = reverse("calls:callback_panel", args=[callback.pk])
    click()
    assert "Ringing the phone of Maria" in client.get(url).content.decode()
    town.run()
    assert "Call now" in client.get(url).content.decode()


def told(callback) -> list[str]:
    return list(callback.ticket.entries.filter(kind="callback").order_by("pk").values_list("body", flat=True))


def test_what_a_caller_hears_of_the_callback_is_what_the_board_shows(town):
    """On a Sunday, when the managers come on Monday."""
    away = timezone.now() + timedelta(hours=21)
    for manager in User.objects.filter(role=User.Role.MANAGER):
        Duty.objects.create(user=manager, switch=Duty.Switch.OFF, switch_until=away)
    town.call()
    town.run()

    callback = Callback.objects.get()
    assert callback.due_at > away
    local = callback.due_at.astimezone(callback.ticket.calls.get().line.zone)
    assert f"tomorrow at {local.hour % 12 or 12}:{local.minute:02} " in town.heard()
    assert "within 30 minutes" not in town.heard()
    assert callback.promise.due_at == callback.due_at


def test_who_calls_again_hears_the_time_that_holds(town):
    town.call()
    town.run(then=500)
    due_at = Callback.objects.get().due_at
    town.call()
    town.run()
    left = re.findall(r"within (\d+) minutes", town.heard())
    assert int(left[0]) == 30
    assert int(left[1]) < 25
    assert Callback.objects.get().due_at == due_at


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (never_answers(), "Maria's phone was not answered."),
        (is_busy(), "Maria's phone was busy."),
        (voicemail(after=4), "Maria's phone picked up, but 1 was not pressed."),
    ],
)
def test_why_the_manager_was_not_connected_is_said_as_it_was(town, callback, click, person, words):
    town.person(MOBILE, person)
    click()
    town.run()
    assert told(callback)[-1] == words


def test_a_leg_that_the_provider_refused_is_not_said_to_have_gone_unanswered(town, callback, click):
    town.network.lines.clear()
    town.network.add_line("+15005550999")
    click()
    town.run()
    assert told(callback)[-1] == "The telephone provider could not ring Maria's phone."


def test_a_call_to_the_buyer_that_fails_is_not_said_to_have_gone_unanswered(town, callback, click):
    due_at = callback.due_at
    Callback.objects.update(phone="+12")
    town.person(MOBILE, accepts(after=3, talk=40))
    click()
    town.run()

    assert "The call could not be put through. It is owed again" in town.heard(MOBILE)
    assert told(callback)[-1].startswith("The telephone provider could not put the call through")
    callback.refresh_from_db()
    assert (callback.status, callback.outcome, callback.due_at) == (Callback.Status.OWED, "", due_at)


@pytest.mark.parametrize("end", ["done", "cancelled"])
def test_what_was_settled_during_the_call_is_not_said_to_be_owed_again(town, callback, click, end):
    town.person(MOBILE, accepts(after=3, talk=60))
    town.person(CALLER, never_answers())
    click()
    town.network.advance(12)
    callback.refresh_from_db()
    maria = callback.attempted_by
    if end == "done":
        record_outcome(callback, outcome="solved", note="", by=maria)
    else:
        record_outcome(callback, outcome="no_answer", note="", by=maria)
        cancel_callback(callback, by=maria, why="Wrote to us.")
    town.run()

    assert "owed again" not in town.heard(MOBILE)
    assert "The call was not answered. Nothing is owed any more." in town.heard(MOBILE)
    callback.refresh_from_db()
    assert callback.status == end


def test_a_manager_who_hangs_up_before_the_buyer_picks_up_leaves_nothing_hanging(town, callback, click):
    town.person(MOBILE, Member(wait(2), press("1"), wait(6), hang_up(), answer_after=3))
    town.person(CALLER, Member(wait(60), answer_after=30))
    click()
    town.run()

    assert "before the customer picked up" in told(callback)[-1]
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED


def test_a_provider_that_is_silent_for_good_leaves_nothing_hanging(town, callback, click):
    town.person(MOBILE, never_answers())
    click()
    town.network.advance(5)
    town.network.knobs.drop = 1.0
    town.network.knobs.rest_error = 1.0
    town.run(then=900)

    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED
    assert not Call.objects.get().is_unfinished
    assert told(callback)[-1] == "The telephone provider could not ring Maria's phone."


def test_an_attempt_whose_call_is_gone_is_owed_again(town, callback, click):
    click()
    Call.objects.all().delete()
    town.network.advance(300)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED


def test_late_news_of_an_earlier_attempt_do_not_end_the_one_that_goes_on(town, callback, click):
    town.person(MOBILE, never_answers())
    click()
    first = Call.objects.get()
    town.run()
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    click()
    Leg.objects.filter(call=first).update(status=Leg.Status.RINGING, ended_at=None)
    Call.objects.filter(pk=first.pk).update(status=Call.Status.RINGING, ended_at=None)
    town.network.advance(12)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.ATTEMPTING
    town.network.advance(200)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.ATTEMPTING
