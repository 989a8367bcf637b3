"""Adapters of django-allauth: how it behaves here."""

import uuid
from email.utils import parseaddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.accounts.services import revoke_tokens_of
from helpdesk.lib.networks import network_of
from helpdesk.mail.outbox import Mail, queue_mail

CHANGES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed by a link from an email."),
    "account/email/password_set": _("Your password was chosen."),
    "mfa/email/totp_activated": _("Two-step verification: an authenticator app was added."),
    "mfa/email/totp_deactivated": _("Two-step verification: the authenticator app was removed."),
    "mfa/email/webauthn_added": _("Two-step verification: a security key or passkey was added."),
    "mfa/email/webauthn_removed": _("Two-step verification: a security key or passkey was removed."),
    "mfa/email/recovery_codes_generated": _("Two-step verification: new recovery codes were made."),
}
"""What django-allauth tells people of their own account, by the name of its template; the words are ours."""


class ClosedSignup(DefaultAccountAdapter):
    """Nobody signs up: an admin invites people. Mail goes through the outbox, so that no request waits for SMTP."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        name, _address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        desk = {"desk": name or settings.MFA_TOTP_ISSUER, "desk_url": settings.PUBLIC_BASE_URL}
        mail = self.render_mail(template_prefix, email, desk | context)
        queue_mail(
            # RFC 3834: nobody's note of absence is to answer it.
            Mail(to=email, subject=mail.subject, text=mail.body, headers={"Auto-Submitted": "auto-generated"}),
            key=f"account:{uuid.uuid4().hex}",
            is_private=True,
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person that the own password or second step was changed. People here have one address: their own."""
        said = {**(context or {}), "user": user, "change": CHANGES[template_prefix]}
        super().send_notification_mail("accounts/email/changed", user, said, email=email or user.email)

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
