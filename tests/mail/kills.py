"""Mails come in while the worker that files them is killed again and again."""

import time
from collections import Counter

from celery import current_app

from helpdesk.mail.models import InboundMessage, OutboundMessage
from tests.mail.writing import deliver, letter
from tests.workers import Worker
from tickets.models import Entry, Ticket

Status = InboundMessage.Status
PATIENCE_SECONDS = 120
"""For the slowest machine: one life of the worker never takes as long."""


def file_through_kills(*, mails: int, kills: int) -> Counter[str]:
    """Each of `mails` is of another buyer. Answers how many rows have which status in the end."""
    for number in range(mails):
        address = f"buyer{number}@buyers.test"
        deliver(
            letter(sender=address, subject=f"Mail {number}", text=f"Text {number}"), envelope_from=address, file=False
        )
    for number in range(1, kills + 1):
        _live_until(filed=mails * number // (kills + 1), delay=(number * 7 % 20) / 500)
    _live_until(filed=mails)
    return Counter(InboundMessage.objects.values_list("status", flat=True))


def assert_each_is_on_one_case(mails: int) -> None:
    """One case, one entry and one acknowledgement each, and the right text."""
    entries = Entry.objects.filter(received__isnull=False, kind=Entry.Kind.MESSAGE)
    assert entries.count() == Ticket.objects.count() == mails
    assert all(
        entry.body == entry.received.subject.replace("Mail", "Text") for entry in entries.select_related("received")
    )
    assert OutboundMessage.objects.filter(key__startswith="ack:").count() == mails


def _live_until(*, filed: int, delay: float = 0) -> None:
    worker = Worker(queues="default", mail_port=1)
    end = time.monotonic() + PATIENCE_SECONDS
    try:
        while InboundMessage.objects.exclude(status=Status.RECEIVED).count() < filed:
            assert worker.is_running, "the worker ended by itself"
            assert time.monotonic() < end
            current_app.send_task("tickets.tasks.file_mails", queue="default")
            time.sleep(0.2)
        time.sleep(delay)
    finally:
        worker.kill()
