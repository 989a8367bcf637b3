"""The telephone in the browser: the address at which the provider rings it."""

PREFIX = "client:"


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
