"""Find the cases that nobody answered or solved in time, or that were promised more, and put each before a manager."""

from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from escalation.models import Escalation
from escalation.services.callbacks import owe_callback
from escalation.services.escalations import raise_escalation
from tickets.models import Promise, Ticket
from tickets.models.tickets import TicketQuerySet

Reason = Escalation.Reason

logger = structlog.get_logger(__name__)


def escalate_broken_promises(*, at: datetime | None = None, limit: int = 500) -> int:
    """Each case that was not answered, not solved, or not given what was promised in time; answers how many."""
    at = at or timezone.now()
    flagged = 0
    for reason, moment in ((Reason.NO_REPLY, "reply_due_at"), (Reason.NOT_SOLVED, "solve_due_at")):
        late = _unflagged(reason, at).order_by(moment).values_list("pk", flat=True)
        flagged += sum(_escalate_or_log(pk, reason, at=at) for pk in late[:limit])
    broken = _unflagged_promises(at).order_by("due_at").values_list("ticket", flat=True)
    return flagged + sum(_escalate_or_log(pk, Reason.PROMISE_BROKEN, at=at) for pk in dict.fromkeys(broken[:limit]))


def _unflagged_promises(at: datetime) -> QuerySet[Promise]:
    """Late, and its case not before a manager since then; two that are late together are one matter."""
    flagged = Escalation.objects.filter(ticket=OuterRef("ticket"), reason=Reason.PROMISE_BROKEN).filter(
        Q(status__in=Escalation.UNFINISHED) | Q(created_at__gte=OuterRef("due_at"))
    )
    return Promise.objects.broken(at=at).filter(~Exists(flagged))


def _unflagged(reason: str, at: datetime) -> TicketQuerySet:
    """Late, and not before a manager yet for this very wait: one that was dismissed is not raised again."""
    is_reply = reason == Reason.NO_REPLY
    late = Ticket.objects.overdue(at=at) if is_reply else Ticket.objects.unsolved_in_time(at=at)
    since = OuterRef("waiting_since" if is_reply else "solving_since")
    flagged = Escalation.objects.filter(ticket=OuterRef("pk"), reason=reason).filter(
        Q(status__in=Escalation.UNFINISHED) | Q(created_at__gte=since)
    )
    return late.filter(~Exists(flagged))


def _escalate_or_log(ticket_id: int, reason: str, *, at: datetime) -> bool:
    try:
        return _escalate(ticket_id, reason, at=at)
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
        return _escalate_promises(ticket_id, at=at)
    ticket = _unflagged(reason, at).filter(pk=ticket_id).first()
    if ticket is None:
        return False
    if reason == Reason.NOT_SOLVED:
        detail = _("open for %(length)s") % {"length": timesince(ticket.created_at, now=at)}
        raise_escalation(ticket, reason=reason, detail=detail, at=at)
        return True
    detail = _("waiting for %(length)s") % {"length": timesince(ticket.waiting_since, now=at)}
    escalation = raise_escalation(ticket, reason=reason, detail=detail, at=at)
    # Whoever was left without an answer is called; what comes of a case that takes long, the manager decides.
    owe_callback(ticket, escalation=escalation, at=at)
    return True


def _escalate_promises(ticket_id: int, *, at: datetime) -> bool:
    late = list(_unflagged_promises(at).filter(ticket=ticket_id).select_related("ticket").order_by("due_at"))
    if not late:
        return False
    what = "; ".join(promise.what for promise in late)
    raise_escalation(late[0].ticket, reason=Reason.PROMISE_BROKEN, detail=what, at=at)
    return True
