"""A socket to a server whose name somebody typed: to the address that was checked, and never in our own network."""

import ipaddress
import socket
import time
from contextlib import suppress

from django.conf import settings


class UnknownHostError(Exception):
    """There is no server of that name."""


class PrivateHostError(Exception):
    """The name leads into a private network, and is none of ALLOWED_PRIVATE_HOSTS."""


def may_be_private(host: str) -> bool:
    """Whether the operator named it as one in a private network that may be asked."""
    return host in settings.ALLOWED_PRIVATE_HOSTS


def connect(host: str, port: int, *, seconds: float) -> socket.socket:
    """A connected socket, whose time-out is `seconds`; so long it takes at most to connect, too.

    The name is looked up once: a second look-up may lead elsewhere. Raises UnknownHostError, PrivateHostError,
    TimeoutError and OSError.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHostError(host) from None
    addresses = list(dict.fromkeys(str(address[0]) for *_rest, address in found))
    if not may_be_private(host) and not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise PrivateHostError(host)
    until = time.monotonic() + seconds
    # A server with two addresses may be reached at one of them; one that is silent leaves time for the others.
    for position, address in enumerate(addresses[:-1]):
        with suppress(OSError):
            share = (until - time.monotonic()) / (len(addresses) - position)
            connected = socket.create_connection((address, port), timeout=max(share, 0.01))
            break
    else:
        connected = socket.create_connection((addresses[-1], port), timeout=max(until - time.monotonic(), 0.01))
    connected.settimeout(seconds)
    return connected
