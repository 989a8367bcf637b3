"""Callbacks over the API: read by those who see the case, settled by managers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.board import owe_callback
from escalation.models import Callback
from helpdesk.accounts.services import create_token
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client):
    _token, text = create_token(with_second_step(make.manager()), name="Reports")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


@pytest.fixture
def callback():
    return owe_callback(make.ticket(), at=timezone.now())


def post(api, name, callback, **data):
    return api.post(reverse(f"v1:{name}", args=[callback.pk]), data, content_type="application/json")


def test_a_call_that_reached_the_requester_settles_what_is_owed(api, callback):
    response = post(api, "callback-outcome", callback, outcome="reached", note="Will try again tonight.")
    assert (response.status_code, response.json()["status"]) == (200, "done")
    assert not callback.ticket.promises.owed().exists()


def test_settling_it_twice_is_a_conflict(api, callback):
    post(api, "callback-outcome", callback, outcome="reached")
    assert post(api, "callback-outcome", callback, outcome="reached").status_code == 409


def test_cancelling_needs_a_reason(api, callback):
    assert post(api, "callback-cancel", callback).status_code == 400
    assert post(api, "callback-cancel", callback, why="Came by.").json()["status"] == "cancelled"
    callback.refresh_from_db()
    assert callback.status == Callback.Status.CANCELLED


def test_the_overdue_ones_are_listed(api, callback):
    Callback.objects.filter(pk=callback.pk).update(due_at=timezone.now() - timedelta(hours=1))
    rows = api.get(reverse("v1:callback-list"), {"overdue": "true"}).json()["results"]
    assert [row["id"] for row in rows] == [callback.pk]
