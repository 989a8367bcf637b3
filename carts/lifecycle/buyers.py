"""One buyer with several carts: which carts are the same purchase, and the lock on the buyer.

Order of locks, everywhere: cart rows by id, then buyers by key, then steps and mails. Whoever keeps to it cannot
deadlock.
"""

import zlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from carts.models import Cart
from helpdesk.lib.addresses import normal_email

BUYERS = 4_000_021
"""Our class of PostgreSQL's advisory locks."""


def lock_buyers(emails: Iterable[str]) -> None:
    """Hold the buyers with these addresses until the transaction ends: an order and a recovery mail both do.

    A lock on the cart's row is not enough: the order may come from another cart of the same buyer, and so may the
    other mail of the same day.
    """
    keys = sorted({zlib.crc32(normal_email(email).encode()) - 2**31 for email in emails if email})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, key) FROM (SELECT unnest(%s::int[]) AS key ORDER BY 1) AS keys",
                [BUYERS, keys],
            )


def same_purchase(cart: Cart, *, prefix: str = "") -> Q:
    """The carts by which the buyer of `cart` wants the same thing; one without a known event may be any."""
    if not cart.email:
        return Q(**{f"{prefix}pk": cart.pk})
    same = Q(**{f"{prefix}email": cart.email})
    if cart.event_id:
        same &= Q(**{f"{prefix}event_id": cart.event_id}) | Q(**{f"{prefix}event_id": None})
    return same | Q(**{f"{prefix}pk": cart.pk})
