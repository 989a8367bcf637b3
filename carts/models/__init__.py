"""Shops that report their checkouts, the carts, their events, and the mails that bring buyers back."""

from carts.models.carts import Cart, CartEvent
from carts.models.recovery import RecoveryCode, RecoveryStep
from carts.models.sources import CartSource
from carts.models.wording import RecoveryWording

__all__ = ["Cart", "CartEvent", "CartSource", "RecoveryCode", "RecoveryStep", "RecoveryWording"]
