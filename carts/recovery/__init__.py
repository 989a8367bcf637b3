"""Win an abandoned cart back: the steps that are due, the mail with its code, and what buyers do with it."""

from carts.recovery.buyers_links import note_return, unsubscribe
from carts.recovery.codes import find_cart_by_code, issue_code
from carts.recovery.steps import settle_next_step, settle_step
from carts.recovery.sweeps import sweep_carts

__all__ = [
    "find_cart_by_code",
    "issue_code",
    "note_return",
    "settle_next_step",
    "settle_step",
    "sweep_carts",
    "unsubscribe",
]
