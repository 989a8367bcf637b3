"""Tell a worker that a row is waiting, after the transaction that wrote it has committed.

A task is named by its path ("helpdesk.mail.tasks.send_message"), because services write the rows, tasks call the
services, and an import of one by the other would be a circle. tests/test_architecture.py proves each name.
"""

from datetime import timedelta

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from helpdesk.lib.circuit_breaker import CircuitBreaker

logger = structlog.get_logger(__name__)

_broker = CircuitBreaker(seconds=3)
"""Whoever has just learnt that the broker is away does not make the next caller wait for the same news."""


def enqueue_on_commit(task: str, *args: int | str, after: timedelta = timedelta()) -> None:
    """Send `task` to its queue on commit, to be done `after` a moment, a minute at the most.

    A broker that is away costs nothing but time: a sweep finds the row.
    """
    when = {"after": after} if after else {}
    transaction.on_commit(lambda: enqueue_now(task, *args, **when))


def enqueue_now(task: str, *args: int | str, after: timedelta = timedelta()) -> bool:
    """Send `task` to its queue at once; False (and one log line) when the broker does not take it."""
    if _broker.is_open():
        return False
    try:
        current_app.send_task(task, args=args, retry=False, countdown=after.total_seconds() or None)
    except (OperationalError, OSError) as error:
        _broker.trip()
        logger.warning("enqueue_failed", task=task, args=args, error=str(error))
        return False
    return True
