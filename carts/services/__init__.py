"""The verbs of a cart: the only writers of its rows."""

from carts.services.cases import open_case_for_cart
from carts.services.codes import find_cart_by_code, issue_code
from carts.services.lifecycle import abandon_cart, complete_carts, expire_cart, reopen_cart, settle_carts
from carts.services.recovery import settle_next_step, settle_step
from carts.services.resume import note_return, unsubscribe
from carts.services.sources import set_signing_secret
from carts.services.sweeps import sweep_carts

__all__ = [
    "abandon_cart",
    "complete_carts",
    "expire_cart",
    "find_cart_by_code",
    "issue_code",
    "note_return",
    "open_case_for_cart",
    "reopen_cart",
    "set_signing_secret",
    "settle_carts",
    "settle_next_step",
    "settle_step",
    "sweep_carts",
    "unsubscribe",
]
