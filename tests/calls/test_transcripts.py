"""What was said becomes text that can be searched, and no card number with it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from calls.models import Call, Recording, RecordingPause, TranscriptLine
from calls.recordings import delete_recording, pause_recording, resume_recording
from escalation.models import Line
from simulator.phone_network import Caller, Member, connected, hang_up, hears, press, say, wait
from tests import make
from tests.calls.test_webhook_guard import knock, pairs_with, url_of
from tests.calls.town import TEAM

SID = "GT" + "a" * 32
STORY = Caller(
    hears("press 4"),
    press("4"),
    connected(),
    say("The code SUMMER is refused at the checkout."),
    wait(3),
    say("Order 5521."),
    wait(10),
    hang_up(),
)
HELPER = Member(hears("press 1"), press("1"), connected(), wait(4), say("I refund the fees right now."), wait(20))


@pytest.fixture
def spoken(town):
    """A call that was written down."""
    Line.objects.update(is_transcribed=True)
    town.person(TEAM[1], HELPER)
    town.call(script=STORY)
    town.run()
    return Recording.objects.select_related("call__ticket").get()


@pytest.fixture
def card_story(town):
    """A call that is written down, in which a card is read out while the recording is paused."""
    Line.objects.update(is_transcribed=True)
    reads_out = Caller(
        hears("press 4"),
        press("4"),
        connected(),
        wait(20),
        say("The name on it is Ann Lee."),
        wait(40),
        say("Thank you."),
    )
    town.person(TEAM[1], Member(hears("press 1"), press("1"), connected(), wait(120), hang_up()))
    town.call(script=reads_out)
    while not Call.objects.filter(taker__isnull=False).exists():
        town.network.advance(1)
    call = Call.objects.get()
    town.network.advance(5)
    town.committed(lambda: pause_recording(call, by=call.taker.user, at=make.timezone.now()))
    town.network.advance(30)
    town.committed(lambda: resume_recording(call, at=make.timezone.now()))
    return town


def test_a_pause_for_a_card_stops_the_writing_down_and_it_goes_on_afterwards(card_story):
    asked = [one for one in card_story.network.truth.exchanges if "/Transcriptions" in one.url]
    assert [(one.form.get("Status", ""), one.status) for one in asked][:1] == [("stopped", 200)]
    card_story.run()
    asked = [one for one in card_story.network.truth.exchanges if "/Transcriptions" in one.url]
    assert [(one.form.get("Status", ""), one.status) for one in asked] == [("stopped", 200), ("", 201)]
    assert "Thank you." in lines()
    assert not any("name on it" in line for line in lines())


@pytest.fixture
def talked(db):
    return make.call(ticket=make.ticket(), answered_at=make.timezone.now())


def hear(call, text, *, sequence=1, track="inbound_track", event="transcription-content", **more):
    said = {"TranscriptionData": json.dumps({"transcript": text, "confidence": 0.9}), "Track": track}
    told = {"CallSid": call.sid, "TranscriptionSid": SID, "TranscriptionEvent": event, "SequenceId": str(sequence)}
    return knock(url_of("transcription"), pairs_with(**told | said | more))


def lines() -> list[str]:
    return list(TranscriptLine.objects.order_by("pk").values_list("text", flat=True))


def test_nothing_is_written_down_unless_an_admin_switched_it_on(town):
    town.person(TEAM[1], HELPER)
    town.call(script=STORY)
    town.run()
    assert not TranscriptLine.objects.exists()
    assert not any("Transcription" in document.body for document in town.network.truth.documents)


def test_both_sides_are_written_down_from_the_moment_somebody_of_the_desk_is_there(spoken):
    said = list(TranscriptLine.objects.values_list("side", "text"))
    assert ("caller", "The code SUMMER is refused at the checkout.") in said
    assert ("desk", "I refund the fees right now.") in said
    assert not any("ringing our team" in text for _side, text in said)


def test_each_line_is_a_link_to_its_moment(spoken, client):
    client.force_login(make.agent())
    page = client.get(spoken.call.get_absolute_url()).content.decode()
    line = TranscriptLine.objects.get(text__startswith="The code")
    second = int((line.spoken_at - spoken.started_at).total_seconds())
    assert 0 < second < spoken.seconds
    assert f"?t={second}&amp;recording={spoken.pk}#recording-{spoken.pk}" in page


def test_the_search_page_finds_a_call_by_what_was_said(spoken, client):
    client.force_login(make.agent())
    whole = client.get(reverse("tickets:search"), {"q": "refund fees"}).content.decode()
    assert reverse("calls:found") + "?q=refund%20fees" in whole
    found = client.get(reverse("calls:found"), {"q": "Refun fee"}).content.decode()
    assert "I refund the fees right now." in found
    assert f"recording={spoken.pk}#recording-{spoken.pk}" in found
    for nothing in ("parking", "re", "", "' & ! | <->", "x" * 300):
        assert "Said on the phone" not in client.get(reverse("calls:found"), {"q": nothing}).content.decode()


def test_another_teams_call_is_not_found(spoken, client):
    spoken.call.ticket.team = make.team()
    spoken.call.ticket.save()
    client.force_login(make.agent())
    assert "refund" not in client.get(reverse("calls:found"), {"q": "refund"}).content.decode()


@pytest.mark.parametrize(
    "said",
    [
        ["My card is 4111 1111 1111 1111."],
        ["It is 4111 1111", "and then 1111 1111, you know"],
        ["41 11", "11 11", "hold on", "11 11", "11 11"],
    ],
)
def test_a_card_number_is_not_kept_even_when_it_is_read_out_in_pieces(talked, said):
    for sequence, text in enumerate(said, start=1):
        assert hear(talked, text, sequence=sequence).status_code == 204
    kept = " ".join(lines())
    assert "removed" in kept
    assert not any(digit in kept for digit in "14")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM calls_webhookreceipt WHERE payload::text LIKE '%1111%'")
        assert cursor.fetchone() == (0,)


def test_an_order_number_is_kept(talked):
    hear(talked, "Order 5521, two tickets for the 14th.")
    assert lines() == ["Order 5521, two tickets for the 14th."]


def test_the_same_sentence_twice_is_one_line(talked):
    for _twice in range(2):
        hear(talked, "The code fails.")
    assert lines() == ["The code fails."]


@pytest.mark.parametrize(
    "told",
    [
        {"event": "transcription-started"},
        {"event": "transcription-error"},
        {"Final": "false"},
        {"TranscriptionData": "no JSON"},
        {"TranscriptionData": '["a list"]'},
        {"TranscriptionData": '{"transcript": 4}'},
        {"TranscriptionData": '{"transcript": "  "}'},
    ],
)
def test_what_is_no_finished_sentence_is_not_kept(talked, told):
    assert hear(talked, "The code", **told).status_code == 204
    assert lines() == []


def test_a_sentence_of_a_call_that_is_not_ours_is_not_kept(db):
    assert hear(make.Call(sid="CA" + "f" * 32), "The code fails.").status_code == 204
    assert lines() == []


@pytest.mark.parametrize("status", [*RecordingPause.Status])
def test_what_is_told_of_a_pause_is_dropped_although_the_provider_was_not_to_hear_it(talked, status):
    now = make.timezone.now()
    ended = {"resumed_at": now + timedelta(seconds=1)} if status == "over" else {}
    RecordingPause.objects.create(
        call=talked, user=make.agent(), status=status, requested_at=now, resume_due_at=now, paused_at=now, **ended
    )
    hear(talked, "The name on it is Ann Lee.")
    assert bool(lines()) is (status == "failed")


def test_what_is_longer_than_any_sentence_is_left_out(talked):
    assert hear(talked, "The code fails.", TranscriptionData="x" * 20000).status_code == 204
    assert lines() == []


@pytest.mark.parametrize("bad", [{"TranscriptionSid": "GTx"}, {"SequenceId": "one"}])
def test_a_malformed_report_is_refused(talked, bad):
    assert hear(talked, "The code fails.", **bad).status_code == 403


def test_the_transcript_goes_when_its_recording_is_deleted(spoken):
    delete_recording(spoken, by=make.admin(), why="Asked for by the caller.", at=make.timezone.now())
    assert not TranscriptLine.objects.exists()
