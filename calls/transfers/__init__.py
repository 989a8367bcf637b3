"""Transfers: hold, ring colleagues, brief, hand over."""

from calls.transfers.actions import bring_in, hand_over, start_transfer, take_back
from calls.transfers.redirects import ask_phones
from calls.transfers.story import write_down_transfer

__all__ = [
    "ask_phones",
    "bring_in",
    "hand_over",
    "start_transfer",
    "take_back",
    "write_down_transfer",
]
