"""Standard Webhooks signatures (https://github.com/standard-webhooks/standard-webhooks, "Verifying signatures")."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

TOLERANCE_SECONDS = 300


class SignatureError(Exception):
    """The request does not come from whom it says, or it is an old one that somebody kept."""


def verify(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], at: datetime) -> None:
    """Raises SignatureError unless one signature of the header was made with one of `secrets` ("whsec_…").

    Several signatures in the header let the sender change its secret, several secrets let us do so.
    """
    webhook_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not webhook_id or not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        raise SignatureError("webhook-id or webhook-timestamp is missing or malformed.")
    if abs(at.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise SignatureError(f"webhook-timestamp is more than {TOLERANCE_SECONDS} seconds off.")
    given = [
        value
        for version, _, value in (part.partition(",") for part in headers.get("webhook-signature", "").split())
        if version == "v1"
    ]
    expected = [sign(secret, webhook_id=webhook_id, stamp=stamp, body=body) for secret in secrets]
    # Every pair is compared, each in constant time, so that the time taken tells nothing about a secret.
    matches = [
        hmac.compare_digest(ours.encode(), theirs.encode(errors="replace"))
        for ours in expected
        for theirs in given[:10]
    ]
    if not any(matches):
        raise SignatureError("No signature in webhook-signature fits.")


def sign(secret: str, *, webhook_id: str, stamp: str, body: bytes) -> str:
    """The base64 HMAC-SHA256 of "id.timestamp.body" under the key that `secret` carries."""
    message = f"{webhook_id}.{stamp}.".encode(errors="replace") + body
    return base64.b64encode(hmac.digest(secret_key(secret), message, hashlib.sha256)).decode()


def secret_key(secret: str) -> bytes:
    """The key bytes of "whsec_<base64>". Raises ValueError for anything else, and for a key under 16 bytes."""
    kind, _, encoded = secret.partition("_")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("A signing secret is “whsec_” and base64.") from error
    if kind != "whsec" or len(key) < 16:
        raise ValueError("A signing secret is “whsec_” and base64 of at least 16 bytes.")
    return key
