"""No card is kept: a pause is silence in the sound, ends by itself, and says honestly when it failed."""

import io
import wave
from array import array
from datetime import timedelta

import pytest
from django.utils import timezone

from calls import recordings
from calls.models import Call, Recording, RecordingPause
from calls.twilio import rest
from calls.twilio.errors import InDoubtError
from helpdesk.lib.conflict import ConflictError
from simulator.phone_network import LostAnswer, accepts
from tests.calls.town import TEAM
from tickets.models import Entry

Status = RecordingPause.Status


@pytest.fixture
def talking(town):
    """A call that somebody answered a while ago."""
    town.person(TEAM[1], accepts(after=3, talk=300))
    town.call()
    town.network.advance(40)
    call = Call.objects.get()
    assert call.answered_at
    return call


def pause(town, call: Call) -> RecordingPause:
    by = call.problem_call.winner.user
    return town.committed(lambda: recordings.pause_recording(call, by=by, at=timezone.now()))


def resume(town, call: Call) -> None:
    town.committed(lambda: recordings.resume_recording(call, at=timezone.now()))


def loudness(recording: Recording) -> list[int]:
    """The loudest sample of each tenth of a second, on either channel."""
    with recording.file.open("rb") as file, wave.open(io.BytesIO(file.read())) as sound:
        samples, step = array("h", sound.readframes(sound.getnframes())), sound.getframerate() // 10 * 2
    return [max(map(abs, samples[at : at + step])) for at in range(0, len(samples) - step, step)]


def test_what_is_said_during_a_pause_is_silence_in_the_recording_and_the_case_says_so(town, talking):
    pause(town, talking)
    town.network.advance(20)
    resume(town, talking)
    town.run()

    gap = RecordingPause.objects.get()
    recording = Recording.objects.get()
    assert (gap.status, gap.recording_sid) == (Status.OVER, recording.sid)
    assert (gap.ends_at - gap.starts_at).total_seconds() == pytest.approx(20, abs=0.5)
    loud = loudness(recording)
    first, last = (int(place.total_seconds() * 10) for place in (gap.starts_at, gap.ends_at))
    # The provider tells in whole seconds when a recording began, so the edges are known to a second.
    assert max(loud[first + 10 : last - 10]) == 0
    assert sum(level == 0 for level in loud[first - 10 : last + 10]) >= 195
    assert max(loud[: first - 10]) > 1000
    assert max(loud[last + 10 :]) > 1000
    entry = Entry.objects.get(source_key=f"pause:{gap.pk}")
    assert "Paused the recording for 20 seconds" in entry.body


def test_a_pause_that_nobody_ends_ends_by_itself(town, talking):
    pause(town, talking)
    town.network.advance(1)
    assert running(town).status == "paused"
    town.network.advance(150)
    assert running(town).status == "paused"
    town.network.advance(60)
    assert running(town).status == "in-progress"
    gap = RecordingPause.objects.get()
    assert gap.status == Status.OVER
    assert timedelta(seconds=179) < gap.resumed_at - gap.paused_at < timedelta(seconds=200)


def running(town):
    (recording,) = town.network.recorder.by_sid.values()
    return recording


def test_a_second_click_finds_the_first_and_a_pause_that_was_ended_may_be_followed_by_another(town, talking):
    first = pause(town, talking)
    assert pause(town, talking) == first
    town.network.advance(5)
    resume(town, talking)
    town.network.advance(5)
    assert pause(town, talking) != first
    town.network.advance(1)
    assert RecordingPause.objects.get(status=Status.PAUSED)


@pytest.mark.parametrize("was_done", [True, False])
def test_a_lost_answer_is_never_repeated_but_looked_after(town, talking, monkeypatch, was_done):
    asked = []

    def lose(call_sid: str) -> None:
        asked.append(call_sid)
        if was_done:
            running(town).pause(town.network.clock.now(), is_cut=False)
        raise InDoubtError(LostAnswer.__name__)

    monkeypatch.setattr(rest, "pause_recording", lose)
    gap = pause(town, talking)
    town.network.advance(60)

    gap.refresh_from_db()
    assert len(asked) == 1
    assert gap.status == (Status.PAUSED if was_done else Status.FAILED)


def test_while_the_provider_cannot_be_asked_it_is_in_doubt_and_then_it_is_found_out(town, talking, monkeypatch):
    def silent(*_args: object) -> None:
        raise InDoubtError("ReadTimeout")

    with monkeypatch.context() as away:
        away.setattr(rest, "pause_recording", silent)
        away.setattr(rest, "list_recordings", silent)
        gap = pause(town, talking)
        town.network.advance(30)
        gap.refresh_from_db()
        assert gap.status == Status.UNKNOWN
    town.network.advance(30)
    gap.refresh_from_db()
    assert gap.status == Status.FAILED


def test_a_resume_that_was_not_heard_is_asked_for_again_after_a_look(town, talking, monkeypatch):
    gap = pause(town, talking)
    town.network.advance(5)

    def silent(*_args: object) -> None:
        raise InDoubtError("ReadTimeout")

    with monkeypatch.context() as away:
        away.setattr(rest, "resume_recording", silent)
        resume(town, talking)
        town.network.advance(2)
        gap.refresh_from_db()
        assert gap.status == Status.PAUSED
    town.network.advance(20)
    gap.refresh_from_db()
    assert gap.status == Status.OVER


def test_a_request_that_a_worker_gets_too_late_is_not_carried_out(town, talking):
    town.worker_is_up = False
    gap = pause(town, talking)
    town.clock.shift(timedelta(seconds=40))
    town.committed(recordings.carry_out_pause, gap.pk)
    gap.refresh_from_db()
    assert (gap.status, gap.error) == (Status.FAILED, "asked too late")
    assert running(town).status == "in-progress"


def test_a_pause_ends_with_its_call(town, talking):
    pause(town, talking)
    town.network.advance(5)
    town.network.phone(TEAM[1]).hang_up()
    town.run()
    gap, call = RecordingPause.objects.get(), Call.objects.get()
    assert (gap.status, gap.resumed_at) == (Status.OVER, call.ended_at)
    with pytest.raises(ConflictError):
        pause(town, call)
