"""The SLA clocks of a case, for the next reply and for the solution. Each function returns the fields to write."""

from datetime import datetime, timedelta
from typing import Any

from tickets.cases.targets import targets_for, targets_of
from tickets.models import Event, Ticket

Fields = dict[str, Any]

ANSWERED: Fields = {"waiting_since": None, "reply_due_at": None}
"""Nobody waits for an answer any more."""
CLOCKS_STOPPED: Fields = ANSWERED | {"solving_since": None, "solving_spent": timedelta(), "solve_due_at": None}
"""The case is solved: a later day begins anew."""

NOT_SNOOZED: Fields = {"snoozed_until": None, "snoozed_at": None}
"""The case is not put away. A snooze stops no clock; what ends it is written with them."""


def started(priority: str, *, event: Event | None, at: datetime) -> Fields:
    """A case begins: both clocks run."""
    targets = targets_for(priority, event=event, at=at)
    return {
        "waiting_since": at,
        "reply_due_at": targets.reply_due(since=at, is_first=True),
        "solving_since": at,
        "solve_due_at": targets.solve_due(since=at, spent=timedelta()),
    }


def waiting(ticket: Ticket, *, at: datetime) -> Fields:
    """The requester said something: the clock of the answer runs from the oldest word that nobody answered."""
    if ticket.waiting_since:
        return {}
    due = targets_of(ticket, at=at).reply_due(since=at, is_first=ticket.first_replied_at is None)
    return {"waiting_since": at, "reply_due_at": due}


def paused(ticket: Ticket, *, at: datetime) -> Fields:
    """We wait for the requester: neither clock runs, and what the solution has taken so far is kept."""
    spent = ticket.solving_spent
    if ticket.solving_since:
        spent += targets_of(ticket, at=at).hours.open_time(ticket.solving_since, at)
    return ANSWERED | {"solving_since": None, "solving_spent": spent, "solve_due_at": None}


def resumed(ticket: Ticket, *, at: datetime) -> Fields:
    """The case is ours again: the clock of the solution goes on where it stopped."""
    if ticket.solving_since:
        return {}
    due = targets_of(ticket, at=at).solve_due(since=at, spent=ticket.solving_spent)
    return {"solving_since": at, "solve_due_at": due}


def recomputed(ticket: Ticket, *, at: datetime, not_before: datetime | None = None) -> Fields:
    """The priority, the event or the day is another one: the same clocks against other targets.

    `not_before`: the new targets count from that moment at the earliest.
    """
    targets = targets_of(ticket, at=at)
    fields: Fields = {}
    if ticket.waiting_since:
        since = max(ticket.waiting_since, not_before or ticket.waiting_since)
        fields["reply_due_at"] = targets.reply_due(since=since, is_first=ticket.first_replied_at is None)
    if ticket.solving_since:
        since = max(ticket.solving_since, not_before or ticket.solving_since)
        fields["solve_due_at"] = targets.solve_due(since=since, spent=ticket.solving_spent)
    return fields
