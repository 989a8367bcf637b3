"""One buyer with several carts: which carts are the same purchase, and the lock on the buyer.

Order of locks, everywhere: cart rows by id, then buyers by key, then steps and mails. Whoever keeps to it cannot
deadlock.
"""

import zlib
from collections.abc import Iterable

from django.db.models import Q

from carts.models import Cart
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.locking import AdvisoryLock


def lock_buyers(emails: Iterable[str]) -> None:
    """Hold the buyers with these addresses until the transaction ends: an order and a recovery mail both do.

    A lock on the cart's row is not enough: the order may come from another cart of the same buyer, and so may the
    other mail of the same day.
    """
    AdvisoryLock.BUYER.hold(zlib.crc32(normal_email(email).encode()) - 2**31 for email in emails if email)


def same_purchase(cart: Cart, *, prefix: str = "") -> Q:
    """The carts by which the buyer of `cart` wants the same thing; one without a known event may be any."""
    if not cart.email:
        return Q(**{f"{prefix}pk": cart.pk})
    same = Q(**{f"{prefix}email": cart.email})
    if cart.event_id:
        same &= Q(**{f"{prefix}event_id": cart.event_id}) | Q(**{f"{prefix}event_id": None})
    return same | Q(**{f"{prefix}pk": cart.pk})
