"""A callback is recorded from when the buyer heard the notice, and where it is not, everybody who looks is told."""

import pytest
from django.utils import timezone

from calls import callbacks, tasks
from calls.models import Call, Recording, RecordingStart
from calls.twilio import rest
from calls.twilio.errors import RefusedError
from escalation.board import owe_callback
from simulator.phone_network import Knobs, Member, connected, hang_up, press, wait
from tests import make
from tests.calls.desk_at_work import BO
from tests.calls.town import CALLER
from tickets.models import Entry

Status = RecordingStart.Status
TALKS = Member(wait(2), press("1"), connected(), wait(40), hang_up(), answer_after=3)


@pytest.fixture
def call_back(town):
    """A manager calls the buyer back; both pick up."""
    ticket = make.ticket(requester=make.requester(phone=CALLER))
    callback = owe_callback(ticket, at=timezone.now())
    town.person(BO, TALKS)
    town.person(CALLER, Member(connected(), wait(60), answer_after=4))
    who = make.manager(mobile=BO)

    def begin(seconds: float = 30) -> Call:
        town.committed(lambda: callbacks.start_callback(callback, by=who, at=timezone.now()))
        town.network.advance(seconds)
        return Call.objects.get()

    return begin


def started(town) -> list:
    return [one for one in town.network.recorder.by_sid.values() if one.source == "StartCallRecordingAPI"]


def test_it_is_recorded_after_the_notice_on_the_buyers_call_and_comes_home(town, call_back):
    call = call_back()
    (recording,) = started(town)
    heard = [entry.at for entry in town.network.phone(CALLER).transcript if "record" in entry.text]
    assert recording.started_at >= heard[0]
    assert (recording.call.sid, recording.channels, recording.trim) == (call.sid, 2, False)
    assert RecordingStart.objects.get().status == Status.STARTED
    town.run(then=120)
    assert Recording.objects.get().status == Recording.Status.STORED
    assert Call.objects.get().recording_problem == ""
    assert not [code for code in town.network.truth.codes() if code == 12200]


@pytest.mark.parametrize(
    "fault", [{"too_many": 1.0}, {"rest_error": 1.0}, {"slow_rest": 1.0}, {"lost_answer": 1.0}], ids=str
)
def test_a_start_that_was_refused_or_lost_is_made_once_the_provider_answers(town, call_back, fault, monkeypatch):
    real = rest.start_recording
    tried = []

    def once_in_a_bad_moment(*args, **options):
        tried.append(args)
        town.network.knobs = Knobs(**fault) if len(tried) == 1 else Knobs()
        try:
            return real(*args, **options)
        finally:
            town.network.knobs = Knobs()

    monkeypatch.setattr(rest, "start_recording", once_in_a_bad_moment)
    call_back(seconds=45)
    assert RecordingStart.objects.get().status == Status.STARTED
    assert len(started(town)) == 1


def test_a_start_that_nobody_could_make_is_told_on_the_call_the_case_and_the_log(town, call_back, monkeypatch, client):
    def refuse(*args, **options):
        raise RefusedError("400 recording is not allowed")

    monkeypatch.setattr(rest, "start_recording", refuse)
    call = call_back()
    assert RecordingStart.objects.get().status == Status.FAILED
    assert "not allowed" in call.recording_problem
    assert Entry.objects.filter(ticket=call.ticket, body__contains="No recording of this call").count() == 1
    town.run(then=200)
    assert Entry.objects.filter(ticket=call.ticket, body__contains="No recording of this call").count() == 1
    client.force_login(make.agent())
    assert "No recording of this call" in client.get(call.get_absolute_url()).content.decode()
    assert "no recording" in client.get("/calls/").content.decode()


def test_a_notice_that_is_cut_short_is_said_again_and_then_nothing_is_recorded(town, call_back):
    town.person(CALLER, Member(*[wait(2), press("1")] * 3, wait(60), answer_after=4))
    call = call_back(seconds=45)
    assert not started(town)
    assert "cut short" in call.recording_problem
    assert [one for one in town.network.calls.values() if one.bridge]  # and yet the two talk


def test_a_repeated_request_records_once(town, call_back):
    town.network.knobs = Knobs(duplicate_fetch=1.0)
    call_back()
    assert len(started(town)) == 1
    town.committed(tasks.start_recording, RecordingStart.objects.get().pk)
    assert len(started(town)) == 1
