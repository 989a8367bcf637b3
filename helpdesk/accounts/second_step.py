"""Which people need a second step at sign-in, and how django-allauth keeps its secrets."""

from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from helpdesk.accounts.models import User
from helpdesk.lib.encryption import decrypt, encrypt


def lacks_second_step(user: User) -> bool:
    """Managers and admins hear recordings and change who is rung: a stolen password must not be enough.

    MFA_ROLES says for whom it holds, so a desk can ask it of its agents, too.
    """
    return settings.MFA_REQUIRED and user.role in settings.MFA_ROLES and not is_mfa_enabled(user)


def account_frame(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: in which frame the pages of one's account stand.

    Whoever must set up a second step reaches no part of the desk, so the desk's frame would only ask for parts that
    are refused: no live news, no calls, no menu. Asked for by the name of a function, for most pages never do.
    """
    return {"account_frame": lambda: "base_public.html" if _must_set_up(request) else "base.html"}


def _must_set_up(request: HttpRequest) -> bool:
    return request.user.is_authenticated and lacks_second_step(request.user)


class SecondStep(DefaultMFAAdapter):
    """Encrypts the secrets of authenticator apps and recovery codes; passkeys belong to PUBLIC_BASE_URL's host."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_BASE_URL).hostname, "name": settings.MFA_TOTP_ISSUER}
