"""Which browsers of a person are pushed to: turned on in each, and over with the session that it was turned on in."""

from datetime import datetime

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.encryption import decrypt, encrypt
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.locking import locked
from helpdesk.lib.web_push import check_endpoint
from tickets.cases.notices import MOST_MAILED, mark_not_pushed, notices_of
from tickets.models import NoticeSettings, PushKey, PushSubscription

MOST = 10
"""Browsers of one person."""
TRIAL = "trial"
"""Stands among the keys of notices for the one that a person asks for to try it."""
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
"""By what stands in the User-Agent, where the more general names come later."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@transaction.atomic
def push_key() -> tuple[PushKey, EllipticCurvePrivateKey]:
    """The key pair of the desk, made when it is first needed.

    One that SECRET_KEY does not open is replaced, and the browsers that know it are forgotten: they are asked anew when
    their people next open the desk.
    """
    fresh = generate_private_key(SECP256R1())
    pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    row, _is_new = PushKey.objects.get_or_create(pk=1, defaults={"encrypted_secret": encrypt(pem)})
    try:
        key = load_pem_private_key(decrypt(row.encrypted_secret).encode(), None)
    except InvalidToken:
        PushKey.objects.filter(pk=row.pk, encrypted_secret=row.encrypted_secret).delete()
        row, _is_new = PushKey.objects.get_or_create(pk=1, defaults={"encrypted_secret": encrypt(pem)})
        key = load_pem_private_key(decrypt(row.encrypted_secret).encode(), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise TypeError(f"The key for push is a {type(key).__name__}.")
    return row, key


@transaction.atomic
def keep_subscription(
    user: User, *, session_key: str, endpoint: str, p256dh: str, auth: str, device: str
) -> PushSubscription:
    """From now on this browser is pushed to. Told twice it is the same; in place of another one of the same session,
    because a browser has one; and no longer to whoever used this browser before.

    Raises EndpointError, and ConflictError when this person has too many.
    """
    check_endpoint(endpoint, p256dh=p256dh, auth=auth)
    known, _is_new = NoticeSettings.objects.get_or_create(user=user)
    known = locked(known)
    mine = PushSubscription.objects.filter(user=user)
    others = mine.exclude(Q(endpoint=endpoint) | Q(session_key=session_key))
    if others.count() >= MOST:
        raise ConflictError(_("You have %(count)d browsers with push already. Remove one first.") % {"count": MOST})
    if not mine.exists():
        # What stands in the bell is known.
        mark_not_pushed(user, notices_of(user, read_until=known.read_until, limit=MOST_MAILED))
    PushSubscription.objects.filter(endpoint=endpoint).exclude(user=user).delete()
    PushSubscription.objects.filter(session_key=session_key).exclude(endpoint=endpoint).delete()
    key, _private = push_key()
    fields = {"session_key": session_key, "p256dh": p256dh, "encrypted_secret": encrypt(auth), "device": device}
    row, _is_new = PushSubscription.objects.update_or_create(
        endpoint=endpoint, defaults=fields | {"user": user, "push_key": key, "refused_with": None}
    )
    return row


@transaction.atomic
def try_subscription(subscription: PushSubscription) -> None:
    """Push something at once, so that its person sees whether it arrives."""
    subscription = locked(subscription)
    pending = [*{*subscription.pending, TRIAL}]
    PushSubscription.objects.filter(pk=subscription.pk).update(pending=pending, due_at=timezone.now(), attempts=0)
    enqueue_on_commit("tickets.tasks.send_push", subscription.pk)


def remove_subscription(subscription: PushSubscription) -> None:
    """Push nothing more to this browser, nor what waits."""
    subscription.delete()


def forget_signed_out(at: datetime) -> None:
    """Where somebody signed out, or is gone, nothing is pushed any more: others may look at that screen."""
    open_sessions = Session.objects.filter(expire_date__gt=at).values("session_key")
    PushSubscription.objects.exclude(session_key__in=open_sessions, user__is_active=True).delete()


def device_called(user_agent: str) -> str:
    """ "Firefox, Windows", as far as a browser says so."""
    names = [next((name for mark, name in known.items() if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or _("A browser")
