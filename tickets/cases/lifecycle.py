"""The lifecycle of a case: open, assign, prioritise, wait, solve, reopen, close, escalate."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import move, try_move
from tickets.cases import clocks
from tickets.cases.entries import add_entry, refuse_merged
from tickets.models import CustomField, Entry, Ticket

Status = Ticket.Status


@transaction.atomic
def open_ticket(
    ticket: Ticket, *, body: str = "", contact: Entry | None = None, by: User | None = None, at: datetime | None = None
) -> Ticket:
    """Write a problem down: a case that is not saved yet. `body` is what the requester said; `by` the agent who logged
    it, if one did.

    `contact` instead of `body` when it was no message: an entry that is not saved yet, such as a call with its panel.
    The case goes to the organizer's team unless another is named; both SLA clocks start.
    """
    at = at or timezone.now()
    ticket.subject = redact_cards(ticket.subject)[:200]
    ticket.order_reference = ticket.order_reference[:64]
    ticket.team = ticket.team or (ticket.event.organizer.team if ticket.event else None)
    ticket.created_at = ticket.active_at = ticket.contacted_at = at
    fields = clocks.started(ticket.priority, event=ticket.event, at=at)
    if body and not contact:
        contact = Entry(kind=Entry.Kind.MESSAGE, body=body)
    if contact:
        contact.body, contact.is_public, contact.occurred_at = redact_cards(contact.body), True, at
        # Counted in the INSERT of the case: a caller waits for it.
        fields |= {"version": 2, contact.counter: 1, "last_words": one_line(contact.said, 300)}
    for name, value in fields.items():
        setattr(ticket, name, value)
    ticket.save(force_insert=True)
    if contact:
        ticket.entries.add(contact, bulk=False)
    if by:
        add_entry(ticket, kind=Entry.Kind.NOTE, body=_("Logged by %(agent)s.") % {"agent": by}, actor=by, at=at)
    announce(LiveChannel.INBOX)
    if ticket.team_id and ticket.channel != Ticket.Channel.PHONE:  # a caller's case goes to whoever picks up
        enqueue_on_commit("tickets.tasks.give_out_cases", ticket.team_id)
    return ticket


@transaction.atomic
def assign_ticket(
    ticket: Ticket, *, to: User | None, by: User | None, why: str = "", at: datetime | None = None
) -> None:
    """Hand the case to someone, or put it back (`to=None`). A new case counts as open from then on.

    `by` is None when the desk itself does it; then `why` says by which rule.
    """
    before = _locked(ticket)
    if before.status == Status.CLOSED:
        raise ConflictError(_("%(case)s is closed: nobody needs to work on it.") % {"case": ticket})
    if before.assignee_id == (to.pk if to else None):
        return
    Ticket.objects.filter(pk=ticket.pk).update(assignee=to)
    ticket.assignee = to
    if to and before.status == Status.NEW:
        try_move(ticket, Status.OPEN)
    body = _("Assigned to %(agent)s.") % {"agent": to} if to else _("Assignment removed.")
    add_entry(ticket, kind=Entry.Kind.ASSIGNMENT, body=why or body, actor=by, at=at)
    if before.assignee_id:
        _tell_that_one_has_room(before)


@transaction.atomic
def change_priority(ticket: Ticket, *, priority: str, by: User, at: datetime | None = None) -> None:
    """Make a case more or less urgent; its SLA targets move with it, counted from when the clocks began."""
    # Locked, because an answer at this moment stops the clock that is set here.
    at = at or timezone.now()
    before = _locked(ticket)
    if before.priority == priority:
        return
    before.priority = priority
    fields = {"priority": priority} | clocks.recomputed(before, at=at)
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    for name, value in fields.items():
        setattr(ticket, name, value)
    body = _("Priority: %(priority)s.") % {"priority": ticket.get_priority_display()}
    add_entry(ticket, kind=Entry.Kind.STATUS, body=body, actor=by, at=at)


@transaction.atomic
def mark_pending(ticket: Ticket, *, by: User, at: datetime | None = None) -> None:
    """We wait for the requester; both SLA clocks stop."""
    at = at or timezone.now()
    move(ticket, Status.PENDING, **clocks.paused(_locked(ticket), at=at))
    add_entry(ticket, kind=Entry.Kind.STATUS, body=_("Waiting on the customer."), actor=by, at=at)
    _tell_that_one_has_room(ticket)


@transaction.atomic
def solve_ticket(ticket: Ticket, *, by: User | None, note: str = "", at: datetime | None = None) -> None:
    """Call the matter settled.

    Refused while we owe the requester something, such as a manager's callback, and to people while a field that is
    needed to solve is empty.
    """
    at = at or timezone.now()
    # The lock makes a promise that is being given at this moment either visible here or refused there.
    refuse_unsolvable(_locked(ticket), by=by)
    move(ticket, Status.SOLVED, solved_at=at, **clocks.CLOCKS_STOPPED, **clocks.NOT_SNOOZED)
    body = _("Solved. %(note)s") % {"note": note} if note else _("Solved.")
    add_entry(ticket, kind=Entry.Kind.STATUS, body=body, actor=by, at=at)
    _tell_that_one_has_room(ticket)


def refuse_unsolvable(ticket: Ticket, *, by: User | None) -> None:
    """ConflictError while we owe the requester something; to people also while a needed field is empty."""
    owed = ticket.promises.owed().first()
    if owed:
        raise ConflictError(
            _("%(case)s cannot be solved yet: the follow-up “%(promise)s” is still open.")
            % {"case": ticket, "promise": owed.what}
        )
    if by:
        refuse_missing(ticket)


def refuse_missing(ticket: Ticket) -> None:
    """ConflictError while a field that is needed to solve is empty."""
    asked = CustomField.objects.asked_of(ticket).filter(is_required=True)
    missing = [field.label for field in asked if not field.value]
    if missing:
        raise ConflictError(
            _("%(case)s cannot be solved yet. Fill in first: %(fields)s.")
            % {"case": ticket, "fields": ", ".join(missing)}
        )


def why_unsolvable(ticket: Ticket, *, by: User) -> str:
    """What this person is told who wants to solve the case; "" when they may."""
    try:
        refuse_unsolvable(ticket, by=by)
    except ConflictError as refusal:
        return str(refusal)
    return ""


def solve_or_wait(ticket: Ticket, status: str, *, by: User, at: datetime) -> None:
    """Solved, or waiting for the requester; a case that stands so already, or may not be solved, stays as it is."""
    if status == Status.SOLVED and ticket.status != Status.SOLVED and not why_unsolvable(ticket, by=by):
        solve_ticket(ticket, by=by, at=at)
    elif status == Status.PENDING and ticket.status == Status.OPEN:
        mark_pending(ticket, by=by, at=at)


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, by: User, at: datetime | None = None) -> None:
    """It was not settled after all, or we no longer wait for the requester."""
    at = at or timezone.now()
    move(ticket, Status.OPEN, solved_at=None, **clocks.resumed(_locked(ticket), at=at))
    add_entry(ticket, kind=Entry.Kind.STATUS, body=_("Opened again."), actor=by, at=at)


def close_settled_tickets(*, at: datetime | None = None, limit: int = 1000) -> int:
    """Close the cases that nobody reopened for CLOSE_SOLVED_AFTER_DAYS; answers how many."""
    at = at or timezone.now()
    settled = Ticket.objects.filter(
        status=Status.SOLVED, solved_at__lt=at - timedelta(days=settings.CLOSE_SOLVED_AFTER_DAYS)
    )
    return sum(try_move(ticket, Status.CLOSED) for ticket in settled[:limit])


def mark_escalated(ticket: Ticket, *, at: datetime, asked_for_manager: bool = False) -> None:
    """A manager must look from now on; the floor above keeps the reasons."""
    Ticket.objects.filter(pk=ticket.pk, escalated_at=None).update(escalated_at=at)
    if asked_for_manager:
        Ticket.objects.filter(pk=ticket.pk).update(manager_requests_count=F("manager_requests_count") + 1)
    announce(LiveChannel.INBOX)


def mark_deescalated(ticket: Ticket) -> None:
    """No manager needs to look any more."""
    Ticket.objects.filter(pk=ticket.pk).update(escalated_at=None)
    announce(LiveChannel.INBOX)


def note_cart_worth(ticket: Ticket, *, cents: int, currency: str) -> None:
    """What the requester was about to buy, so that the list of cases can show it."""
    Ticket.objects.filter(pk=ticket.pk).update(cart_cents=cents, cart_currency=currency)


def _tell_that_one_has_room(ticket: Ticket) -> None:
    """Whoever had this case may be given another one."""
    if ticket.assignee_id:
        enqueue_on_commit("tickets.tasks.give_out_to", ticket.assignee_id)


def _locked(ticket: Ticket) -> Ticket:
    """The row as it is now, kept from other hands until the transaction ends. Refused (ConflictError) when merged."""
    row = locked(ticket)
    refuse_merged(row)
    return row
