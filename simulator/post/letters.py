"""A mail as a mail program writes it (RFC 5322, 2045 and 6532)."""

import datetime as dt
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, make_msgid
from typing import TypedDict, cast

from ..mailbox import File

HOST = "pretend.town"
"""The name of the town's mail server, and the end of each Message-ID that it makes."""


class OneLineHeader(UnstructuredHeader, BaseHeader):
    """Never folded: Python makes an encoded word of a Message-ID that is longer than a line, and begins a long field
    of a report with an empty line."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _wire_policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for header in ("in-reply-to", "references", "diagnostic-code"):
        registry.map_to_type(header, OneLineHeader)
    return SMTP.clone(header_factory=registry, refold_source="none")


WIRE = _wire_policy()
"""CRLF line ends, and what is handed on keeps the headers with which it came."""


def wire_policy(*addresses: str) -> "EmailPolicy[EmailMessage]":
    """A first part beyond ASCII can only travel as it is (SMTPUTF8, RFC 6531 and 6532)."""
    return WIRE if "".join(addresses).isascii() else WIRE.clone(utf8=True)


@dataclass(frozen=True)
class Quote:
    """What stands below an answer, and what ties the two together."""

    text: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, File] = field(default_factory=dict)
    """Those of `html`, by their Content-ID with its brackets."""
    files: tuple[File, ...] = ()
    message: EmailMessage | None = None
    """Forwarded whole, as an attachment."""


NOTHING = Quote()


@dataclass(frozen=True)
class Letter:
    """What a person of the town wrote."""

    sender: Address
    to: tuple[Address, ...]
    subject: str = ""
    text: str = ""
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def recipients(self) -> list[str]:
        """The envelope: each address once."""
        return list(dict.fromkeys(who.addr_spec for who in (*self.to, *self.cc, *self.bcc)))


def write(letter: Letter, quote: Quote = NOTHING) -> EmailMessage:
    """The letter with what it quotes, as text and as HTML."""
    named = (letter.sender, *letter.to, *letter.cc)
    message = EmailMessage(policy=wire_policy(*(who.addr_spec for who in named)))
    message["From"] = letter.sender
    message["To"] = letter.to
    if letter.cc:
        message["Cc"] = letter.cc
    stamp(message, letter.subject, quote.headers)
    message.set_content("\n\n".join(filter(None, (letter.text, quote.text))), cte="quoted-printable")
    message.add_alternative(_as_html(letter.text) + quote.html, subtype="html", cte="quoted-printable")
    shown = cast(MIMEPart, message.get_body(("html",)))  # it was added in the line above
    for cid, picture in quote.pictures.items():
        shown.add_related(picture.content, **_named(picture), cid=cid, disposition="inline")
    for file in (*letter.files, *quote.files):
        message.add_attachment(file.content, **_named(file))
    if quote.message:
        message.add_attachment(quote.message)
    return message


def stamp(message: EmailMessage, subject: str, headers: Mapping[str, str]) -> None:
    """The headers that every mail of the town has."""
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(dt.datetime.now().astimezone())
    message["Message-ID"] = make_msgid(domain=HOST)
    for name, value in headers.items():
        message[name] = value


class _Named(TypedDict):
    maintype: str
    subtype: str
    filename: str


def _named(file: File) -> _Named:
    maintype, _, subtype = file.content_type.partition("/")
    return {"maintype": maintype, "subtype": subtype, "filename": file.name}


def _as_html(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return f'<div dir="ltr">{"<br>".join(lines)}</div>\n'
