"""Escalations: raise, claim, release, finish and dismiss."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.board.callback_times import callback_due
from escalation.board.callbacks import owe_callback
from escalation.board.endings import end_escalation, settle_escalations
from escalation.models import Escalation
from escalation.models.callbacks import CallbackQuerySet
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import move, try_move
from tickets.cases import add_entry, mark_escalated
from tickets.cases.survivors import lock_survivor
from tickets.models import Entry, Ticket

Status = Escalation.Status


@transaction.atomic
def raise_escalation(
    ticket: Ticket,
    *,
    reason: str,
    at: datetime,
    detail: str = "",
    by: User | None = None,
    due_at: datetime | None = None,
) -> Escalation:
    """Ask for a manager, who looks as soon as one calls back, or by `due_at`. A case that is before one for the same
    reason already stays there once."""
    ticket = lock_survivor(ticket)
    escalation, created = Escalation.objects.get_or_create(
        ticket=ticket,
        reason=reason,
        status__in=Escalation.UNFINISHED,
        defaults={
            "status": Status.OPEN,
            "detail": one_line(redact_cards(detail), 300),
            "raised_by": by,
            "due_at": due_at or callback_due(at=at),
            "created_at": at,
        },
    )
    if created:
        mark_escalated(ticket, at=at, asked_for_manager=reason == Escalation.Reason.ASKED_FOR_MANAGER)
        body = escalation.get_reason_display() + (f": {detail}" if detail else "")
        key = f"escalation:{escalation.pk}:raised"
        add_entry(ticket, kind=Entry.Kind.ESCALATION, body=body, actor=by, at=at, source_key=key)
        announce(LiveChannel.ESCALATION_BOARD)
    return escalation


@transaction.atomic
def escalate_by_hand(
    ticket: Ticket, *, reason: str, detail: str, by: User, owes_callback: bool, at: datetime | None = None
) -> Escalation:
    """An agent asks for a manager, and may promise the requester that one calls back."""
    at = at or timezone.now()
    if ticket.survivor.status == Ticket.Status.CLOSED:
        raise ConflictError(_("%(case)s is closed. Open a new case to escalate it.") % {"case": ticket})
    escalation = raise_escalation(ticket, reason=reason, detail=detail, by=by, at=at)
    if owes_callback:
        owe_callback(ticket, escalation=escalation, by=by, at=at)
    return escalation


@transaction.atomic
def claim_escalation(escalation: Escalation, *, by: User, at: datetime | None = None) -> None:
    """A manager takes the case on, for all that it waits for a manager for. Of two managers one gets it; the same one
    may press twice.
    """
    is_own = escalation.status == Status.CLAIMED and escalation.claimed_by_id == by.pk
    if not is_own:
        move(escalation, Status.CLAIMED, claimed_by=by)
    others = _others(escalation, status=Status.OPEN)
    moved = [other for other in others if try_move(other, Status.CLAIMED, claimed_by=by)]
    if is_own and not moved:
        return
    _note(escalation, _("%(manager)s took it on.") % {"manager": by}, by=by, at=at)


@transaction.atomic
def release_escalation(escalation: Escalation, *, by: User, at: datetime | None = None) -> None:
    """The manager cannot do it after all: it waits for another one."""
    had = escalation.claimed_by
    move(escalation, Status.OPEN, claimed_by=None)
    for other in _others(escalation, status=Status.CLAIMED, claimed_by=had):
        try_move(other, Status.OPEN, claimed_by=None)
    _note(escalation, _("%(manager)s put it back.") % {"manager": by}, by=by, at=at)


@transaction.atomic
def finish_escalation(escalation: Escalation, *, by: User, note: str, at: datetime | None = None) -> None:
    """The manager has dealt with the case, whatever it was escalated for. Refused while its callback is owed."""
    at = at or timezone.now()
    _refuse_while_owed(escalation.ticket.callbacks.unfinished(), escalation)
    end_escalation(escalation, Status.DONE, at=at)
    settle_escalations(escalation.ticket, by=by, at=at)
    _note(escalation, _("Done by %(manager)s. %(note)s") % {"manager": by, "note": note}, by=by, at=at)


@transaction.atomic
def dismiss_escalation(escalation: Escalation, *, by: User, why: str, at: datetime | None = None) -> None:
    """For this reason it needs no manager after all; why stays on the case."""
    _refuse_while_owed(escalation.callbacks.unfinished(), escalation)
    end_escalation(escalation, Status.DISMISSED, at=at or timezone.now())
    _note(escalation, _("Dismissed by %(manager)s: %(why)s") % {"manager": by, "why": why}, by=by, at=at)


def _others(escalation: Escalation, **lookups: object) -> QuerySet[Escalation]:
    """The other reasons for which its case is before the managers."""
    others = Escalation.objects.filter(ticket=escalation.ticket_id, **lookups).exclude(pk=escalation.pk)
    return others.select_for_update().order_by("pk")


def _refuse_while_owed(callbacks: CallbackQuerySet, escalation: Escalation) -> None:
    if callbacks.exists():
        raise ConflictError(
            _("%(case)s still waits for a callback: make the call, or cancel it with a reason, first.")
            % {"case": escalation.ticket}
        )


def _note(escalation: Escalation, body: str, *, by: User, at: datetime | None) -> None:
    add_entry(escalation.ticket, kind=Entry.Kind.ESCALATION, body=body, actor=by, at=at)
    announce(LiveChannel.ESCALATION_BOARD)
