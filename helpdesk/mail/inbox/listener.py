"""A mail server for the addresses of the desk: SMTP, or LMTP behind a mail server of the company."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from functools import wraps
from typing import Any, ClassVar, cast

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, close_old_connections
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail.inbox.keeping import LARGEST, UNPRINTABLE, keep_message
from helpdesk.mail.inbox.own import is_at_the_desk
from helpdesk.mail.models import InboundMessage

logger = structlog.get_logger(__name__)

NOT_OURS = "550 5.7.1 This server takes mail for the desk only"
TRY_LATER = "451 4.3.0 Not kept, please try again later"
BUSY = b"421 4.3.2 Too many connections, please try again later\r\n"
TOO_MANY = "452 4.5.3 Too many recipients"
LARGEST_MB = LARGEST // 1024**2
TOO_LARGE = f"552 5.3.4 This server takes emails of up to {LARGEST_MB} MB: send smaller files, or a link to them"
TOO_MUCH_DATA = "552 Error: Too much mail data"
"""The library's words."""
SIZE = re.compile(r" SIZE=(\d{1,20})(?= |$)", re.IGNORECASE)
"""What a client says of the mail that it wants to send (RFC 1870)."""
POSTMASTER = "postmaster"
"""Without a domain it is every server's own (RFC 5321, section 4.5.1)."""
MOST_RECIPIENTS = 100
MOST_TALKS = 40
SLOWEST = 300
"""Seconds for a command, the text of a mail included (RFC 5321, section 4.5.3.2)."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes; RFC 5321 allows 1,000, and who writes longer ones is a buyer all the same."""


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
        if isinstance(server, _Sized) and server.announced > LARGEST:
            return await self.refuse_large(envelope, address)
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

    async def refuse_large(self, envelope: Envelope, *recipients: str) -> str:
        """The answer, once a case will say who wanted to send what."""
        try:
            await asyncio.get_running_loop().run_in_executor(self.threads, _keep_refusal, envelope, recipients)
        except (Error, OSError):
            logger.exception("mail_not_kept")
            return TRY_LATER
        return TOO_LARGE

    async def handle_exception(self, error: Exception) -> str:
        logger.warning("mail_talk_failed", error=f"{type(error).__name__}: {error}"[:300])
        return TRY_LATER


def _keep(envelope: Envelope) -> int:
    close_old_connections()
    content: Any = envelope.content or b""
    message = keep_message(
        content,
        door=InboundMessage.Door.SMTP,
        envelope_from=envelope.mail_from or "<>",
        envelope_to=map(normal_email, envelope.rcpt_tos),
    )
    return message.pk


def _keep_refusal(envelope: Envelope, recipients: Sequence[str]) -> None:
    """A mail of ours in place of the one that was refused. It has no envelope sender, so nobody tells them that we have
    it: their own server says that we do not."""
    close_old_connections()
    sender = UNPRINTABLE.sub("", envelope.mail_from or "")[:320]
    if sender in {"", "<>"}:
        return  # a bounce, whose author nobody can write to
    with words_of_the_desk():
        stub = EmailMessage(policy=SMTP_POLICY)
        stub["From"], stub["To"] = sender, ", ".join(recipients)
        stub["Subject"] = _("Email that was too large")
        stub.set_content(
            _(
                "%(sender)s wanted to send an email of more than %(most)d MB, which the desk does not take. Their own "
                "mail server tells them so. Write to them: smaller files arrive, or a link to them."
            )
            % {"sender": sender, "most": LARGEST_MB}
        )
    keep_message(stub.as_bytes(), door=InboundMessage.Door.SMTP, envelope_to=map(normal_email, recipients))


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


class _Sized(SMTP):
    """Refuses what is too large in our words, and only once it is known to whom it was to go."""

    line_length_limit = LONGEST_LINE
    announced = 0

    @wraps(SMTP.smtp_MAIL)  # what it says of itself in HELP
    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - the library's name
        found = SIZE.search(arg or "")
        self.announced = int(found[1]) if found else 0
        await super().smtp_MAIL(SIZE.sub("", arg) if self.announced > LARGEST else arg)

    async def push(self, status: Any) -> None:
        if status == TOO_MUCH_DATA and self.envelope:
            status = await self.event_handler.refuse_large(self.envelope, *self.envelope.rcpt_tos)
            status = "\r\n".join([status] * len(self.envelope.rcpt_tos)) if isinstance(self, LMTP) else status
        await super().push(status)


class _SMTP(_Counted, _Sized):
    pass


class _LMTP(_Counted, _Sized, LMTP):
    pass


async def listen(host: str, port: int, *, is_lmtp: bool = False) -> asyncio.Server:
    """Open the door; what is returned closes it."""
    handler, kind = Handler(), _LMTP if is_lmtp else _SMTP

    def answer() -> SMTP:
        return kind(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=SLOWEST, ident="Press 4", loop=loop)

    loop = asyncio.get_running_loop()
    return await loop.create_server(answer, host, port)
