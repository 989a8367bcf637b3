"""The admin shows calls and changes none."""

import pytest
from django.urls import reverse

from simulator.phone_network import accepts
from tests import make
from tests.calls.town import CALLER, TEAM
from tests.permissions.objects import with_second_step

MODELS = ["call", "problemcall", "leg", "recording", "recordingplay", "webhookreceipt"]


@pytest.fixture
def _talked(town, client):
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.run()
    admin = make.admin()
    with_second_step(admin)
    client.force_login(admin)


@pytest.mark.usefixtures("_talked")
@pytest.mark.parametrize("model", MODELS)
def test_everything_can_be_found_and_nothing_added(client, model):
    page = client.get(reverse(f"admin:calls_{model}_changelist"), {"q": CALLER})
    assert page.status_code == 200
    assert client.get(reverse(f"admin:calls_{model}_add")).status_code == 403


@pytest.mark.usefixtures("_talked")
def test_a_call_is_shown_with_its_legs_and_cannot_be_changed(client):
    call = make.Call.objects.get()
    url = reverse("admin:calls_call_change", args=[call.pk])
    assert TEAM[1] in client.get(url).content.decode()
    assert client.post(url, {"status": "failed"}).status_code == 403
