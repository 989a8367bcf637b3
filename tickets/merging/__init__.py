"""Merge two cases and undo it, split one in two, and find what may belong together."""

from tickets.merging.merge import MergeError, merge_tickets, undo_merge
from tickets.merging.split import split_ticket

__all__ = [
    "MergeError",
    "merge_tickets",
    "split_ticket",
    "undo_merge",
]
