"""Recordings come home whole, once, and leave nothing at the provider."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse

from calls import tasks
from calls.models import Call, Recording
from calls.recordings.sound import checksum
from calls.twilio import rest
from calls.twilio.errors import InDoubtError, NotThereError
from simulator.phone_network import accepts
from tests import make
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
        raise NotThereError("404 no media")

    with monkeypatch.context() as away:
        away.setattr(rest, "download_recording", not_yet)
        fetch(town, talked)
    assert talked.status == Recording.Status.OWED
    assert talked.due_at > town.network.clock.moment()
    town.network.advance(200)
    talked.refresh_from_db()
    assert talked.status == Recording.Status.STORED


def test_after_a_day_of_not_being_there_it_counts_as_lost(town, talked, monkeypatch):
    monkeypatch.setattr(rest, "download_recording", refuse)
    for _attempt in range(20):
        town.clock.shift(timedelta(days=1))
        fetch(town, talked)
    assert (talked.status, talked.error) == (Recording.Status.LOST, "404 no media")


def refuse(sid: str, into: object) -> None:
    raise NotThereError("404 no media")


@pytest.mark.parametrize("sound", [b"", b"<html>not found</html>", make.wav()[:-100], b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_whole_sound_is_neither_stored_nor_deleted_there(town, talked, monkeypatch, sound, tmp_path):
    monkeypatch.setattr(rest, "download_recording", lambda sid, into: into.write(sound))
    fetch(town, talked)
    assert talked.status == Recording.Status.OWED
    assert talked.sid in town.network.recorder.by_sid
    assert not list(tmp_path.rglob("*.wav"))


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (make.wav(seconds=2), "the file is 2 s long"),
        (make.wav(seconds=600), "the file is 600 s long"),
        (make.wav(channels=1, seconds=33), "the file has 1 channels"),
    ],
)
def test_a_sound_that_is_not_the_one_the_provider_described_is_not_kept(town, talked, monkeypatch, sound, why):
    facts = rest.RecordingFacts(talked.sid, "completed", None, seconds=33, channels=2)
    monkeypatch.setattr(rest, "recording_facts", lambda sid: facts)
    monkeypatch.setattr(rest, "download_recording", lambda sid, into: into.write(sound))
    fetch(town, talked)
    assert talked.status == Recording.Status.OWED
    assert why in talked.error
    assert talked.sid in town.network.recorder.by_sid


def test_what_the_storage_did_not_keep_whole_is_not_deleted_there(town, talked, monkeypatch, tmp_path):
    monkeypatch.setattr("calls.recordings.fetching.checksum", lambda file: "of something else")
    town.network.advance(200)
    talked.refresh_from_db()
    assert "something else" in talked.error
    assert talked.status == Recording.Status.OWED
    assert talked.sid in town.network.recorder.by_sid
    assert not list(tmp_path.rglob("*.wav"))


def test_a_recording_that_the_provider_still_works_on_is_asked_for_later(town, talked, monkeypatch):
    facts = rest.RecordingFacts(talked.sid, "processing", None, seconds=None, channels=2)
    with monkeypatch.context() as working:
        working.setattr(rest, "recording_facts", lambda sid: facts)
        fetch(town, talked)
    assert (talked.status, "still at work" in talked.error) == (Recording.Status.OWED, True)
    town.network.advance(200)
    talked.refresh_from_db()
    assert talked.status == Recording.Status.STORED


def test_a_stored_recording_has_its_facts_and_its_outline(town, talked):
    town.network.advance(200)
    talked.refresh_from_db()
    with talked.file.open("rb") as file:
        assert checksum(file) == talked.sha256
    assert (talked.channels, talked.size) == (2, talked.file.size)
    assert (talked.peaks.channels, len(talked.peaks.data)) == (2, 2 * 2 * 1600)
    assert talked.sid not in town.network.recorder.by_sid


def test_a_recording_that_was_given_up_is_asked_for_again_by_a_person(town, talked, client):
    Recording.objects.update(status=Recording.Status.LOST, attempts=12, error="404 no media")
    client.force_login(make.agent())
    page = client.get(talked.call.get_absolute_url()).content.decode()
    assert "404 no media" in page
    town.worker_is_up = True
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(reverse("calls:try_again", args=[talked.pk])).status_code == 302
    town.network.advance(200)
    talked.refresh_from_db()
    assert talked.status == Recording.Status.STORED
    assert client.post(reverse("calls:try_again", args=[talked.pk])).status_code == 409


def test_a_copy_that_could_not_be_deleted_there_is_deleted_later(town, talked, monkeypatch):
    town.network.advance(10)
    with monkeypatch.context() as broken:
        broken.setattr(rest, "delete_recording", lambda sid: raise_in_doubt())
        fetch(town, Recording.objects.get())
    recording = Recording.objects.get()
    assert recording.status == Recording.Status.STORED
    town.network.advance(200)
    recording.refresh_from_db()
    assert recording.deleted_there_at
    assert town.network.recorder.by_sid == {}


def raise_in_doubt() -> None:
    raise InDoubtError("ReadTimeout")


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
