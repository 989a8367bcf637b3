"""Adapters of django-allauth: how it behaves here."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from helpdesk.accounts.models import User
from helpdesk.accounts.services import revoke_tokens_of
from helpdesk.lib.networks import network_of
from helpdesk.mail.outbox import Mail, queue_mail


class ClosedSignup(DefaultAccountAdapter):
    """Nobody signs up: an admin invites people. Mail goes through the outbox, so that no request waits for SMTP."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = {"name": settings.MFA_TOTP_ISSUER, "domain": urlsplit(settings.PUBLIC_BASE_URL).netloc}
        mail = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        html = next((part.content for part in mail.alternatives), "")
        queue_mail(
            Mail(to=email, subject=mail.subject, text=mail.body, html=html),
            key=f"account:{uuid.uuid4().hex}",
            is_private=True,
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person that the own password or second step was changed. People here have one address: their own."""
        super().send_notification_mail(template_prefix, user, context, email=email or user.email)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Whoever changes a password may do so because somebody else knew it, and that person may have made tokens."""
        super().set_password(user, password)
        revoke_tokens_of(user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Whom many addresses guess at, each of them may guess less often. None is refused before its own first try, so
        the right person is slowed down like a stranger at worst, and never locked out by strangers."""
        super().pre_authenticate(request, **credentials)
        if not self._has_room("wrong_passwords", request, credentials) and not self._has_room(
            "wrong_passwords_from_here", request, credentials
        ):
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._has_room("wrong_passwords", request, credentials, dry_run=False)
        self._has_room("wrong_passwords_from_here", request, credentials, dry_run=False)

    def _has_room(
        self, action: str, request: HttpRequest, credentials: dict[str, Any], *, dry_run: bool = True
    ) -> bool:
        """Whether one more wrong password fits into this limit; it is counted there unless it is a `dry_run`."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        if action == "wrong_passwords":
            key = super()._get_login_attempts_cache_key(request, **credentials)
        return bool(ratelimit.consume(request, app="allauth.account", action=action, key=key, dry_run=dry_run))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for a person at one address: a stranger elsewhere must not lock the person out.

        django-allauth has no public hook for this; tests/accounts/test_wrong_passwords.py notices when it changes.
        """
        person = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{person}:{network_of(self.get_client_ip(request))}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link is made from PUBLIC_BASE_URL: a forged Host header must not decide where a secret is sent."""
        user, _dash, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": secret})
        return f"{settings.PUBLIC_BASE_URL}{path}"
