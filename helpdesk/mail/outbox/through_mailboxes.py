"""Send through a mailbox elsewhere: SMTP to its server, signed in as it is, also by the token of an app (XOAUTH2)."""

import smtplib
import socket
import ssl
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from helpdesk.lib.addresses import domain_of, normal_email
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import MailboxError, Problem
from helpdesk.mail.servers.sockets import may_be_plain, open_socket
from helpdesk.mail.servers.tokens import access_token, forget_token, secret_of

SECURE_FROM_THE_START = 465
"""RFC 8314, section 3.3; at every other port TLS begins with STARTTLS."""


class Client(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return open_socket(host, port, timeout)


class SecureClient(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(open_socket(host, port, timeout), server_hostname=host)


def sender_for(from_header: str) -> Mailbox | None:
    """The mailbox that mails from this address are sent through; None: the server of the settings."""
    address = normal_email(parseaddr(from_header)[1])
    return Mailbox.objects.filter(is_active=True, address__iexact=address).exclude(smtp_host="").first()


def may_send_from(address: str) -> bool:
    """Whether a server takes mails from this address, and their answers come to the desk: it is the desk's own, that of
    a mailbox which they are sent through, of the domain that it both writes from and takes in mail for, or of a domain
    in SENDER_DOMAINS. Of the last one answers are only sure to come where the desk takes in mail itself, at reply
    addresses of its own."""
    if normal_email(address) == normal_email(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
        return True
    return is_of_listed_domain(address) or sender_for(address) is not None


def is_of_listed_domain(address: str) -> bool:
    """Whether the settings let the desk write from it, though no mailbox of it is fetched."""
    domains = {domain_of(f"x@{named}") for named in settings.SENDER_DOMAINS}
    domains |= {domain_of(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])} & {settings.INBOUND_MAIL_DOMAIN.lower()}
    return bool(settings.INBOUND_MAIL_DOMAIN) and domain_of(address) in domains


class MailboxBackend(EmailBackend):
    """Django's, with a connection that is made and signed in as the mailbox says."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(fail_silently=False)
        self.mailbox = mailbox

    def open(self) -> bool:
        """Raises MailboxError, SMTPException and OSError."""
        host, port = self.mailbox.smtp_host, self.mailbox.smtp_port
        secure, seconds = ssl.create_default_context(), float(settings.EMAIL_TIMEOUT)
        is_plain = may_be_plain(self.mailbox, host)
        if port == SECURE_FROM_THE_START:
            self.connection = SecureClient(host, port, timeout=seconds, context=secure)
        else:
            self.connection = Client(host, port, timeout=seconds)
            if not is_plain:
                self.connection.starttls(context=secure)
        self.connection.ehlo()
        self.sign_in(self.connection)
        return True

    def sign_in(self, server: smtplib.SMTP) -> None:
        is_app = self.mailbox.sign_in != Mailbox.SignIn.PASSWORD
        secret = access_token(self.mailbox) if is_app else secret_of(self.mailbox)
        user = self.mailbox.user_name
        words = f"user={user}\1auth=Bearer {secret}\1\1"
        try:
            if is_app:
                # A challenge is the server's reason for its no, which it gives once that was answered.
                server.auth("XOAUTH2", lambda challenge=None: "" if challenge else words)
            else:
                server.login(user, secret)
        except smtplib.SMTPAuthenticationError as error:
            if is_app:
                forget_token(self.mailbox)
            said = (
                error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
            )
            raise MailboxError(
                Problem.NOT_ALLOWED if is_app else Problem.SIGN_IN, f"{error.smtp_code} {said}"
            ) from None
