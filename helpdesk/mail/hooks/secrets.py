"""Who may use the addresses for email providers: who has the secret, and where its key is set, Mailgun's signature."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from helpdesk.mail.hooks.forms import fields_of

SHORTEST = 20
"""Characters of a password that nobody guesses."""


def refusal_of(authorization: str) -> int:
    """401 without the right name and password (RFC 9110, section 11.6.1): Amazon sends them only when asked to, and
    Postmark drops a mail after 403 but brings it again after this; 403 when none is set; 0 for a provider."""
    kind, _space, encoded = authorization.partition(" ")
    if not settings.EMAIL_WEBHOOK_SECRETS:
        return 403
    if kind.lower() != "basic":
        return 401
    try:
        given = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return 401
    return 0 if any(constant_time_compare(given, secret) for secret in settings.EMAIL_WEBHOOK_SECRETS) else 401


def is_signed_by_mailgun(request: HttpRequest, body: bytes) -> bool:
    """Whether token and time bear the signature of our key (Mailgun's manual, "Securing webhooks"); without a key the
    secret must do. It stands in a form of fields, or in the JSON of an event."""
    if not settings.MAILGUN_SIGNING_KEY:
        return True
    fields: Any = {}
    if request.content_type == "application/json":
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            fields = json.loads(body)["signature"]
    else:
        posted = fields_of(body, content_type=request.META.get("CONTENT_TYPE", ""))
        fields = {name: value.decode("utf-8", "replace") for name, value in posted.items()}
    if not isinstance(fields, dict):
        return False
    said = f"{fields.get('timestamp', '')}{fields.get('token', '')}".encode(errors="replace")
    expected = hmac.new(settings.MAILGUN_SIGNING_KEY.encode(), said, hashlib.sha256).hexdigest()
    return constant_time_compare(str(fields.get("signature", "")), expected)


def check_secrets(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Django's check: each secret is a user and a password worth the name."""
    found: list[CheckMessage] = []
    for secret in settings.EMAIL_WEBHOOK_SECRETS:
        user, _colon, password = secret.partition(":")
        if not user or len(password) < SHORTEST:
            words = f"EMAIL_WEBHOOK_SECRET must be user:password, with a password of {SHORTEST} characters or more."
            found.append(Error(words, id="mail.E001"))
    if settings.MAILGUN_SIGNING_KEY and not settings.EMAIL_WEBHOOK_SECRETS:
        words = "MAILGUN_SIGNING_KEY is set, but without EMAIL_WEBHOOK_SECRET no webhook of a provider is taken."
        found.append(Error(words, id="mail.E002"))
    return found
