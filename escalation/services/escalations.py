"""Put a case before a manager."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.models import Callback, Escalation
from escalation.services.callbacks import owe_callback
from helpdesk.accounts.models import User
from helpdesk.live import announce
from helpdesk.transitions import TransitionError, move
from tickets.models import Entry, Ticket
from tickets.services import record

Status = Escalation.Status


@transaction.atomic
def raise_escalation(
    ticket: Ticket, *, reason: str, at: datetime, detail: str = "", by: User | None = None
) -> Escalation:
    """Ask for a manager. A case that is before one for the same reason already stays there once."""
    escalation, created = Escalation.objects.get_or_create(
        ticket=ticket,
        reason=reason,
        status__in=Escalation.UNFINISHED,
        defaults={
            "status": Status.OPEN,
            "detail": detail[:300],
            "raised_by": by,
            "due_at": at + timedelta(minutes=settings.CALLBACK_PROMISE_MINUTES),
            "created_at": at,
        },
    )
    if created:
        body = escalation.get_reason_display() + (f": {detail}" if detail else "")
        record(
            ticket,
            kind=Entry.Kind.ESCALATION,
            body=body,
            actor=by,
            at=at,
            source_key=f"escalation:{escalation.pk}:raised",
        )
        announce("escalation-board")
    return escalation


@transaction.atomic
def claim_escalation(escalation: Escalation, *, by: User, at: datetime | None = None) -> None:
    """A manager takes it on."""
    move(escalation, Status.CLAIMED, claimed_by=by)
    _note(escalation, _("%(manager)s took it on.") % {"manager": by}, by=by, at=at)


@transaction.atomic
def finish_escalation(escalation: Escalation, *, by: User, note: str, at: datetime | None = None) -> None:
    """The manager has dealt with it. Refused while its callback is owed."""
    at = at or timezone.now()
    if escalation.callbacks.filter(status__in=Callback.UNFINISHED).exists():
        raise TransitionError(
            _("%(case)s still waits for a callback: make the call, or cancel it with a reason, first.")
            % {"case": escalation.ticket}
        )
    move(escalation, Status.DONE, finished_at=at)
    _note(escalation, _("Done by %(manager)s. %(note)s") % {"manager": by, "note": note}, by=by, at=at)


@transaction.atomic
def dismiss_escalation(escalation: Escalation, *, by: User, why: str, at: datetime | None = None) -> None:
    """It needs no manager after all; the reason stays on the case."""
    at = at or timezone.now()
    if escalation.callbacks.filter(status__in=Callback.UNFINISHED).exists():
        raise TransitionError(
            _("%(case)s still waits for a callback: cancel it with a reason first.") % {"case": escalation.ticket}
        )
    move(escalation, Status.DISMISSED, finished_at=at)
    _note(escalation, _("Dismissed by %(manager)s: %(why)s") % {"manager": by, "why": why}, by=by, at=at)


def escalate_broken_promises(*, at: datetime | None = None, limit: int = 500) -> int:
    """Each case that nobody answered within its promise: a manager owes a call. Answers how many were flagged."""
    at = at or timezone.now()
    overdue = (
        Ticket.objects.overdue(at=at)
        .exclude(escalations__reason=Escalation.Reason.NO_REPLY, escalations__status__in=Escalation.UNFINISHED)
        .order_by("reply_due_at")
    )
    return sum(_escalate_broken_promise(ticket.pk, at=at) for ticket in overdue[:limit])


@transaction.atomic
def _escalate_broken_promise(ticket_id: int, *, at: datetime) -> bool:
    # Locked and asked again: another sweep, or an answer, may have come between.
    ticket = Ticket.objects.select_for_update(skip_locked=True).overdue(at=at).filter(pk=ticket_id).first()
    if ticket is None:
        return False
    minutes = int((at - ticket.waiting_since).total_seconds() // 60)
    escalation = raise_escalation(
        ticket,
        reason=Escalation.Reason.NO_REPLY,
        detail=_("waiting for %(minutes)s minutes") % {"minutes": minutes},
        at=at,
    )
    owe_callback(ticket, escalation=escalation, at=at)
    return True


def _note(escalation: Escalation, body: str, *, by: User, at: datetime | None) -> None:
    record(escalation.ticket, kind=Entry.Kind.ESCALATION, body=body, actor=by, at=at)
    announce("escalation-board")
