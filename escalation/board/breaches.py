"""Breaches: escalate the cases that missed an SLA target, or were not given in time what somebody promised.

Whoever is left without an answer for a second time is owed a call.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import cast

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.board.callbacks import owe_callback
from escalation.board.escalations import raise_escalation
from escalation.models import Callback, Escalation
from helpdesk.lib.moments import say_length
from tickets.cases import add_entry
from tickets.cases.targets import Targets, targets_of
from tickets.models import Entry, Promise, Ticket
from tickets.models.tickets import TicketQuerySet

Reason = Escalation.Reason

logger = structlog.get_logger(__name__)


def escalate_breaches(*, at: datetime | None = None, limit: int = 500) -> int:
    """Each case that was not answered, not solved, or not given what was promised in time; answers how many.

    Then the calls are owed to those who went without an answer for a second time.
    """
    at = at or timezone.now()
    flagged = 0
    for reason, moment in ((Reason.NO_REPLY, "reply_due_at"), (Reason.NOT_SOLVED, "solve_due_at")):
        late = _unflagged(reason, at).order_by(moment).values_list("pk", flat=True)
        flagged += sum(_do_or_log(_escalate, pk, reason, at=at) for pk in late[:limit])
    broken = dict.fromkeys(_unflagged_promises(at).order_by("due_at").values_list("ticket", flat=True)[:limit])
    flagged += sum(_do_or_log(_escalate, pk, Reason.PROMISE_BROKEN, at=at) for pk in broken)
    for pk in list(islice(_stale_cases(at), limit)):
        _do_or_log(_owe_call, pk, at=at)
    return flagged


def _late_before_manager(at: datetime) -> TicketQuerySet:
    """Late, before a manager for it, and without a call for this very wait: one that was cancelled is not owed anew."""
    flagged = Escalation.objects.unfinished().filter(ticket=OuterRef("pk"), reason=Reason.NO_REPLY)
    called = Callback.objects.filter(ticket=OuterRef("pk")).filter(
        Q(status__in=Callback.UNFINISHED) | Q(created_at__gte=OuterRef("waiting_since"))
    )
    late = Ticket.objects.unanswered_in_time(at=at).filter(Exists(flagged), ~Exists(called))
    return late.select_related("event").order_by("reply_due_at")


def _stale_cases(at: datetime) -> Iterator[int]:
    known: dict[tuple[str, bool], Targets] = {}
    for ticket in _late_before_manager(at).iterator(chunk_size=500):
        level = ticket.priority, bool(ticket.event and ticket.event.is_on(at))
        targets = known[level] = known.get(level) or targets_of(ticket, at=at)
        if _is_stale(ticket, targets, at=at):
            yield ticket.pk


def _is_stale(ticket: Ticket, targets: Targets, *, at: datetime) -> bool:
    due_at, is_first = ticket.reply_due_at, ticket.first_replied_at is None
    return due_at is not None and targets.stale_at(due_at=due_at, is_first=is_first) <= at


def _unflagged_promises(at: datetime) -> QuerySet[Promise]:
    """Late, and its case not before a manager since then; two that are late together are one matter."""
    flagged = Escalation.objects.filter(ticket=OuterRef("ticket"), reason=Reason.PROMISE_BROKEN).filter(
        Q(status__in=Escalation.UNFINISHED) | Q(created_at__gte=OuterRef("due_at"))
    )
    return Promise.objects.broken(at=at).filter(~Exists(flagged))


def _unflagged(reason: str, at: datetime) -> TicketQuerySet:
    """Late, and not before a manager yet for this very wait: one that was dismissed is not raised again."""
    is_reply = reason == Reason.NO_REPLY
    late = Ticket.objects.unanswered_in_time(at=at) if is_reply else Ticket.objects.unsolved_in_time(at=at)
    since = OuterRef("waiting_since" if is_reply else "solving_since")
    flagged = Escalation.objects.filter(ticket=OuterRef("pk"), reason=reason).filter(
        Q(status__in=Escalation.UNFINISHED) | Q(created_at__gte=since)
    )
    return late.filter(~Exists(flagged))


def _do_or_log(verb: Callable[..., bool], ticket_id: int, *arguments: str, at: datetime) -> bool:
    try:
        return verb(ticket_id, *arguments, at=at)
    except (DatabaseError, ValueError) as error:
        # One bad row must not keep the others waiting; it is tried again by the next sweep.
        logger.exception("promise_sweep_failed", ticket=ticket_id, error=str(error))
        return False


@transaction.atomic
def _escalate(ticket_id: int, reason: str, *, at: datetime) -> bool:
    # Locked and asked again: another sweep, or an answer, may have come between.
    if not Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id).exists():
        return False
    if reason == Reason.PROMISE_BROKEN:
        late = list(_unflagged_promises(at).filter(ticket=ticket_id).select_related("ticket").order_by("due_at", "pk"))
        ticket = late[0].ticket if late else None
        detail = "; ".join(promise.what for promise in late)
    else:
        ticket = _unflagged(reason, at).filter(pk=ticket_id).first()
    if ticket is None:
        return False
    if reason == Reason.NO_REPLY:
        detail = _waiting_for(ticket, at=at)
    elif reason == Reason.NOT_SOLVED:
        detail = _("open for %(length)s") % {"length": say_length(at - ticket.created_at)}
    raise_escalation(ticket, reason=reason, detail=detail, at=at)
    return True


def _waiting_for(ticket: Ticket, *, at: datetime) -> str:
    since = cast(datetime, ticket.waiting_since)  # somebody waits on a case that is not answered in time
    return _("waiting for %(length)s") % {"length": say_length(at - since)}


@transaction.atomic
def _owe_call(ticket_id: int, *, at: datetime) -> bool:
    """The case is stale. Whoever answers before a manager calls, settles the call too."""
    if not Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id).exists():
        return False
    ticket = _late_before_manager(at).filter(pk=ticket_id).first()
    if ticket is None or not _is_stale(ticket, targets_of(ticket, at=at), at=at):
        return False
    escalation = ticket.escalations.unfinished().get(reason=Reason.NO_REPLY)
    detail = _("still no answer, %(waiting)s") % {"waiting": _waiting_for(ticket, at=at)}
    Escalation.objects.filter(pk=escalation.pk).update(detail=detail)
    body = _("Still no answer (%(waiting)s): a manager has to call the customer.")
    add_entry(ticket, kind=Entry.Kind.ESCALATION, body=body % {"waiting": _waiting_for(ticket, at=at)}, at=at)
    owe_callback(ticket, escalation=escalation, ends_by_answer=True, at=at)
    return True
