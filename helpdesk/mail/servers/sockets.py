"""A socket to a server whose name an admin typed: to the address that was checked, and never in our own network."""

import ipaddress
import socket
from contextlib import suppress

from django.conf import settings

from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem


def open_socket(host: str, port: int, seconds: float) -> socket.socket:
    """A name that is looked up twice may lead into our own network the second time. Raises MailboxError and OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise MailboxError(Problem.NO_HOST, host) from None
    addresses = [str(address[0]) for *_rest, address in found]
    if host not in settings.ORDERS_PRIVATE_HOSTS and not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise MailboxError(Problem.PRIVATE_HOST, host)
    for address in addresses[:-1]:
        with suppress(OSError):  # a server with two addresses may be reached at one of them
            return socket.create_connection((address, port), timeout=seconds)
    return socket.create_connection((addresses[-1], port), timeout=seconds)


def may_be_plain(mailbox: Mailbox, host: str) -> bool:
    """Whether no TLS is asked for. Raises MailboxError when a secret would travel in the clear, but within a test."""
    if mailbox.security != Mailbox.Security.NONE:
        return False
    if not settings.DEBUG or host not in {"127.0.0.1", "localhost"}:
        raise MailboxError(Problem.TLS, mailbox.get_security_display())
    return True
