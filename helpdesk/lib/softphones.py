"""The telephone in the browser: the address at which the provider rings it, and where its script comes from."""

from django.conf import settings
from django.templatetags.static import static

PREFIX = "client:"
SDK = "vendor/twilio-voice/twilio.min.js"


def softphone_identity(user_id: int) -> str:
    """The name under which this person's browsers sign in at the provider."""
    return f"user_{user_id}"


def softphone_address(user_id: int) -> str:
    """What is rung: "client:user_7"."""
    return PREFIX + softphone_identity(user_id)


def is_softphone(address: str) -> bool:
    """Whether an address is a browser's, and not a telephone number."""
    return address.startswith(PREFIX)


def identity_of(address: str) -> str:
    """The identity in a browser's address."""
    return address.removeprefix(PREFIX)


def sdk_address() -> str:
    """Where a browser loads the provider's SDK from: our own copy, unless the settings name another."""
    return settings.SOFTPHONE_SDK_URL or static(SDK)
