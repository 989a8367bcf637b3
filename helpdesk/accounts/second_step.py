"""Which people need a second step at sign-in, and how django-allauth keeps its secrets."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from helpdesk.accounts.models import User
from helpdesk.lib.encryption import decrypt, encrypt


def lacks_second_step(user: User) -> bool:
    """Managers and admins hear recordings and change who is rung: a stolen password must not be enough.

    MFA_ROLES says for whom it holds, so a desk can ask it of its agents, too.
    """
    return settings.MFA_REQUIRED and user.role in settings.MFA_ROLES and not is_mfa_enabled(user)


class SecondStep(DefaultMFAAdapter):
    """Encrypts the secrets of authenticator apps and recovery codes; passkeys belong to PUBLIC_BASE_URL's host."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_BASE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}
