"""Mail the buyers of many failed checkouts through a worker that is killed again and again, and count what arrived."""

import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.utils import timezone

from carts.models import Cart, RecoveryStep
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import sweep_outbox
from helpdesk.mail.outbox.sending import LEASE
from tests import make
from tests.mail_server import MailServer, mail_server
from tests.workers import Worker

Status = OutboundMessage.Status
UNFINISHED = {Status.QUEUED, Status.SENDING}
PATIENCE_SECONDS = 120
"""For the slowest machine: one life of the worker never takes as long."""


@dataclass
class Toll:
    """What came out of it."""

    mails: int
    kills: int
    seconds: float
    states: Counter[str]
    copies: Counter[str]
    """How often each Message-ID reached the mail server."""
    unknown_but_arrived: int = 0

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.mails} recovery mails, worker killed {self.kills} times, {self.seconds:.0f} s: {states}; "
            f"{sum(self.copies.values())} arrived, {max(self.copies.values(), default=0)} at most of one mail; "
            f"{self.unknown_but_arrived} marked “perhaps sent” had arrived"
        )


def mail_through_kills(*, mails: int, kills: int) -> Toll:
    """Failed checkouts → sweep → outbox → SMTP, with the worker killed `kills` times spread over the mails."""
    began = time.monotonic()
    fail_checkouts(mails)
    with mail_server() as server:
        server.pause_seconds = 0.02
        for number in range(1, kills + 1):
            # A prime stride per life would repeat its moment in a mail's life: vary how far into it the blow falls.
            live_until(server, arrived=mails * number // (kills + 2), delay=(number * 7 % 20) / 500)
        live_until(server, arrived=None)
        settle_leases()
    return count(server, mails=mails, kills=kills, seconds=time.monotonic() - began)


def fail_checkouts(number: int) -> None:
    """Buyers with one address each, whose cards were declined and whose carts are due."""
    at = timezone.now() - timedelta(minutes=3)
    source = make.cart_source()
    failed = {"problem": Cart.Problem.PAYMENT_DECLINED, "problem_at": at, "due_at": at + source.wait_after_problem}
    for _ in range(number):
        make.cart(source=source, at=at, **failed)


def live_until(server: MailServer, *, arrived: int | None, delay: float = 0) -> None:
    """One life of the worker: until so many mails arrived, then the blow; the last one (None) ends in peace."""
    worker = Worker(queues="mail", mail_port=server.port)
    end = time.monotonic() + PATIENCE_SECONDS
    try:
        while not (is_done() if arrived is None else len(server.received) >= arrived):
            assert worker.is_running, "the worker ended by itself"
            assert time.monotonic() < end, f"{len(server.received)} mails arrived, waiting for {arrived}"
            beat()
            time.sleep(0.2)
        time.sleep(delay)
        if arrived is None:
            worker.stop()
    finally:
        if worker.is_running:
            worker.kill()


def beat() -> None:
    """What Celery's beat sends, more often: the sweeps that pick up what the queue lost."""
    with current_app.connection_for_write() as connection:
        waiting = connection.default_channel.client.llen("mail")
    if waiting < 2:
        for task in ("carts.tasks.sweep_carts", "helpdesk.mail.tasks.sweep_outbox"):
            current_app.send_task(task)


def is_done() -> bool:
    settled = not RecoveryStep.objects.filter(status=RecoveryStep.Status.DUE).exists()
    no_open_carts = not Cart.objects.filter(status=Cart.Status.OPEN).exists()
    return settled and no_open_carts and not OutboundMessage.objects.filter(status=Status.QUEUED).exists()


def settle_leases() -> None:
    """Later, when the leases of the dead workers have run out: the sweeps settle what they left."""
    for minutes in range(1, 10):
        sweep_outbox(at=timezone.now() + LEASE + timedelta(minutes=minutes))
        if not OutboundMessage.objects.filter(status__in=UNFINISHED).exists():
            return


def count(server: MailServer, *, mails: int, kills: int, seconds: float) -> Toll:
    copies = Counter(received.message["message-id"] for received in server.received)
    rows = OutboundMessage.objects.values_list("message_id", "status")
    unknown_but_arrived = sum(copies[message_id] for message_id, status in rows if status == Status.UNKNOWN)
    states = Counter(status for _, status in rows)
    return Toll(mails, kills, seconds, states, copies, unknown_but_arrived)


def assert_nothing_lost_or_doubled(toll: Toll) -> None:
    """Each buyer has one mail that is sent and arrived once, or is shown to a person as perhaps sent."""
    print(f"\n{toll}", file=sys.stderr)  # noqa: T201 - whoever runs the soak reads it
    assert RecoveryStep.objects.mailed().count() == OutboundMessage.objects.count() == toll.mails
    assert set(toll.states) <= {Status.SENT, Status.UNKNOWN}
    sent = OutboundMessage.objects.filter(status=Status.SENT).values_list("message_id", flat=True)
    assert {toll.copies[message_id] for message_id in sent} == {1}
    assert max(toll.copies.values()) == 1
    # A worker hands over one mail at a time, so a kill can leave no more in doubt than it had processes.
    assert toll.states[Status.UNKNOWN] <= 2 * toll.kills
