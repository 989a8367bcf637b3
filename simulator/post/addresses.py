"""Mail addresses as people type them into a mail program."""

import re
from email.headerregistry import Address
from email.utils import getaddresses

SOUND = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20]{1,64}@(?:[\w-]{1,63}\.)*[\w-]{1,63}")


def typed_addresses(text: str) -> list[Address]:
    """What stands between commas, each address once. Raises ValueError with the part that is no address."""
    found: dict[str, Address] = {}
    for name, address in getaddresses([text]) if text.strip(" ,") else []:
        # The parser joins what a blank parts, so what it answers must stand in the text.
        if not SOUND.fullmatch(address) or address not in text:
            raise ValueError(address or text.strip())
        found.setdefault(address.lower(), as_address(name, address))
    return list(found.values())


def header_addresses(value: object) -> list[Address]:
    """Those of a header of a mail that came; what is no address there is passed over."""
    pairs = getaddresses([str(value)]) if value else []
    return [as_address(name, address) for name, address in pairs if SOUND.fullmatch(address)]


def as_address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode()  # UnicodeError is a ValueError
    return Address(" ".join(name.split()), local, domain)


def as_typed(addresses: list[Address]) -> str:
    return ", ".join(str(address) for address in addresses)
