"""The lifecycle of a cart: its statuses and deadlines, and which carts are one buyer's."""

from carts.lifecycle.statuses import (
    GIVE_UP_AFTER,
    abandon_cart,
    complete_carts,
    expire_cart,
    reopen_cart,
    schedule_steps,
    settle_carts,
    wait_before_abandoning,
)

__all__ = [
    "GIVE_UP_AFTER",
    "abandon_cart",
    "complete_carts",
    "expire_cart",
    "reopen_cart",
    "schedule_steps",
    "settle_carts",
    "wait_before_abandoning",
]
