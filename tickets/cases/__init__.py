"""Cases: their life, their timeline, and what belongs to one. The verbs here are the only writers of its rows."""

from tickets.cases.entries import add_contact, add_entry, add_note, record_requester_contact, reply_to_requester
from tickets.cases.lifecycle import (
    assign_ticket,
    change_priority,
    mark_escalated,
    mark_pending,
    open_ticket,
    reopen_ticket,
    solve_ticket,
)
from tickets.cases.promises import give_promise, keep_promise
from tickets.cases.requesters import find_or_create_requester
from tickets.cases.snoozes import snooze_ticket

__all__ = [
    "add_contact",
    "add_entry",
    "add_note",
    "assign_ticket",
    "change_priority",
    "find_or_create_requester",
    "give_promise",
    "keep_promise",
    "mark_escalated",
    "mark_pending",
    "open_ticket",
    "record_requester_contact",
    "reopen_ticket",
    "reply_to_requester",
    "snooze_ticket",
    "solve_ticket",
]
