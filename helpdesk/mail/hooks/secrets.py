"""Who may use the addresses for email providers: who has the secret."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.crypto import constant_time_compare

from helpdesk.mail.hooks.signatures import SIGNING

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


def check_secrets(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Django's check: each secret is a user and a password worth the name."""
    found: list[CheckMessage] = []
    for secret in settings.EMAIL_WEBHOOK_SECRETS:
        user, _colon, password = secret.partition(":")
        if not user or len(password) < SHORTEST:
            words = f"EMAIL_WEBHOOK_SECRET must be user:password, with a password of {SHORTEST} characters or more."
            found.append(Error(words, id="mail.E001"))
    for name in ("MAILGUN_SIGNING_KEY", "EMAIL_SIGNING_KEYS"):
        if getattr(settings, name) and not settings.EMAIL_WEBHOOK_SECRETS:
            words = f"{name} is set, but without EMAIL_WEBHOOK_SECRET no webhook of a provider is taken."
            found.append(Error(words, id="mail.E002"))
    for one in settings.EMAIL_SIGNING_KEYS:
        provider, _equals, key = one.partition("=")
        if provider not in SIGNING or not key:
            words = f"EMAIL_SIGNING_KEYS must be provider=key, comma separated, of {', '.join(sorted(SIGNING))}."
            found.append(Error(words, id="mail.E003"))
    return found
