"""Who is at a mailbox, and how it went: written into its row, so that any number of fetchers may run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from helpdesk.lib.live import LiveChannel, announce
from helpdesk.mail.models import Mailbox
from helpdesk.mail.models.mailboxes import FOR_A_PERSON
from helpdesk.mail.servers.problems import MailboxError
from helpdesk.mail.servers.turns import at_the_database

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""Renewed all the time by whoever is alive: so long does the mail of a mailbox wait after a kill -9."""
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (10, 20, 40, 60, 120, 300)]
UNTIL_SOMEBODY_COMES = timedelta(hours=1)
"""Where a person must sign in; the mailbox is tried at once when somebody has."""


class LeaseLostError(Exception):
    """The mailbox was changed or switched off, or another fetcher has it: what was fetched is not ours to keep."""


@transaction.atomic
def lease_due(*, at: datetime | None = None, limit: int = 100) -> list[Mailbox]:
    """Take those that nobody is at; each with a lease of its own (`leased_by`)."""
    at = at or timezone.now()
    rows = list(Mailbox.objects.due(at=at).select_for_update(skip_locked=True).order_by("next_try_at")[:limit])
    for row in rows:
        row.leased_by, row.lease_until = uuid4().hex, at + LEASE
        row.save(update_fields=["leased_by", "lease_until"])
    return rows


def renew_leases(leases: list[str]) -> set[str]:
    """Answers those that still hold."""
    if not leases:
        return set()
    held = Mailbox.objects.filter(leased_by__in=leases, is_active=True)
    held.update(lease_until=timezone.now() + LEASE)
    return set(held.values_list("leased_by", flat=True))


@contextmanager
def leased(mailbox: Mailbox) -> Iterator[None]:
    """A transaction that holds the row, so that nobody takes the lease meanwhile. Raises LeaseLostError."""
    with at_the_database(), transaction.atomic():
        held = Mailbox.objects.select_for_update().filter(pk=mailbox.pk, leased_by=mailbox.leased_by, is_active=True)
        if not mailbox.leased_by or held.first() is None:
            raise LeaseLostError
        yield


def note_success(mailbox: Mailbox, *, next_try_at: datetime | None = None) -> None:
    """It was looked at, and all that was there is kept. Without `next_try_at` the lease goes on."""
    now = timezone.now()
    mine = Mailbox.objects.filter(pk=mailbox.pk, leased_by=mailbox.leased_by)
    fields = {"last_success_at": now, "failing_since": None, "failures": 0, "problem": "", "problem_detail": ""}
    was_failing = mine.filter(failing_since__isnull=False).exists()
    end = {"lease_until": None, "leased_by": "", "next_try_at": next_try_at} if next_try_at else {}
    if mine.update(**fields, **end) and was_failing:
        logger.info("mailbox_works_again", mailbox=mailbox.name)
        announce(LiveChannel.MAILBOXES)


def note_failure(mailbox: Mailbox, error: MailboxError) -> None:
    """Give it back, to be tried again a little later: whatever it is may have been put right by then."""
    now = timezone.now()
    logger.warning("mailbox_failed", mailbox=mailbox.name, problem=error.problem, answer=error.detail)
    mine = Mailbox.objects.filter(pk=mailbox.pk, leased_by=mailbox.leased_by)
    steps = [UNTIL_SOMEBODY_COMES] if mailbox.is_by_person and error.problem in FOR_A_PERSON else RETRY_AFTER
    wait = steps[min(mine.values_list("failures", flat=True).first() or 0, len(steps) - 1)]
    changed = mine.update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", Value(now)),
        problem=error.problem,
        problem_detail=error.detail,
        next_try_at=now + wait,
        lease_until=None,
        leased_by="",
    )
    if changed:
        announce(LiveChannel.MAILBOXES)


def give_back(mailbox: Mailbox) -> None:
    """The fetcher ends: another one may take it at once."""
    Mailbox.objects.filter(pk=mailbox.pk, leased_by=mailbox.leased_by).update(
        lease_until=None, leased_by="", next_try_at=timezone.now()
    )
