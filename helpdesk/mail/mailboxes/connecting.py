"""A connection to a mailbox: to the server that was checked, never without an end, and signed in."""

import imaplib
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imap_tools import BaseMailBox
from imap_tools.errors import UnexpectedCommandStatusError

from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem, as_mailbox_error, is_busy, said_by
from helpdesk.mail.servers.sockets import may_be_plain, open_socket
from helpdesk.mail.servers.tokens import access_token, forget_token, secret_of

PATIENCE = 30.0
"""Seconds to connect, and between two bytes."""


class Client(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return open_socket(self.host, self.port, timeout or PATIENCE)


class SecureClient(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        plain = open_socket(self.host, self.port, timeout or PATIENCE)
        secure: ssl.SSLSocket = self.ssl_context.wrap_socket(plain, server_hostname=self.host)
        return secure


class Connection(BaseMailBox):
    """The library's mailbox, over a socket of ours."""

    def __init__(self, mailbox: Mailbox, *, patience: float = PATIENCE) -> None:
        self.row, self.patience = mailbox, patience
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        row, secure = self.row, ssl.create_default_context()
        if row.security == Mailbox.Security.TLS:
            return SecureClient(row.host, row.port, ssl_context=secure, timeout=self.patience)
        may_be_plain(row, row.host)
        client = Client(row.host, row.port, timeout=self.patience)
        if row.security == Mailbox.Security.STARTTLS:
            client.starttls(secure)
        return client

    def sign_in(self) -> None:
        """Raises MailboxError."""
        row = self.row
        is_app = row.sign_in != Mailbox.SignIn.PASSWORD
        secret = access_token(row) if is_app else secret_of(row)
        try:
            if is_app:
                self.xoauth2(row.user_name, secret, initial_folder=None)
            elif row.user_name.isascii() and secret.isascii():
                self.login(row.user_name, secret, initial_folder=None)
            else:
                self.login_utf8(row.user_name, secret, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnexpectedCommandStatusError) as error:
            said = said_by(error)
            if is_app:
                forget_token(row)
            problem = Problem.NOT_ALLOWED if is_app else Problem.SIGN_IN
            raise MailboxError(Problem.BUSY if is_busy(said) else problem, said) from None
        # Most servers tell of IDLE, MOVE and UIDPLUS only now.
        _code, told = self.client.capability()
        self.client.capabilities = tuple(word.decode().upper() for part in told if part for word in part.split())

    def wait_for_news(self, stop: threading.Event, *, seconds: float) -> None:
        """Until the server says that something changed (RFC 2177), it is time to look by oneself, or `stop` is set."""
        until = time.monotonic() + seconds
        if "IDLE" not in self.client.capabilities:
            stop.wait(seconds)
            return
        self.idle.start()  # type: ignore[no-untyped-call]
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if self.has_unread() or select.select([self.client.sock], [], [], min(left, 1.0))[0]:
                break
        # It reads what came, and raises when that is the end of the connection.
        self.idle.stop()  # type: ignore[no-untyped-call]

    def has_unread(self) -> bool:
        """Whether the library has read more than it told us: news that came in one piece with the answer to IDLE."""
        sock = self.client.sock
        sock.settimeout(0)
        try:
            return bool(self.client.file.peek(1))  # type: ignore[union-attr]  # a BufferedReader, of makefile()
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(self.patience)

    def hang_up(self) -> None:
        """From any thread: whoever reads or waits there gets an error at once."""
        with suppress(OSError):
            socket.socket.shutdown(self.client.sock, socket.SHUT_RDWR)  # not TLS's own, which waits for who reads


@contextmanager
def connected(mailbox: Mailbox, *, patience: float = PATIENCE) -> Iterator[Connection]:
    """Signed in, and gone afterwards. Raises MailboxError for whatever goes wrong, inside too."""
    connection = None
    try:
        connection = Connection(mailbox, patience=patience)
        connection.sign_in()
        yield connection
    except (OSError, imaplib.IMAP4.error, UnexpectedCommandStatusError) as error:
        raise as_mailbox_error(error) from error
    finally:
        if connection is not None:
            with suppress(Exception):  # a goodbye that fails changes nothing
                connection.client.sock.settimeout(2)
                connection.logout()
            with suppress(OSError):
                connection.client.shutdown()
