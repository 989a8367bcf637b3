"""Find the cases that nobody answered in time, and put each before a manager once."""

from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from escalation.models import Escalation
from escalation.services.callbacks import owe_callback
from escalation.services.escalations import raise_escalation
from tickets.models import Ticket
from tickets.models.tickets import TicketQuerySet

logger = structlog.get_logger(__name__)


def escalate_broken_promises(*, at: datetime | None = None, limit: int = 500) -> int:
    """Each case that nobody answered within its promise: a manager owes a call. Answers how many were flagged."""
    at = at or timezone.now()
    overdue = _unflagged(at).order_by("reply_due_at").values_list("pk", flat=True)
    return sum(_escalate_or_log(pk, at=at) for pk in overdue[:limit])


def _unflagged(at: datetime) -> TicketQuerySet:
    """Overdue, and not before a manager yet for this very wait: one that was dismissed is not raised again."""
    flagged = Escalation.objects.filter(ticket=OuterRef("pk"), reason=Escalation.Reason.NO_REPLY).filter(
        Q(status__in=Escalation.UNFINISHED) | Q(created_at__gte=OuterRef("waiting_since"))
    )
    return Ticket.objects.overdue(at=at).filter(~Exists(flagged))


def _escalate_or_log(ticket_id: int, *, at: datetime) -> bool:
    try:
        return _escalate(ticket_id, at=at)
    except (DatabaseError, ValueError) as error:
        # One bad row must not keep the others waiting; it is tried again by the next sweep.
        logger.exception("promise_sweep_failed", ticket=ticket_id, error=str(error))
        return False


@transaction.atomic
def _escalate(ticket_id: int, *, at: datetime) -> bool:
    # Locked and asked again: another sweep, or an answer, may have come between.
    if not Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id).exists():
        return False
    ticket = _unflagged(at).filter(pk=ticket_id).first()
    if ticket is None:
        return False
    escalation = raise_escalation(
        ticket,
        reason=Escalation.Reason.NO_REPLY,
        detail=_("waiting for %(length)s") % {"length": timesince(ticket.waiting_since, now=at)},
        at=at,
    )
    owe_callback(ticket, escalation=escalation, at=at)
    return True
