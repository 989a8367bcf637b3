"""Say that we will do something, and do it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.transitions import TransitionError, try_move
from tickets.models import Entry, Promise, Ticket
from tickets.services import clocks
from tickets.services.entries import record, refuse_merged


@transaction.atomic
def give_promise(ticket: Ticket, *, what: str, due_at: datetime, at: datetime, by: User | None = None) -> Promise:
    """Owe the requester something. Until it is settled the case cannot be solved; a solved case opens again."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.standing.pk)
    refuse_merged(ticket)
    if ticket.status == Ticket.Status.CLOSED:
        raise TransitionError(
            _("%(case)s is closed, so nothing more can be promised on it. Open a new case.") % {"case": ticket}
        )
    try_move(ticket, Ticket.Status.OPEN, solved_at=None, **clocks.resumed(ticket, at=at))
    promise = Promise.objects.create(ticket=ticket, what=what, due_at=due_at)
    record(ticket, kind=Entry.Kind.PROMISE, body=what, actor=by, at=at, source_key=f"promise:{promise.pk}:given")
    return promise


def keep_promise(promise: Promise, *, at: datetime, by: User | None = None) -> None:
    """We did it."""
    _settle(promise, was_kept=True, reason="", at=at, by=by)


def withdraw_promise(promise: Promise, *, reason: str, at: datetime, by: User | None) -> None:
    """We will not do it, and say why."""
    _settle(promise, was_kept=False, reason=reason, at=at, by=by)


def _settle(promise: Promise, *, was_kept: bool, reason: str, at: datetime, by: User | None) -> None:
    fields = {"settled_at": at, "was_kept": was_kept, "reason": reason, "settled_by": by}
    if not Promise.objects.owed().filter(pk=promise.pk).update(**fields):
        raise TransitionError(_("“%(promise)s” was settled already.") % {"promise": promise.what})
    for name, value in fields.items():
        setattr(promise, name, value)
