"""Callbacks: owed, attempted, and ended by an outcome or a reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from escalation.board.callback_times import callback_due
from escalation.board.endings import drop_escalation, settle_escalations
from escalation.board.outcome_hooks import outcome_recorded
from escalation.models import Callback, Disposition, Escalation
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_row
from helpdesk.lib.phones import normalize_phone
from helpdesk.lib.transitions import move, try_move
from tickets.cases import add_entry, give_promise, keep_promise, solve_ticket
from tickets.cases.entries import mark_answered
from tickets.cases.promises import withdraw_promise
from tickets.cases.regions import regions_of_case
from tickets.cases.survivors import lock_survivor
from tickets.models import Entry, Promise, Ticket

Status = Callback.Status
Outcome = Callback.Outcome
REACHED = frozenset({Outcome.SOLVED, Outcome.REACHED})
TRY_AGAIN_AFTER = timedelta(minutes=30)
"""When a requester was not reached, the next attempt is due after so much time with a manager on duty."""


@transaction.atomic
def owe_callback(
    ticket: Ticket,
    *,
    at: datetime,
    phone: str = "",
    escalation: Escalation | None = None,
    by: User | None = None,
    ends_by_answer: bool = False,
) -> Callback:
    """A manager must call this requester. A case that is owed a call already keeps the one it has.

    `ends_by_answer`: only because nobody answered so far; whoever answers first, settles it.
    """
    ticket = lock_survivor(ticket)
    existing = ticket.callbacks.unfinished().first()
    if existing:
        _fill_in(existing, phone=phone, escalation=escalation, ends_by_answer=ends_by_answer)
        return existing
    due_at = callback_due(at=at)
    promise = give_promise(
        ticket, what=_("A manager calls back"), due_at=due_at, at=at, by=by, kind=Promise.Kind.CALLBACK
    )
    callback = Callback.objects.create(
        ticket=ticket,
        escalation=escalation,
        promise=promise,
        phone=normalize_phone(phone, regions=regions_of_case(ticket)) or ticket.requester.phone,
        ends_by_answer=ends_by_answer,
        due_at=due_at,
        created_at=at,
    )
    announce(LiveChannel.ESCALATION_BOARD)
    return callback


@transaction.atomic
def start_attempt(callback: Callback, *, by: User, at: datetime) -> None:
    """A manager calls now. Of two clicks, or two managers, one wins: the other gets ConflictError."""
    _lock_case(callback)
    if not callback.phone:
        raise ConflictError(
            _("No phone number for %(case)s. Write to the customer and ask for one.") % {"case": callback.ticket}
        )
    move(callback, Status.ATTEMPTING, attempted_by=by, attempted_at=at, attempts=F("attempts") + 1)
    callback.refresh_from_db(fields=["attempts"])
    if callback.escalation and callback.escalation.status == Escalation.Status.OPEN:
        try_move(callback.escalation, Escalation.Status.CLAIMED, claimed_by=by)
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=_("Calling the customer."), actor=by, at=at)
    announce(LiveChannel.ESCALATION_BOARD)


@transaction.atomic
def give_up_attempt(callback: Callback, *, why: str, at: datetime) -> bool:
    """The attempt came to nothing before anyone spoke (the manager's phone did not answer): it is owed again."""
    if callback.status != Status.ATTEMPTING or not try_move(callback, Status.OWED):
        return False
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=why, at=at)
    announce(LiveChannel.ESCALATION_BOARD)
    return True


@transaction.atomic
def note_not_reached(callback: Callback, *, why: str, at: datetime) -> bool:
    """The requester's phone was rung and nobody picked up: the call is owed again, a little later."""
    if callback.status != Status.ATTEMPTING:
        return False  # settled meanwhile: what was cancelled must not come back
    later = {"outcome": Outcome.NO_ANSWER, "outcome_note": "", "due_at": callback_due(at=at, after=TRY_AGAIN_AFTER)}
    if not try_move(callback, Status.OWED, **later):
        return False
    Promise.objects.filter(pk=callback.promise_id).update(due_at=later["due_at"])
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=why, actor=callback.attempted_by, at=at)
    announce(LiveChannel.ESCALATION_BOARD)
    return True


@transaction.atomic
def record_outcome(
    callback: Callback,
    *,
    outcome: str,
    note: str,
    by: User,
    at: datetime | None = None,
    disposition: Disposition | None = None,
) -> None:
    """The manager says what came of the call. Only a call that reached the requester settles what is owed.

    `disposition`: the words of the desk that mean this outcome, where they were chosen.

    A manager who called from another phone, without "call now", says it the same way. A solved problem needs no
    manager any more, for whatever reasons the case was before one.
    """
    at = at or timezone.now()
    _lock_case(callback)
    if callback.status == Status.OWED:
        start_attempt(callback, by=by, at=at)
    fields = {"outcome": outcome, "outcome_note": note}
    if outcome in REACHED:
        move(callback, Status.DONE, finished_at=at, **fields)
        keep_promise(callback.promise, at=at, by=by)
        mark_answered(callback.ticket, at=at)
    else:
        due_at = callback_due(at=at, after=TRY_AGAIN_AFTER)
        move(callback, Status.OWED, due_at=due_at, **fields)
        Promise.objects.filter(pk=callback.promise_id).update(due_at=due_at)
    label = str(disposition or callback.get_outcome_display())
    body = f"{label}. {note}" if note else f"{label}."
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=body, actor=by, at=at)
    if outcome == Outcome.SOLVED:
        settle_escalations(callback.ticket, by=by, at=at)
    outcome_recorded(callback, outcome=outcome, disposition=disposition, note=note, by=by, at=at)
    announce(LiveChannel.ESCALATION_BOARD)


@transaction.atomic
def settle_callback(
    callback: Callback,
    *,
    disposition: Disposition,
    note: str,
    solves_case: bool,
    by: User,
    at: datetime | None = None,
) -> str:
    """Record the outcome, and solve the case with it where that was wanted. Returns why the case stays unsolved."""
    record_outcome(callback, outcome=disposition.means, disposition=disposition, note=note, by=by, at=at)
    ticket = Ticket.objects.get(pk=callback.ticket_id)
    return solve_with(disposition, ticket, by=by, at=at) if solves_case else ""


def solve_with(disposition: Disposition, ticket: Ticket, *, by: User, at: datetime | None) -> str:
    """Solve the case by a call with this outcome. Returns why it stays unsolved."""
    if not ticket.is_unfinished:
        return ""
    if not disposition.is_solution:
        words = _("%(case)s stays open: “%(outcome)s” does not mean that the problem is solved.")
        return words % {"case": ticket, "outcome": disposition}
    try:
        solve_ticket(ticket, by=by, at=at)
    except ConflictError as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def cancel_callback(callback: Callback, *, by: User, why: str, at: datetime | None = None) -> None:
    """The call is not needed any more; why stays on the case."""
    at = at or timezone.now()
    _lock_case(callback)
    move(callback, Status.CANCELLED, finished_at=at)
    withdraw_promise(callback.promise, reason=why, at=at, by=by)
    body = _("Callback cancelled: %(why)s") % {"why": why}
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=body, actor=by, at=at)
    announce(LiveChannel.ESCALATION_BOARD)


@transaction.atomic
def withdraw_callback(callback: Callback, *, why: str, at: datetime) -> bool:
    """What it is owed for turned out to be untrue.

    False, and nothing changes, when a manager has taken it up, or the case is before them for another reason too.
    """
    _lock_case(callback)
    callback.refresh_from_db()
    escalation = callback.escalation
    if callback.attempts or (escalation and escalation.status != Escalation.Status.OPEN):
        return False
    others = callback.ticket.escalations.unfinished()
    if escalation:
        others = others.exclude(pk=escalation.pk)
    if others.exists() or not try_move(callback, Status.CANCELLED, finished_at=at):
        return False
    withdraw_promise(callback.promise, reason=why, at=at, by=None)
    body = _("The callback is not needed: %(why)s") % {"why": why}
    add_entry(callback.ticket, kind=Entry.Kind.CALLBACK, body=body, at=at)
    if escalation:
        drop_escalation(escalation, at=at)
    announce(LiveChannel.ESCALATION_BOARD)
    return True


def _fill_in(callback: Callback, *, phone: str, escalation: Escalation | None, ends_by_answer: bool) -> None:
    """A second reason for the same call may know the number, or the escalation, that the first did not."""
    missing: dict[str, object] = {}
    if not callback.phone and (number := normalize_phone(phone, regions=regions_of_case(callback.ticket))):
        missing["phone"] = number
    if callback.escalation_id is None and escalation:
        missing["escalation"] = escalation
    if callback.ends_by_answer and not ends_by_answer:
        missing["ends_by_answer"] = False
    if missing:
        Callback.objects.filter(pk=callback.pk).update(**missing)
        callback.refresh_from_db()


def _lock_case(callback: Callback) -> None:
    """Every verb locks the case first and its callback after, so that two of them never wait for each other."""
    lock_row(Ticket, callback.ticket_id)
