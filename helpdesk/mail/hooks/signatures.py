"""What a provider signed with a key of ours, or Amazon with its own: checked besides the secret where a key is set."""

import base64
import hashlib
import hmac
import json
import re
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from helpdesk.lib.safe_http import fetch
from helpdesk.mail.hooks.forms import fields_of
from helpdesk.mail.models import Provider

SIGNING = {
    Provider.AMAZON_SES,
    Provider.MAILERSEND,
    Provider.MAILGUN,
    Provider.MANDRILL,
    Provider.POSTAL,
    Provider.RESEND,
}
TOLERANCE = 300
"""Seconds that Svix's clock and ours may differ; a request that is older is somebody's copy of it."""
OF_SNS = r"https://sns\.[a-z0-9-]{2,40}\.amazonaws\.com(?:\.cn)?/"
CERTIFICATE = re.compile(OF_SNS + r"SimpleNotificationService-[0-9a-zA-Z]{8,80}\.pem", re.ASCII)
CONFIRMATION = re.compile(OF_SNS + r"\?Action=ConfirmSubscription&[\w=&%.~:/+-]{1,1500}", re.ASCII)
ASKED_WITHIN = 5
"""Seconds. Amazon gives up after 15 (its manual, "Amazon SNS message delivery retries")."""


def keys_of(provider: str) -> list[str]:
    """More than one where a provider signs each webhook with its own, or while one takes the place of another."""
    named = (one.partition("=") for one in settings.EMAIL_SIGNING_KEYS)
    keys = [key for name, _equals, key in named if name == provider]
    return [*keys, settings.MAILGUN_SIGNING_KEY] if provider == Provider.MAILGUN else keys


def is_signed(provider: str, request: HttpRequest, body: bytes) -> bool:
    """Whether it bears the signature of one of the keys; without a key the secret must do. Raises FetchError where
    Amazon's certificate cannot be had just now."""
    keys = list(filter(None, keys_of(provider)))
    if not keys:
        return True
    try:
        match provider:
            case Provider.AMAZON_SES:
                return is_signed_by_amazon(body, topics=keys)
            case Provider.MAILGUN:
                return any(is_signed_by_mailgun(request, body, key=key) for key in keys)
            case Provider.MANDRILL:
                return any(is_signed_by_mandrill(request, body, key=key) for key in keys)
            case Provider.MAILERSEND:
                made = [hmac.new(key.encode(), body, hashlib.sha256).hexdigest() for key in keys]
                return any(constant_time_compare(request.headers.get("Signature", ""), one) for one in made)
            case Provider.POSTAL:
                return any(is_signed_by_postal(request, body, key=key) for key in keys)
            case Provider.RESEND:
                return any(is_signed_by_svix(request, body, key=key) for key in keys)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidSignature):
        return False
    return False


def is_signed_by_mailgun(request: HttpRequest, body: bytes, *, key: str) -> bool:
    """Whether token and time are signed (Mailgun's manual, "Securing webhooks"). The signature stands in a form of
    fields, or in the JSON of an event."""
    if request.content_type == "application/json":
        fields = json.loads(body)["signature"]
    else:
        posted = fields_of(body, content_type=request.META.get("CONTENT_TYPE", ""))
        fields = {name: value.decode("utf-8", "replace") for name, value in posted.items()}
    said = f"{fields.get('timestamp', '')}{fields.get('token', '')}".encode(errors="replace")
    expected = hmac.new(key.encode(), said, hashlib.sha256).hexdigest()
    return constant_time_compare(str(fields.get("signature", "")), expected)


def is_signed_by_mandrill(request: HttpRequest, body: bytes, *, key: str) -> bool:
    """Of the address as it was entered there, with the secret before its host or, where a proxy adds that, without;
    then each field by its name (Mailchimp Transactional, "Authenticating webhook requests")."""
    secret = base64.b64decode(request.headers.get("Authorization", "").partition(" ")[2])
    scheme, _colon, rest = (settings.PUBLIC_BASE_URL + request.get_full_path()).encode().partition(b"://")
    fields = sorted(fields_of(body, content_type=request.META.get("CONTENT_TYPE", "")).items())
    said = b"".join(name.encode() + value for name, value in fields)
    given = request.headers.get("X-Mandrill-Signature", "")
    for address in (scheme + b"://" + secret + b"@" + rest, scheme + b"://" + rest):
        made = hmac.new(key.encode(), address + said, hashlib.sha1).digest()
        if constant_time_compare(given, base64.b64encode(made).decode()):
            return True
    return False


def is_signed_by_svix(request: HttpRequest, body: bytes, *, key: str) -> bool:
    """Of the request's id, its time and body (Svix's manual, "Verifying webhooks manually")."""
    sent_at = request.headers["svix-timestamp"]
    if abs(time.time() - int(sent_at)) > TOLERANCE:
        return False
    said = f"{request.headers['svix-id']}.{sent_at}.".encode() + body
    made = hmac.new(base64.b64decode(key.removeprefix("whsec_")), said, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(made).decode()}"
    return any(constant_time_compare(one, expected) for one in request.headers["svix-signature"].split())


def is_signed_by_postal(request: HttpRequest, body: bytes, *, key: str) -> bool:
    """With the installation's own key, of which we have the public half (`postal default-dkim-record`). Raises
    InvalidSignature."""
    public = load_pem_public_key(f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----".encode())
    return is_signed_by(
        public,
        body,
        sha256=request.headers.get("X-Postal-Signature-256"),
        sha1=request.headers.get("X-Postal-Signature"),
    )


def is_signed_by_amazon(body: bytes, *, topics: list[str]) -> bool:
    """By Amazon itself, and about one of our topics: anybody may have one of their own post to us (Amazon's manual,
    "Verifying the signatures of Amazon SNS messages"). Raises InvalidSignature and FetchError."""
    posted = json.loads(body)
    url = posted["SigningCertURL"]
    if posted["TopicArn"] not in topics or not CERTIFICATE.fullmatch(url):
        return False
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    if posted["Type"] == "Notification":
        names = [name for name in names if name not in {"SubscribeURL", "Token"}]
    said = "".join(f"{name}\n{posted[name]}\n" for name in names if posted.get(name) is not None)
    pem: Any = cache.get_or_set(f"sns:{url}", lambda: fetch(url, headers={}, seconds=ASKED_WITHIN), 24 * 60 * 60)
    public = load_pem_x509_certificate(pem).public_key()
    is_second = posted["SignatureVersion"] == "2"
    return is_signed_by(
        public, said.encode(), sha256=posted["Signature"] if is_second else None, sha1=posted["Signature"]
    )


def is_signed_by(public: Any, said: bytes, *, sha256: str | None, sha1: str | None) -> bool:
    """RSA with PKCS #1 v1.5, of the better hash that is there. Raises InvalidSignature."""
    if not isinstance(public, RSAPublicKey) or not (sha256 or sha1):
        return False
    public.verify(base64.b64decode(sha256 or sha1 or ""), said, PKCS1v15(), SHA256() if sha256 else SHA1())  # noqa: S303
    return True


def confirm_subscription(body: bytes) -> None:
    """Say yes to Amazon's question whether the desk wants the messages of a topic. Raises FetchError, or ValueError
    where it is no such question."""
    posted = json.loads(body)
    url = posted.get("SubscribeURL") if isinstance(posted, dict) else None
    if not isinstance(url, str) or not CONFIRMATION.fullmatch(url):
        raise ValueError("This is no question of Amazon's.")
    fetch(url, headers={}, seconds=ASKED_WITHIN)
