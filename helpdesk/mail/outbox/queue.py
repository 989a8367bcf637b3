"""Compose a mail (MIME) exactly as it will leave, and queue it as a row; cancel it while it waits, send a failed one
again, find those to an address."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from functools import reduce
from operator import or_
from string import ascii_lowercase
from typing import TypedDict, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import domain_of, is_email, on_the_wire, spellings
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.locking import locked
from helpdesk.lib.senders import LONGEST_NAME, Sender
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox.through_mailboxes import may_send_from


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: a long link in it would be torn apart or encoded (RFC 8058, section 3.1), and so
    would a long Message-ID."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"):
    HEADERS.map_to_type(_name, OneLineHeader)
WIRE: "EmailPolicy[EmailMessage]" = SMTP.clone(header_factory=HEADERS)
"""CRLF line ends (RFC 5322), and no folding where a reader does not unfold."""
MEDIA_TYPE = re.compile(r"([\w.+-]{1,127})/([\w.+-]{1,127})(?:;.*)?", re.ASCII)
"""Either part may have so many characters (RFC 6838, section 4.2)."""
LONGEST_SUBJECT = 300
"""As its column. A subject of 200 characters, the most of a case, has room for what stands before and behind it."""
File = tuple[str, str, bytes]
"""Name, media type, content."""
Status = OutboundMessage.Status


@dataclass(frozen=True)
class Mail:
    """One mail, as its writer means it: to `to` first, with further recipients in the same envelope."""

    to: str
    subject: str
    text: str
    html: str = ""
    from_name: str = ""
    from_address: str = ""
    """One that `may_send_from` allows; empty: the desk's own."""
    reply_to: str = ""
    """Where answers go; empty: to where it comes from."""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()
    pictures: Mapping[str, File] = field(default_factory=dict)
    """Those that stand in `html`, by their Content-ID (RFC 2392) without its brackets."""
    more_to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    """Named in no header."""
    is_bulk: bool = False
    """Whether the desk writes it to many: every mail of a person goes first."""

    @property
    def others(self) -> list[dict[str, str]]:
        """As `OutboundMessage` keeps them."""
        kinds = {"to": self.more_to, "cc": self.cc, "bcc": self.bcc}
        return [{"kind": kind, "address": address} for kind, addresses in kinds.items() for address in addresses]


def own_address() -> str:
    """From which the desk writes."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class From(TypedDict):
    """The part of a `Mail` that says from whom it is."""

    from_name: str
    from_address: str


def sender_of(senders: Iterable[Sender | None], *, name: str = "") -> From:
    """From whom a mail is, as a `Mail` has it: each part from the first of `senders` that has one, else `name` and the
    desk's own address. What the desk may not send from any more is passed over."""
    known = [sender for sender in senders if sender]
    addresses = (sender.sender_address for sender in known if sender.sender_address)
    return From(
        from_name=next((sender.sender_name for sender in known if sender.sender_name), name),
        from_address=next(filter(may_send_from, addresses), ""),
    )


def from_header(from_name: str, from_address: str) -> Address:
    """What recipients see of the sender; "" is the desk's own name or address."""
    own_name, own = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(
        display_name=one_line(from_name or own_name, LONGEST_NAME), addr_spec=on_the_wire(from_address or own)
    )


def unique_id() -> str:
    """A Message-ID or Content-ID in its brackets, the only one in the world (RFC 5322, 3.6.4; RFC 2045, 7)."""
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "localhost"
    # Letters alone: the digits of Python's own look like the number of a card in one of eight, and are then taken out
    # of the bounce that names the mail.
    letters = "".join(secrets.choice(ascii_lowercase) for _letter in range(32))
    return f"<{letters}@{host if '.' in host else f'{host}.localdomain'}>"


def compose(mail: Mail, *, message_id: str, at: datetime) -> EmailMessage:
    """The mail as it will leave. Raises ValueError for an address that is none."""
    to, cc = [mail.to, *mail.more_to], list(mail.cc)
    for address in [*to, *cc, *mail.bcc]:
        if not is_email(address):
            raise ValueError(f"“{address}” is no e-mail address.")
    # A first part beyond ASCII can only travel as it is (SMTPUTF8, RFC 6531 and 6532).
    is_ascii = all(on_the_wire(address).isascii() for address in [*to, *cc])
    message = EmailMessage(policy=WIRE if is_ascii else WIRE.clone(utf8=True))
    message["From"] = from_header(mail.from_name, mail.from_address)
    # As text: an Address of the standard library loses the quotation marks round stray dots.
    message["To"] = ", ".join(map(on_the_wire, to))
    if cc:
        message["Cc"] = ", ".join(map(on_the_wire, cc))
    if mail.reply_to:
        message["Reply-To"] = on_the_wire(mail.reply_to)
    message["Subject"] = one_line(mail.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    for header, value in mail.headers.items():
        message[header] = one_line(value, 900)
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        shown = cast(MIMEPart, message.get_body(("html",)))  # it was added in the line above
        for cid, (name, content_type, body) in mail.pictures.items():
            maintype, subtype = _media_type(content_type)
            named = one_line(name, 255)
            shown.add_related(
                body, maintype=maintype, subtype=subtype, cid=f"<{cid}>", filename=named, disposition="inline"
            )
        if mail.pictures:
            shown.set_param("type", "text/html", replace=True)  # RFC 2387, section 3.1: of the part that is shown
    for name, content_type, body in mail.files:
        maintype, subtype = _media_type(content_type)
        message.add_attachment(body, maintype=maintype, subtype=subtype, filename=one_line(name, 255))
    return message


def _media_type(content_type: str) -> tuple[str, str]:
    """Of a file as it is attached. A mail or a page in a mail (.eml, .mht) is bytes like any other file: as message/*
    or multipart/* its reader would take our encoding for its text (RFC 2046, section 5.2.1)."""
    named = MEDIA_TYPE.fullmatch(content_type.strip())
    if not named or named[1].lower() in {"message", "multipart"}:
        return "application", "octet-stream"
    return named[1], named[2]


@transaction.atomic
def queue_mail(
    mail: Mail,
    *,
    key: str,
    send_before: datetime | None = None,
    is_private: bool = False,
    held_for: timedelta = timedelta(),
    at: datetime | None = None,
) -> OutboundMessage:
    """Write the mail down, byte for byte as it will leave (a DKIM signature comes before it then), and enqueue its
    sending on commit.

    `key` names what the mail is for ("reply:17"); a second call with the same key answers the first mail.
    `send_before` is when the mail has lost its point: it is cancelled rather than sent later.
    It leaves no sooner than `held_for` from now, so that its author can cancel it.
    """
    at = at or timezone.now()
    message_id = unique_id()
    composed = compose(mail, message_id=message_id, at=at)
    raw = composed.as_bytes()
    message, created = OutboundMessage.objects.get_or_create(
        key=key,
        defaults={
            "to_address": mail.to,
            "others": mail.others,
            "from_address": str(composed["From"]),
            "subject": str(composed["Subject"]),
            "message_id": message_id,
            "text": mail.text,
            "raw": raw,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "send_before": send_before,
            "is_private": is_private,
            "is_bulk": mail.is_bulk,
            "domain": domain_of(mail.to),
            "due_at": at + held_for,
        },
    )
    if created:
        enqueue_on_commit("helpdesk.mail.tasks.send_message", message.pk, after=held_for)
    return message


def addressed_to(address: str, mails: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    """Those of `mails` with this address in the envelope, however it is spelled."""
    beside = [Q(others__contains=[{"address": spelling}]) for spelling in spellings(address)]
    first = Q(to_lower__in=spellings(address))
    return mails.alias(to_lower=Lower("to_address")).filter(reduce(or_, beside, first))


def cancel_mail(message: OutboundMessage, *, why: str) -> bool:
    """Keep a mail from leaving. False when it is too late."""
    return try_move(message, Status.CANCELLED, error=why)


@transaction.atomic
def resend_mail(message: OutboundMessage, *, at: datetime | None = None) -> OutboundMessage:
    """A person decides to send a failed or doubtful mail again: the same bytes, as a copy that says so.

    The Message-ID stays the same, so a mailbox that did get the first one may show it once. While a copy is under
    way or has arrived, that copy is answered: two people who press at once send one mail.
    """
    message = locked(message)
    if message.status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED}:
        raise ConflictError(_("“%(mail)s” has not failed, so there is nothing to send again.") % {"mail": message})
    copies = list(message.resends.order_by("pk"))
    if copies and copies[-1].status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED, Status.CANCELLED}:
        return copies[-1]
    copy = OutboundMessage.objects.create(
        key=f"{message.key}:copy{len(copies) + 1}",
        to_address=message.to_address,
        others=message.others,
        from_address=message.from_address,
        subject=message.subject,
        message_id=message.message_id,
        text=message.text,
        raw=message.raw,
        sha256=message.sha256,
        resend_of=message,
        is_private=message.is_private,
        domain=domain_of(message.to_address),
        due_at=at or timezone.now(),
    )
    enqueue_on_commit("helpdesk.mail.tasks.send_message", copy.pk)
    return copy
