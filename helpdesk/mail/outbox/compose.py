"""Compose a mail (MIME) exactly as it will leave."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr

from django.conf import settings

from helpdesk.lib.addresses import is_email, on_the_wire
from helpdesk.lib.text.visibility import one_line


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """A header that is never folded: a long link in it would be torn apart or encoded (RFC 8058, section 3.1)."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _wire_policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for header in ("list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(header, OneLineHeader)
    return SMTP.clone(header_factory=registry)


WIRE = _wire_policy()
"""CRLF line ends (RFC 5322), and no folding where a reader does not unfold."""


MEDIA_TYPE = re.compile(r"([\w.+-]{1,127})/([\w.+-]{1,127})(?:;.*)?", re.ASCII)
"""Either part may have so many characters (RFC 6838, section 4.2)."""
File = tuple[str, str, bytes]
"""Name, media type, content."""


@dataclass(frozen=True)
class Mail:
    """One mail to one address, as its writer means it."""

    to: str
    subject: str
    text: str
    html: str = ""
    from_name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()


def compose(mail: Mail, *, message_id: str, at: datetime) -> EmailMessage:
    """The mail as it will leave. Raises ValueError for an address that is none."""
    if not is_email(mail.to):
        raise ValueError(f"“{mail.to}” is no e-mail address.")
    recipient = on_the_wire(mail.to)
    # A first part beyond ASCII can only travel as it is (SMTPUTF8, RFC 6531 and 6532).
    message = EmailMessage(policy=WIRE if recipient.isascii() else WIRE.clone(utf8=True))
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message["From"] = Address(display_name=one_line(mail.from_name or name, 75), addr_spec=on_the_wire(address))
    local, _at, domain = recipient.rpartition("@")
    message["To"] = Address(username=local, domain=domain) if not recipient.isascii() else Address(addr_spec=recipient)
    message["Subject"] = one_line(mail.subject, 200)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    for header, value in mail.headers.items():
        message[header] = one_line(value, 900)
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
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
