"""Compose a mail (MIME) exactly as it will leave."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from string import ascii_lowercase
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings

from helpdesk.lib.addresses import is_email, on_the_wire
from helpdesk.lib.text.visibility import one_line


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: a long link in it would be torn apart or encoded (RFC 8058, section 3.1), and so
    would a long Message-ID."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _wire_policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for header in ("list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"):
        registry.map_to_type(header, OneLineHeader)
    return SMTP.clone(header_factory=registry)


WIRE = _wire_policy()
"""CRLF line ends (RFC 5322), and no folding where a reader does not unfold."""


MEDIA_TYPE = re.compile(r"([\w.+-]{1,127})/([\w.+-]{1,127})(?:;.*)?", re.ASCII)
"""Either part may have so many characters (RFC 6838, section 4.2)."""
LONGEST_SUBJECT = 300
"""As its column. A subject of 200 characters, the most of a case, has room for what stands before and behind it."""
File = tuple[str, str, bytes]
"""Name, media type, content."""


@dataclass(frozen=True)
class Mail:
    """One mail, as its writer means it: to `to` first, with further recipients in the same envelope."""

    to: str
    subject: str
    text: str
    html: str = ""
    from_name: str = ""
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

    @property
    def others(self) -> list[dict[str, str]]:
        """As `OutboundMessage` keeps them."""
        kinds = {"to": self.more_to, "cc": self.cc, "bcc": self.bcc}
        return [{"kind": kind, "address": address} for kind, addresses in kinds.items() for address in addresses]


def own_address() -> str:
    """From which the desk writes."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


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
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message["From"] = Address(display_name=one_line(mail.from_name or name, 75), addr_spec=on_the_wire(address))
    message["To"] = [_address(address) for address in to]
    if cc:
        message["Cc"] = [_address(address) for address in cc]
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
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


def _address(address: str) -> Address:
    recipient = on_the_wire(address)
    local, _at, domain = recipient.rpartition("@")
    return Address(addr_spec=recipient) if recipient.isascii() else Address(username=local, domain=domain)


def _media_type(content_type: str) -> tuple[str, str]:
    """Of a file as it is attached. A mail or a page in a mail (.eml, .mht) is bytes like any other file: as message/*
    or multipart/* its reader would take our encoding for its text (RFC 2046, section 5.2.1)."""
    named = MEDIA_TYPE.fullmatch(content_type.strip())
    if not named or named[1].lower() in {"message", "multipart"}:
        return "application", "octet-stream"
    return named[1], named[2]
