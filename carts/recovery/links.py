"""Signed links in a recovery mail: nobody can make one up, and they are opened by people who are not signed in."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

RESUME = "carts.resume"
UNSUBSCRIBE = "carts.unsubscribe"


def resume_link(*, step_id: int, expires_at: datetime) -> str:
    """Where the cart of this step can be restored until `expires_at`; it may be opened many times."""
    token = signing.dumps([step_id, int(expires_at.timestamp())], salt=RESUME)
    return settings.PUBLIC_BASE_URL + reverse("carts:resume", args=[token])


def read_resume_token(token: str, *, at: datetime) -> int | None:
    """The step that the link was made for, or None when we did not make it or its time is over."""
    try:
        step_id, expires = signing.loads(token, salt=RESUME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return step_id if at.timestamp() < expires else None


def unsubscribe_link(address: str) -> str:
    """Where `address` can be taken off; it never expires, and it works when the cart is long deleted.

    RFC 8058 and CAN-SPAM (16 CFR 316.5: thirty days) ask for a link that works long after the mail.
    """
    token = signing.dumps(address, salt=UNSUBSCRIBE)
    return settings.PUBLIC_BASE_URL + reverse("carts:unsubscribe", args=[token])


def read_unsubscribe_token(token: str) -> str | None:
    """The address that the link was made for, or None when we did not make it."""
    try:
        address: str = signing.loads(token, salt=UNSUBSCRIBE)
    except signing.BadSignature:
        return None
    return address
