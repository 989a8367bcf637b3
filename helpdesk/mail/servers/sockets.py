"""A socket to the server of a mailbox, and whether it may go without TLS."""

import socket

from django.conf import settings

from helpdesk.lib import safe_sockets
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem


def open_socket(host: str, port: int, seconds: float) -> socket.socket:
    """`safe_sockets.connect`. Raises MailboxError and OSError."""
    try:
        return safe_sockets.connect(host, port, seconds=seconds)
    except safe_sockets.UnknownHostError:
        raise MailboxError(Problem.NO_HOST, host) from None
    except safe_sockets.PrivateHostError:
        raise MailboxError(Problem.PRIVATE_HOST, host) from None


def may_be_plain(mailbox: Mailbox, host: str) -> bool:
    """Whether no TLS is asked for. Raises MailboxError when a secret would travel in the clear, but within a test."""
    if mailbox.security != Mailbox.Security.NONE:
        return False
    if not settings.DEBUG or host not in {"127.0.0.1", "localhost"}:
        raise MailboxError(Problem.TLS, mailbox.get_security_display())
    return True
