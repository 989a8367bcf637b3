"""Secrets that we must be able to read back (signing keys of a shop), encrypted before they reach the database."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(secret: str) -> str:
    """`secret` as Fernet text, under the newest SECRET_KEY."""
    return _fernet().encrypt(secret.encode()).decode()


def decrypt(text: str) -> str:
    """What `encrypt` was given. Raises cryptography.fernet.InvalidToken when no SECRET_KEY of ours wrote `text`."""
    return _fernet().decrypt(text.encode()).decode()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])
