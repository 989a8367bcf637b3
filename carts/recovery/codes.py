"""Recovery codes: six digits in the mail, by which a caller's cart is found."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from carts.models import Cart, RecoveryCode
from helpdesk.lib.live import LiveChannel, announce

VALID_FOR = timedelta(days=7)
DIGITS = 6
ATTEMPTS = 50
"""With a tenth of all codes in use, the chance that fifty draws all collide is 10⁻⁵⁰."""


class NoFreeCodeError(Exception):
    """So many codes are valid at once that none was found."""


def issue_code(cart: Cart, *, at: datetime) -> RecoveryCode:
    """The cart's code, valid from now for seven days or until the event begins. A code that expired is drawn anew."""
    expires_at = at + VALID_FOR
    if cart.event and cart.event.starts_at > at:
        expires_at = min(expires_at, cart.event.starts_at)
    code = RecoveryCode.objects.filter(cart=cart).first()
    if code and code.expires_at > at:
        code.expires_at = expires_at
        code.save(update_fields=["expires_at"])
        return code
    RecoveryCode.objects.filter(cart=cart).delete()
    for _attempt in range(ATTEMPTS):
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        RecoveryCode.objects.filter(digits=digits, expires_at__lte=at).delete()
        try:
            with transaction.atomic():
                return RecoveryCode.objects.create(cart=cart, digits=digits, created_at=at, expires_at=expires_at)
        except IntegrityError:  # somebody's valid code has these digits
            continue
    raise NoFreeCodeError(f"No free recovery code was found in {ATTEMPTS} draws.")


def find_cart_by_code(digits: str, *, at: datetime) -> Cart | None:
    """The cart whose mail carried this code, or None. The first use is noted."""
    code = RecoveryCode.objects.valid(at=at).filter(digits=digits).select_related("cart__event").first()
    if code is None:
        return None
    if RecoveryCode.objects.filter(pk=code.pk, used_at=None).update(used_at=at):
        announce(LiveChannel.CARTS_BOARD, LiveChannel.CART.of(code.cart_id))
    return code.cart
