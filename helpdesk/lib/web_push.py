"""A push to one browser: encrypted for it (RFC 8291, in the coding of RFC 8188), signed as ours (RFC 8292), and posted
to the push service that its browser named (RFC 8030).

`cryptography` and PyJWT do the work. The libraries for it bring an HTTP client of their own, which would ask any
address that a browser names.
"""

import base64
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from helpdesk.lib import safe_http, safe_sockets

RECORD = 4096
"""The body has one record, of no more octets than a push service must take (RFC 8030, section 7.2)."""
LONGEST = RECORD - 86 - 17
"""Octets of a text: without the header of the body, the delimiter and the tag."""
SIGNED_FOR = timedelta(hours=12)
"""A signature may hold for 24 hours (RFC 8292, section 2); the clocks of both sides differ."""
SECONDS = 10
"""That a push service has for its answer."""


class EndpointError(ValueError):
    """What a browser named is no address, or no key, that can be pushed to."""


def check_endpoint(endpoint: str, *, p256dh: str, auth: str) -> None:
    """Refuse what could never be pushed to. Whether its host lies in our own network is asked at each push.

    Raises EndpointError.
    """
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decode(p256dh))
        is_secret = len(decode(auth)) == 16
    except ValueError as error:
        raise EndpointError(str(error)) from None
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and safe_sockets.may_be_private(host))
    if not (host and is_secure and is_secret and endpoint.isascii() and endpoint.isprintable()) or parts.username:
        raise EndpointError("no https address, or no secret of 16 octets")


def encrypt(
    text: bytes, *, p256dh: str, auth: str, salt: bytes = b"", key: EllipticCurvePrivateKey | None = None
) -> bytes:
    """The body of a push that only the browser with these keys can read. Each has a salt and a key of its own;
    RFC 8291, section 3.4. Raises ValueError for keys that are none, and for a text above LONGEST."""
    if len(text) > LONGEST:
        raise ValueError(f"A push has {LONGEST} octets at most, not {len(text)}.")
    salt, key = salt or os.urandom(16), key or generate_private_key(SECP256R1())
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decode(p256dh))
    ours, to = point(key.public_key()), point(theirs)
    secret = _derive(key.exchange(ECDH(), theirs), decode(auth), b"WebPush: info\0" + to + ours, 32)
    cipher = AESGCM(_derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16))
    # The delimiter 2 says that no other record follows.
    sealed = cipher.encrypt(_derive(secret, salt, b"Content-Encoding: nonce\0", 12), text + b"\2", None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def post(
    endpoint: str, body: bytes, *, key: EllipticCurvePrivateKey, contact: str, wishes: Mapping[str, str]
) -> tuple[int, timedelta | None]:
    """The status that the push service answered, and how long it asks us to wait.

    `contact` is a mailto: or https: address. Of the `wishes` a push service needs TTL, in seconds; Urgency and Topic
    may be there (RFC 8030, section 5). Raises safe_http.FetchError.
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time() + SIGNED_FOR.total_seconds()),
        "sub": contact,
    }
    signed = jwt.encode(claims, key, algorithm="ES256")
    headers = dict(wishes) | {
        "Authorization": f"vapid t={signed}, k={encode(point(key.public_key()))}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }
    status, answered = safe_http.post(endpoint, body, headers=headers, seconds=SECONDS)
    return status, _wait(answered.get("Retry-After", ""))


def encode(octets: bytes) -> str:
    """URL-safe base64 without padding, as browsers write keys."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """What `encode` was given. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)


def point(key: EllipticCurvePublicKey) -> bytes:
    """65 octets: a browser wants it uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _wait(text: str) -> timedelta | None:
    """Retry-After is seconds or a moment (RFC 9110, section 10.2.3)."""
    if text.isascii() and text.isdigit() and len(text) < 8:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(moment.astimezone(UTC) - datetime.now(UTC), timedelta())
