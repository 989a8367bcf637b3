"""The secrets that a shop signs its webhooks with, encrypted at rest."""

from carts.ingest.signatures import secret_key
from carts.models import CartSource
from helpdesk.lib.encryption import decrypt, encrypt


def set_signing_secret(source: CartSource, *, secrets: str) -> None:
    """Take one secret, or during a change the new and the old one with a space between; the caller saves.

    Raises ValueError when one of them is none.
    """
    for secret in secrets.split():
        secret_key(secret)
    source.encrypted_signing_secret = encrypt(" ".join(secrets.split()))


def signing_secrets(source: CartSource) -> list[str]:
    return decrypt(source.encrypted_signing_secret).split()
