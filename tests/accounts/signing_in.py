"""What a person types to sign in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from helpdesk.lib.encryption import decrypt
from tests import make


def sign_in(client: Client, user: User, *, password: str = make.PASSWORD) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def code_of_app(secret: str) -> str:
    """The six digits that an authenticator app with this secret shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def secret_of(user: User) -> str:
    """The secret in the person's authenticator app."""
    return decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
