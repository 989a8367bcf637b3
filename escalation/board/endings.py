"""Endings of escalations: with the last one, the case leaves the managers' board."""

from datetime import datetime

from escalation.models import Escalation
from helpdesk.accounts.models import User
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import move, try_move
from tickets.cases.lifecycle import mark_deescalated
from tickets.models import Ticket

Status = Escalation.Status


def end_escalation(escalation: Escalation, status: str, *, at: datetime) -> None:
    """Move it to `status` (done or dismissed), or raise ConflictError."""
    move(escalation, status, finished_at=at)
    _release(escalation.ticket)


def settle_escalations(ticket: Ticket, *, by: User, at: datetime) -> None:
    """The problem is solved: the manager need not say it again for each reason that the case was escalated for."""
    for escalation in ticket.escalations.unfinished().select_for_update().order_by("pk"):
        if escalation.status == Status.OPEN:
            try_move(escalation, Status.CLAIMED, claimed_by=by)
        try_move(escalation, Status.DONE, finished_at=at)
    _release(ticket)


def drop_escalation(escalation: Escalation, *, at: datetime) -> bool:
    """The reason for it is gone. False, and nothing changes, when a manager took it on."""
    is_dropped = try_move(escalation, Status.DISMISSED, finished_at=at)
    if is_dropped:
        _release(escalation.ticket)
    return is_dropped


def _release(ticket: Ticket) -> None:
    # Locked, so that a new reason at this moment waits and then marks the case again.
    ticket = locked(ticket)
    if not ticket.escalations.unfinished().exists():
        mark_deescalated(ticket)
