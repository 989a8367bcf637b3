"""A task in the queue is a hint: losing it loses nothing."""

import pytest
from django.db import transaction

from helpdesk.lib import enqueue


@pytest.mark.django_db(transaction=True)
def test_the_task_is_named_only_after_the_row_is_committed(monkeypatch):
    sent = []
    monkeypatch.setattr(enqueue, "enqueue_now", lambda task, *args: sent.append((task, args)))
    with transaction.atomic():
        enqueue.enqueue_on_commit("helpdesk.mail.tasks.send_message", 7)
        assert sent == []
    assert sent == [("helpdesk.mail.tasks.send_message", (7,))]


def test_a_broker_that_is_away_is_only_logged(monkeypatch):
    from helpdesk.celery import app

    # Celery keeps its connections: forget them for this test, so that it asks the address where nobody listens.
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:9/0")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    assert enqueue.enqueue_now("helpdesk.mail.tasks.sweep_outbox") is False
