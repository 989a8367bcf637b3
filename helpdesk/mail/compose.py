"""Build the text of a mail exactly as it will leave."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings


def compose(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    from_name: str,
    headers: Mapping[str, str],
    message_id: str,
    at: datetime,
) -> EmailMessage:
    """One mail to one address, with CRLF line ends (RFC 5322). Raises ValueError for an address that is none."""
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail["From"] = Address(display_name=one_line(from_name or name, 75), addr_spec=address)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = one_line(subject, 200)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    for header, value in headers.items():
        mail[header] = value
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks and control characters, so that no outside text can begin a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
