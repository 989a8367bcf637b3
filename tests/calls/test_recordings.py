"""Recordings come home whole, once, and leave nothing at the provider."""

import io
import wave
from datetime import timedelta

import pytest

from calls import provider, tasks
from calls.models import Call, Recording
from simulator.phone_network import accepts
from tests.calls.test_webhook_guard import knock, pairs_with, url_of
from tests.calls.town import TEAM
from tickets.models import Entry


@pytest.fixture
def talked(town):
    """A call whose recording is reported, and nothing is fetched yet."""
    town.worker_is_up = False
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.network.run()
    return Recording.objects.get()


def fetch(town, recording: Recording) -> Recording:
    town.committed(tasks.fetch_recording, recording.pk)
    recording.refresh_from_db()
    return recording


def test_what_is_not_there_yet_is_asked_for_again(town, talked, monkeypatch):
    def not_yet(sid: str, into: object) -> None:
        raise provider.NotThereError("404 no media")

    with monkeypatch.context() as away:
        away.setattr(provider, "download_recording", not_yet)
        fetch(town, talked)
    assert talked.status == Recording.Status.OWED
    assert talked.due_at > town.network.clock.moment()
    town.network.advance(200)
    talked.refresh_from_db()
    assert talked.status == Recording.Status.STORED


def test_after_a_day_of_not_being_there_it_counts_as_absent(town, talked, monkeypatch):
    monkeypatch.setattr(provider, "download_recording", refuse)
    for _attempt in range(20):
        town.clock.shift(timedelta(days=1))
        fetch(town, talked)
    assert (talked.status, talked.error) == (Recording.Status.ABSENT, "404 no media")


def refuse(sid: str, into: object) -> None:
    raise provider.NotThereError("404 no media")


def wav(*, seconds: int = 2) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0" * 4 * 8000 * seconds)
    return sound.getvalue()


@pytest.mark.parametrize("sound", [b"", b"<html>not found</html>", wav()[:-100], b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_whole_sound_is_neither_stored_nor_deleted_there(town, talked, monkeypatch, sound, tmp_path):
    monkeypatch.setattr(provider, "download_recording", lambda sid, into: into.write(sound))
    fetch(town, talked)
    assert talked.status == Recording.Status.OWED
    assert talked.sid in town.network.recorder.by_sid
    assert not list(tmp_path.rglob("*.wav"))


def test_a_copy_that_could_not_be_deleted_there_is_deleted_later(town, talked, monkeypatch):
    town.network.advance(10)
    with monkeypatch.context() as broken:
        broken.setattr(provider, "delete_recording", lambda sid: raise_in_doubt())
        fetch(town, Recording.objects.get())
    recording = Recording.objects.get()
    assert recording.status == Recording.Status.STORED
    town.network.advance(200)
    recording.refresh_from_db()
    assert recording.deleted_there_at
    assert town.network.recorder.by_sid == {}


def raise_in_doubt() -> None:
    raise provider.InDoubtError("ReadTimeout")


def test_the_same_report_twice_is_one_recording_and_one_line(town, talked):
    pairs = pairs_with(CallSid=talked.call.sid, RecordingSid=talked.sid, RecordingStatus="completed")
    for _time in range(2):
        assert knock(url_of("recording"), pairs).status_code == 204
    town.network.advance(200)
    assert Recording.objects.count() == 1
    assert Entry.objects.filter(source_key=f"recording:{talked.pk}").count() == 1


def test_a_recording_of_a_call_that_is_not_ours_is_not_written_down(db):
    assert knock(url_of("recording"), pairs_with(RecordingStatus="completed")).status_code == 204
    assert not Recording.objects.exists()


def test_a_recording_that_was_never_reported_is_found_in_the_providers_list(town):
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.network.knobs.drop = 1.0
    town.call()
    town.run(then=900)

    assert Recording.objects.get().status == Recording.Status.STORED
    assert Call.objects.get().recordings_listed_at
