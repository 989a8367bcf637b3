"""A real SMTP server on this machine that keeps what it gets, and that can be told to misbehave."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from django.conf import settings

from helpdesk.devservices.processes import free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each line of each talk


@dataclass
class Received:
    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


@dataclass
class MailServer:
    """What arrived, and what is answered next: texts such as "451 later", or "hang up"."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    pause_seconds: float = 0
    """How long the server thinks between the text and its answer."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.at_recipient and (answer := self.at_recipient.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        answer = self.at_data.pop(0) if self.at_data else "250 kept"
        if answer.startswith("2") or answer == "hang up":
            content = envelope.original_content or envelope.content
            self.received.append(Received(envelope.mail_from, list(envelope.rcpt_tos), content))
        if answer == "hang up":
            server.transport.abort()
        await asyncio.sleep(self.pause_seconds)
        return answer


@contextmanager
def mail_server(*, speaks_utf8: bool = False) -> Iterator[MailServer]:
    """Listen on a free port, and have the desk send its mail there."""
    server = MailServer(port=free_port())
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, ready_timeout=30, enable_SMTPUTF8=speaks_utf8
    )
    controller.start()
    before = settings.EMAIL_HOST, settings.EMAIL_PORT
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        yield server
    finally:
        settings.EMAIL_HOST, settings.EMAIL_PORT = before
        controller.stop()
