"""What container and monitoring are told."""

from datetime import timedelta

import pytest
from django.db import ConnectionHandler, connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from escalation.board import owe_callback
from helpdesk import health
from helpdesk.mail.outbox import Mail, queue_mail
from tests import make

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive_and_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("livez")).content == b"ok"


def test_it_is_ready_when_postgresql_and_redis_answer(client):
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (200, {"postgresql": "ok", "redis": "ok"})


def test_it_says_that_redis_is_away(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()["redis"]) == (503, "away")


def test_it_says_that_postgresql_is_away(client, monkeypatch):
    nowhere = ConnectionHandler({"default": connection.settings_dict | {"HOST": "127.0.0.1", "PORT": "9"}})
    monkeypatch.setattr(health, "connection", nowhere["default"])
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (503, {"postgresql": "away", "redis": "ok"})


def test_the_work_that_is_owed_is_counted(client):
    yesterday = timezone.now() - timedelta(days=1)
    owe_callback(make.ticket(at=yesterday), at=yesterday)
    queue_mail(Mail(to="ann@buyers.test", subject="s", text="t"), key="k")
    make.cart(due_at=yesterday)

    numbers = gauges(client.get(reverse("metrics")).content.decode())

    assert numbers["press4_callbacks_overdue"] == numbers["press4_mails_due"] == numbers["press4_carts_due"] == 1
    assert numbers["press4_cases_overdue"] == 1
    assert numbers["press4_legs_unplaced"] == numbers["press4_recordings_owed"] == numbers["press4_mails_doubtful"] == 0


def test_more_work_does_not_mean_more_questions(client, django_assert_num_queries):
    for number in range(5):
        queue_mail(Mail(to="ann@buyers.test", subject="s", text="t"), key=f"k{number}")
    with django_assert_num_queries(19):
        client.get(reverse("metrics"))


@pytest.mark.parametrize("asker", [{"REMOTE_ADDR": "8.8.8.8"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}])
def test_the_world_is_not_told_how_much_is_owed(client, asker):
    assert client.get(reverse("metrics"), **asker).status_code == 403


@override_settings(METRICS_TOKEN="a-long-token")
def test_with_a_token_only_the_token_counts(client):
    address = reverse("metrics")
    assert client.get(address).status_code == 403
    assert client.get(address, headers={"Authorization": "Bearer wrong"}).status_code == 403
    right = {"Authorization": "Bearer a-long-token"}
    assert client.get(address, headers=right, REMOTE_ADDR="8.8.8.8").status_code == 200


def gauges(text: str) -> dict[str, float]:
    lines = [line.split() for line in text.splitlines() if line.startswith("press4_")]
    return {name: float(value) for name, value in lines}
