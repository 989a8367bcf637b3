"""A mail server for the addresses of the desk: SMTP, or LMTP behind a mail server of the company."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, cast

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, close_old_connections

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.inbox.keeping import LARGEST, keep_message
from helpdesk.mail.inbox.own import is_at_the_desk
from helpdesk.mail.models import InboundMessage

logger = structlog.get_logger(__name__)

NOT_OURS = "550 5.7.1 This server takes mail for the desk only"
TRY_LATER = "451 4.3.0 Not kept, please try again later"
BUSY = b"421 4.3.2 Too many connections, please try again later\r\n"
TOO_MANY = "452 4.5.3 Too many recipients"
POSTMASTER = "postmaster"
"""Without a domain it is every server's own (RFC 5321, section 4.5.1)."""
MOST_RECIPIENTS = 100
MOST_TALKS = 40
SLOWEST = 300
"""Seconds for a command, the text of a mail included (RFC 5321, section 4.5.3.2)."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes; RFC 5321 allows 1,000, and who writes longer ones is a buyer all the same."""
SENDER_LENGTH = 320
UNPRINTABLE = re.compile(r"[^\x20-\x7e\x80-\U0010ffff]")


class Handler:
    """What the library asks of us about each mail. The answer 250 is given after the commit, and never before."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="mail")

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not is_at_the_desk(address) and address.lower() != POSTMASTER:
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            kept = await asyncio.get_running_loop().run_in_executor(self.threads, _keep, envelope)
        except (Error, OSError):
            logger.exception("mail_not_kept")
            answer = TRY_LATER
        else:
            answer = f"250 2.0.0 Kept as {kept}"
        # LMTP answers once for each recipient (RFC 2033, section 4.2).
        return "\r\n".join([answer] * len(envelope.rcpt_tos)) if isinstance(server, LMTP) else answer

    async def handle_exception(self, error: Exception) -> str:
        logger.warning("mail_talk_failed", error=f"{type(error).__name__}: {error}"[:300])
        return TRY_LATER


def _keep(envelope: Envelope) -> int:
    close_old_connections()
    content: Any = envelope.content or b""
    sender = UNPRINTABLE.sub("", envelope.mail_from or "<>")[:SENDER_LENGTH]
    message = keep_message(
        content, door=InboundMessage.Door.SMTP, envelope_from=sender, envelope_to=map(normal_email, envelope.rcpt_tos)
    )
    return message.pk


class _Counted:
    """A talk that is refused while MOST_TALKS others go on: each costs memory, up to a whole mail."""

    talks: ClassVar[set["_Counted"]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self.talks) >= MOST_TALKS:
            cast(asyncio.Transport, transport).write(BUSY)
            cast(asyncio.Transport, transport).abort()
            return
        self.talks.add(self)
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.talks:
            self.talks.discard(self)
            super().connection_lost(error)  # type: ignore[misc]


class _SMTP(_Counted, SMTP):
    line_length_limit = LONGEST_LINE


class _LMTP(_Counted, LMTP):
    line_length_limit = LONGEST_LINE


async def listen(host: str, port: int, *, is_lmtp: bool = False) -> asyncio.Server:
    """Open the door; what is returned closes it."""
    handler, kind = Handler(), _LMTP if is_lmtp else _SMTP

    def answer() -> SMTP:
        return kind(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=SLOWEST, ident="Press 4", loop=loop)

    loop = asyncio.get_running_loop()
    return await loop.create_server(answer, host, port)
