"""Sweeps: find the carts whose deadline has come. Any number of them may run at once."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from carts.lifecycle import GIVE_UP_AFTER, abandon_cart, expire_cart, schedule_steps
from carts.models import Cart
from carts.recovery.steps import PUSH_BACK, settle_next_step
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import move_all

logger = structlog.get_logger(__name__)

BATCH = 500
LONGEST_SWEEP_SECONDS = 45
"""The next sweep comes in seconds, and a worker that is told to stop should not wait long for this one."""

GIVE_UP_AT = ExpressionWrapper(
    Greatest(F("active_at"), Coalesce(F("problem_at"), F("active_at"))) + GIVE_UP_AFTER, DateTimeField()
)


def sweep_carts(*, at: datetime | None = None) -> None:
    """Abandon what nobody touches any more, write the mails that are due, give up what is too old."""
    at = at or timezone.now()
    end = time.monotonic() + LONGEST_SWEEP_SECONDS
    for step in (abandon_due_carts, settle_next_step, expire_due_carts):
        while step(at=at) and time.monotonic() < end:
            pass


def abandon_due_carts(*, at: datetime) -> int:
    """Abandon one batch of carts; answers how many were looked at. Those that somebody else holds are left to him."""
    due = Cart.objects.due(at=at).filter(status=Cart.Status.OPEN).order_by("due_at")
    due = due.only("pk", "status", "email", "problem", "active_at", "problem_at")
    carts: list[Cart] = []
    try:
        with transaction.atomic():
            carts = list(due.select_for_update(skip_locked=True)[:BATCH])
            if carts:
                rows = Cart.objects.filter(pk__in=[cart.pk for cart in carts])
                move_all(rows, Cart.Status.OPEN, Cart.Status.ABANDONED, abandoned_at=at, due_at=GIVE_UP_AT, setback="")
                schedule_steps(carts, at=at)
                announce(LiveChannel.CARTS_BOARD)
    except DatabaseError:
        # One of them cannot be written. One by one the others can, and it is known which.
        logger.exception("cart_batch_split", carts=len(carts))
        for cart in carts:
            _or_push_back(abandon_cart, cart, at=at)
    return len(carts)


def expire_due_carts(*, at: datetime) -> int:
    """Give up one batch of abandoned carts; answers how many."""
    due = Cart.objects.due(at=at).filter(status=Cart.Status.ABANDONED).order_by("due_at")
    carts = list(due[:BATCH])
    for cart in carts:
        _or_push_back(expire_cart, cart, at=at)
    return len(carts)


def _or_push_back(act: Callable[..., object], cart: Cart, *, at: datetime) -> None:
    try:
        act(cart, at=at)
    except DatabaseError as error:
        logger.exception("cart_pushed_back", cart=cart.pk)
        words = f"{type(error).__name__}: {error}"[:300]
        Cart.objects.filter(pk=cart.pk).update(due_at=at + PUSH_BACK, setback=words)
