"""Build the text of a mail exactly as it will leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


class OneLineHeader(UnstructuredHeader):
    """A header that is never folded: a long link in it would be torn apart or encoded (RFC 8058, section 3.1)."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _wire_policy() -> EmailPolicy:
    registry = HeaderRegistry()
    for header in ("list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(header, OneLineHeader)
    return SMTP.clone(header_factory=registry)


WIRE = _wire_policy()
"""CRLF line ends (RFC 5322), and no folding where a reader does not unfold."""


File = tuple[str, str, bytes]
"""Name, media type, content."""


def compose(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    from_name: str,
    headers: Mapping[str, str],
    files: Sequence[File] = (),
    message_id: str,
    at: datetime,
) -> EmailMessage:
    """One mail to one address. Raises ValueError for an address that is none, or that needs more than ASCII."""
    mail = EmailMessage(policy=WIRE)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail["From"] = Address(display_name=one_line(from_name or name, 75), addr_spec=address)
    mail["To"] = Address(addr_spec=_deliverable(to))
    mail["Subject"] = one_line(subject, 200)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    for header, value in headers.items():
        mail[header] = one_line(value, 900)
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, content_type, body in files:
        maintype, _slash, subtype = content_type.partition("/")
        mail.add_attachment(body, maintype=maintype, subtype=subtype, filename=one_line(name, 255))
    return mail


def _deliverable(address: str) -> str:
    """`address`, when every mail server takes it: one outside ASCII needs SMTPUTF8 (RFC 6531), which few speak."""
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"“{address}” is no e-mail address.") from None
    if not address.isascii():
        raise ValueError(f"“{address}” has letters that most mail servers refuse in an address.")
    return address


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks and control characters, so that no outside text can begin a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
