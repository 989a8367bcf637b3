"""Downloading, deleting and holding a recording: who may, with which reason, and what stays of it."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from calls import tasks
from calls.models import Recording, RecordingAct, RecordingPeaks, RecordingPolicy
from helpdesk.accounts.models import User
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import Entry

pytestmark = pytest.mark.django_db
WHY = {"why": "The organizer's lawyer asked for it."}


@pytest.fixture
def recording():
    return make.audible_recording(call=make.call(ticket=make.ticket()))


def post(client, user, name, recording, data=WHY):
    client.force_login(user)
    with TestCase.captureOnCommitCallbacks(execute=False):
        return client.post(reverse(f"calls:{name}", args=[recording.pk]), data)


def stays(recording) -> bool:
    recording.refresh_from_db()
    return recording.status == Recording.Status.STORED


@pytest.mark.parametrize("right", User.Right)
def test_a_right_that_an_admin_grants_opens_one_door(client, recording, right):
    names = {User.Right.DOWNLOAD_RECORDINGS: "download", User.Right.DELETE_RECORDINGS: "delete_recording"}
    agent, admin = make.agent(), with_second_step(make.admin())
    client.force_login(admin)
    form = {"name": agent.name, "role": agent.role, "is_active": "on", "rights": [right]}
    assert client.post(reverse("escalation:person", args=[agent.pk]), form).status_code == 302
    agent.refresh_from_db()
    client.force_login(agent)
    doors = {key: client.get(reverse(f"calls:{name}", args=[recording.pk])).status_code for key, name in names.items()}
    assert doors == {key: 200 if key == right else 403 for key in names}


def test_a_download_needs_a_reason_and_is_written_down_before_the_file(client, recording):
    admin = with_second_step(make.admin())
    assert post(client, admin, "download", recording, {"why": "  "}).status_code == 422
    assert not RecordingAct.objects.exists()
    answer = post(client, admin, "download", recording)
    assert answer.getvalue() == make.wav()
    assert answer["Content-Disposition"].startswith("attachment")
    act = RecordingAct.objects.get()
    assert (act.kind, act.user, act.why) == (RecordingAct.Kind.DOWNLOADED, admin, WHY["why"])


def test_a_download_that_cannot_be_written_down_does_not_happen(client, recording, monkeypatch):
    monkeypatch.setattr("calls.models.RecordingAct.save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post(client, with_second_step(make.admin()), "download", recording)


def test_a_deleted_recording_leaves_only_who_and_why(client, recording):
    storage, name = recording.file.storage, recording.file.name
    admin = with_second_step(make.admin())
    assert post(client, admin, "delete_recording", recording).status_code == 302
    recording.refresh_from_db()
    assert recording.status == Recording.Status.DELETED
    assert not RecordingPeaks.objects.exists()
    tasks.erase_recording(recording.pk)
    assert not storage.exists(name)
    page = client.get(recording.call.get_absolute_url()).content.decode()
    assert str(admin) in page
    assert "lawyer asked" in page
    assert "lawyer asked" in Entry.objects.get(source_key=f"recording:{recording.pk}:deleted").body
    assert client.get(reverse("calls:play", args=[recording.pk])).status_code == 404
    assert client.get(reverse("calls:peaks", args=[recording.pk])).status_code == 404
    assert post(client, admin, "delete_recording", recording).status_code == 404


def test_a_file_whose_removal_was_lost_is_removed_by_the_sweep(client, recording):
    storage, name = recording.file.storage, recording.file.name
    post(client, with_second_step(make.admin()), "delete_recording", recording)
    tasks.sweep_recordings()
    assert not storage.exists(name)
    recording.refresh_from_db()
    assert not recording.file


def test_a_recording_on_legal_hold_is_neither_deleted_nor_expired(client, recording):
    manager, admin = with_second_step(make.manager()), with_second_step(make.admin())
    for _twice in range(2):
        assert post(client, manager, "hold_recording", recording).status_code == 302
    assert post(client, admin, "delete_recording", recording).status_code == 409
    Recording.objects.update(started_at=timezone.now() - timedelta(days=4000))
    tasks.expire_recordings()
    assert stays(recording)
    page = client.get(recording.call.get_absolute_url()).content.decode()
    assert "legal hold" in page
    assert post(client, manager, "release_recording", recording).status_code == 302
    tasks.expire_recordings()
    assert not stays(recording)
    kinds = RecordingAct.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["held", "released", "expired"]


def test_recordings_are_kept_as_long_as_the_admin_said(recording):
    Recording.objects.update(started_at=timezone.now() - timedelta(days=364))
    tasks.expire_recordings()
    assert stays(recording)
    RecordingPolicy.objects.create(keep_days=30)
    tasks.expire_recordings()
    assert not stays(recording)


def test_a_card_number_in_a_reason_is_not_kept(client, recording):
    post(client, with_second_step(make.manager()), "hold_recording", recording, {"why": "Card 4111 1111 1111 1111"})
    assert "4111" not in RecordingAct.objects.get().why
