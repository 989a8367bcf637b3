"""Hook on answers: an answer settles the callback that the desk owed only because nobody had answered."""

from datetime import datetime
from typing import TypeGuard

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.board.endings import drop_escalation
from escalation.models import Callback, Escalation
from escalation.models.callbacks import CallbackQuerySet
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import try_move
from tickets.cases import add_entry, mark_escalated
from tickets.cases.promises import withdraw_promise
from tickets.models import Entry, Promise, Ticket

Status = Callback.Status


@transaction.atomic
def release_answered(ticket_id: int, *, at: datetime | None = None) -> None:
    """Nobody waits on this case any more, as somebody talks to the caller. Safe to run twice."""
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id, waiting_since=None).first()
    if ticket:
        DeskOwedCallbacks().answered(ticket, by=None, at=at or timezone.now())


def sweep_answered(*, at: datetime) -> None:
    """Those whose task was lost."""
    for ticket_id in list(_releasable().filter(ticket__waiting_since=None).values_list("ticket", flat=True)):
        release_answered(ticket_id, at=at)


def _releasable() -> CallbackQuerySet:
    return Callback.objects.filter(status=Status.OWED, ends_by_answer=True).select_related(
        "promise", "ticket", "escalation"
    )


class DeskOwedCallbacks:
    """What a person promised, or a call that nobody took, is owed after the best of answers too: see `ends_by_answer`.

    A call that a manager makes at this moment goes on. The escalation ends with its call, unless a person raised it or
    a manager took it on.
    """

    def answered(self, ticket: Ticket, *, by: User | None, at: datetime) -> None:
        callback = _releasable().filter(ticket=ticket).select_for_update(of=("self",)).first()
        if callback is None or not try_move(callback, Status.CANCELLED, finished_at=at):
            return
        why = _("The customer was answered.")
        withdraw_promise(callback.promise, reason=why, at=at, by=by)
        body = _("The callback is not needed any more: the customer was answered.")
        add_entry(ticket, kind=Entry.Kind.CALLBACK, body=body, at=at)
        if _stood_for_the_call(callback.escalation) and drop_escalation(callback.escalation, at=at):
            body = _("No manager needs to look any more: the customer was answered.")
            add_entry(ticket, kind=Entry.Kind.ESCALATION, body=body, at=at)
        announce(LiveChannel.ESCALATION_BOARD)

    def taken_back(self, ticket: Ticket, *, by: User, answered_at: datetime, at: datetime) -> None:
        released = ticket.callbacks.filter(status=Status.CANCELLED, ends_by_answer=True, finished_at=answered_at)
        callback = released.select_for_update().first()
        if callback is None or ticket.callbacks.unfinished().exists():
            return
        if try_move(callback, Status.OWED, finished_at=None):
            anew = {"settled_at": None, "was_kept": None, "reason": "", "settled_by": None}
            Promise.objects.filter(pk=callback.promise_id).update(**anew)
            body = _("The callback is owed again: the answer was taken back.")
            add_entry(ticket, kind=Entry.Kind.CALLBACK, body=body, at=at)
            escalation = callback.escalation
            if (
                _stood_for_the_call(escalation)
                and escalation.finished_at == answered_at
                and try_move(escalation, Escalation.Status.OPEN, finished_at=None)
            ):
                mark_escalated(escalation.ticket, at=escalation.created_at)
            announce(LiveChannel.ESCALATION_BOARD)


def _stood_for_the_call(escalation: Escalation | None) -> TypeGuard[Escalation]:
    return bool(escalation and escalation.reason == Escalation.Reason.NO_REPLY and escalation.raised_by_id is None)
