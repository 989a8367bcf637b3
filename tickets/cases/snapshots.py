"""Snapshots of a case: the fields that a bulk change, a held reply or a merge may change, kept as JSON to undo it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Field

from tickets.models import Ticket

Snapshot = dict[str, str | None]

CLOCKS = ("waiting_since", "reply_due_at", "solving_since", "solving_spent", "solve_due_at")
OF_VERBS = ("status", "assignee", "priority", "solved_at", "snoozed_until", "snoozed_at", *CLOCKS)
OF_BULK_CHANGES = (*OF_VERBS, "team", "active_at")
"""With the moment of activity: else an undone slip would bring forty old cases to the top of every list."""
OF_REPLIES = (*OF_VERBS, "team", "first_replied_at")
FILLED = ("event_id", "order_reference", "assignee_id", "cart_cents", "cart_currency", "first_replied_at")
"""What a case takes over from one that is merged into it, when it has nothing of its own."""
OF_MERGES = ("status", *CLOCKS, "priority", "contacted_at", "last_words", "snoozed_until", *FILLED)

NEVER_UNDONE = {
    "id": "the case itself",
    "subject": "only people write it",
    "channel": "how the case began",
    "requester": "merges of people keep their own list",
    "continues": "how the case began",
    "created_at": "how the case began",
    "merged_into": "the merge says it",
    "version": "only grows: somebody may have seen it",
    "calls_count": "counted again from both cases",
    "messages_count": "counted again from both cases",
    "manager_requests_count": "counted again from both cases",
    "escalated_at": "follows the escalations",
}
"""Fields that none of them gives back, and why."""


def take_snapshot(ticket: Ticket, names: Iterable[str]) -> Snapshot:
    """These fields as JSON holds them without loss."""
    fields = [(name, _column(name)) for name in names]
    return {
        name: None if field.value_from_object(ticket) is None else field.value_to_string(ticket)
        for name, field in fields
    }


def value_of(name: str, kept: Any) -> Any:
    """What a field of a snapshot stands for. Merges of earlier versions kept numbers as numbers."""
    if name == "solving_spent" and isinstance(kept, int | float):
        return timedelta(microseconds=kept)
    return _column(name).to_python(kept)


def is_still(ticket: Ticket, name: str, kept: Any) -> bool:
    """Whether a field is as the snapshot has it: nobody changed it since."""
    return bool(_column(name).value_from_object(ticket) == value_of(name, kept))


def fields_of(kept: dict[str, Any]) -> dict[str, Any]:
    """A snapshot as what one writes into the row, keys of other rows by their column."""
    return {_column(name).attname: value_of(name, value) for name, value in kept.items()}


def _column(name: str) -> Field:
    """By its name or that of its column. Raises ValueError for what other rows keep of a case."""
    field = Ticket._meta.get_field(name)
    if isinstance(field, Field):
        return field
    raise ValueError(f"{name} is no column of a case.")
