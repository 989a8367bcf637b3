"""People: what is known of them, merging two of them, their orders, and the events that they go to."""

from tickets.people.changes import AddressTakenError, change_requester, deny_claim
from tickets.people.merging import merge_people, undo_person_merge
from tickets.people.orders import connect_orders
from tickets.people.profiles import find_people

__all__ = [
    "AddressTakenError",
    "change_requester",
    "connect_orders",
    "deny_claim",
    "find_people",
    "merge_people",
    "undo_person_merge",
]
