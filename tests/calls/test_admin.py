"""The admin shows calls and changes none."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from calls.log import note_export
from calls.recordings import add_comment
from simulator.phone_network import accepts
from tests import make
from tests.calls.town import CALLER, TEAM
from tests.permissions.objects import with_second_step

MODELS = [model for model in apps.get_app_config("calls").get_models() if admin.site.is_registered(model)]


@pytest.fixture
def _talked(town, client):
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.run()
    client.force_login(with_second_step(make.admin()))


@pytest.mark.usefixtures("_talked")
def test_everything_can_be_found_and_nothing_added(client):
    for model in MODELS:
        page = client.get(reverse(f"admin:calls_{model._meta.model_name}_changelist"), {"q": CALLER})
        assert page.status_code == 200, model
        assert client.get(reverse(f"admin:calls_{model._meta.model_name}_add")).status_code == 403, model


@pytest.mark.usefixtures("_talked")
def test_a_call_is_shown_with_its_legs_and_cannot_be_changed(client):
    call = make.Call.objects.get()
    url = reverse("admin:calls_call_change", args=[call.pk])
    assert TEAM[1] in client.get(url).content.decode()
    assert client.post(url, {"status": "failed"}).status_code == 403


@pytest.mark.usefixtures("_talked")
def test_what_was_written_down_about_calls_can_be_opened_and_neither_changed_nor_deleted(client):
    manager, at = make.manager(), timezone.now()
    review = make.finished_review(call=make.audible_recording().call)
    add_comment(review.call.recordings.get(), by=manager, second=1, body="Well said", at=at)
    note_export(by=manager, reason="Asked by the organizer", filters={"line": "1"}, at=at)
    make.blocked_number()
    make.transfer()

    opened = set()
    for model in MODELS:
        for row in model.objects.all()[:1]:
            url = reverse(f"admin:calls_{model._meta.model_name}_change", args=[row.pk])
            assert client.get(url).status_code == 200, url
            assert client.post(url).status_code == 403, url
            assert client.post(url.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403, url
            opened.add(model.__name__)
    assert {"BlockedNumber", "CallExport", "Recording", "RecordingComment", "Review", "Talk", "Transfer"} <= opened


@pytest.mark.usefixtures("_talked")
def test_the_admin_gives_no_way_to_the_sound_past_the_log_of_plays(client):
    recording = make.audible_recording()
    page = client.get(reverse("admin:calls_recording_change", args=[recording.pk])).content.decode()
    assert recording.file.name not in page
