"""Uploaded sounds: served to the provider in whole or in part, and removed when no call can play them any more."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from escalation import tasks
from escalation.lines import remove_unused_audio, write_notice
from escalation.models import AudioClip
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SOON = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "prompts"


@pytest.fixture
def clip() -> AudioClip:
    return make.sound()


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-1", 0, 1), ("bytes=100-", 100, None), ("bytes=-10", -10, None)]
)
def test_a_part_of_a_sound_is_served(client, clip, asked, first, last):
    whole = client.get(clip.get_absolute_url())
    assert (whole.status_code, whole["Accept-Ranges"], len(whole.content)) == (200, "bytes", clip.size)
    part = client.get(clip.get_absolute_url(), headers={"Range": asked})
    assert part.status_code == 206
    assert part.content == whole.content[first : None if last is None else last + 1]
    start = first % clip.size
    assert part["Content-Range"] == f"bytes {start}-{start + len(part.content) - 1}/{clip.size}"


def test_a_part_that_is_not_there_is_refused_and_head_answers_the_length(client, clip):
    refused = client.get(clip.get_absolute_url(), headers={"Range": f"bytes={clip.size}-"})
    assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{clip.size}")
    head = client.head(clip.get_absolute_url())
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(clip.size), b"")


def test_a_sound_whose_file_is_gone_and_a_wrong_name_are_not_found(client, clip):
    clip.file.storage.delete(clip.file.name)
    assert client.get(clip.get_absolute_url()).status_code == 404
    assert client.get("/audio/guessed").status_code == 404


def test_a_sound_that_was_replaced_is_kept_as_long_as_a_call_could_play_it(client, admin_browser, disk):
    line = make.line()

    def save() -> None:
        sound = SimpleUploadedFile("new.wav", make.wav(seconds=1, channels=1))
        saved = admin_browser.post(f"/settings/lines/{line.pk}/words/", {"welcome_sound": sound})
        assert saved.status_code == 302

    save()
    old = AudioClip.objects.get()
    save()
    new = AudioClip.objects.exclude(pk=old.pk).get()
    at = timezone.now()
    assert remove_unused_audio(at=at) == 0
    assert remove_unused_audio(at=at + DAY - SOON) == 0
    assert client.get(old.get_absolute_url()).status_code == 200
    assert remove_unused_audio(at=at + DAY + SOON) == 1
    assert client.get(old.get_absolute_url()).status_code == 404
    assert client.get(new.get_absolute_url()).status_code == 200
    assert [file.name for file in disk.iterdir()] == [new.file.name.rpartition("/")[2]]


def test_a_sound_that_is_chosen_again_begins_its_day_anew(clip):
    at = timezone.now()
    remove_unused_audio(at=at)
    line = make.line()
    line.words = {"welcome": {"text": "", "sound": clip.token}}
    line.save(update_fields=["words"])
    assert remove_unused_audio(at=at + 2 * DAY) == 0
    clip.refresh_from_db()
    assert clip.unused_since is None


def test_the_sound_of_a_notice_stays_as_the_proof_of_what_was_heard(clip):
    write_notice(text="We tape.", language="en-US", clip=clip)
    at = timezone.now()
    remove_unused_audio(at=at)
    assert remove_unused_audio(at=at + 2 * DAY) == 0


def test_a_file_that_no_row_names_is_removed_when_its_upload_is_surely_over(clip, disk):
    stray = clip.file.storage.save("prompts/stray", ContentFile(b"of a form that was refused"))
    tasks.remove_unused_audio()
    assert clip.file.storage.exists(stray)
    remove_unused_audio(at=timezone.now() + DAY + SOON)
    assert not clip.file.storage.exists(stray)
