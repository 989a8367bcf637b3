"""Parse the bytes of a mail into MIME parts, within bounds; unwrap mails that were encoded as a whole."""

import re
from email._policybase import Compat32
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from typing import cast

from django.utils.translation import gettext as _

from helpdesk.mail.reading.errors import TooMuchError

LARGEST = 25 * 1024 * 1024
MOST_HEADERS, MOST_BOUNDARIES = 1000, 250
NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]{0,99}(?:\r|\n|\Z))")
"""What quoted-printable never has."""


class _AsWritten(Compat32):
    """Headers as they stand in the file: the standard library raises on broken ones, or mends them wrongly."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


AS_WRITTEN = _AsWritten()


class Part(Message):
    """A mail, or one part of it. Its headers and what is in it are read as they were parsed: the standard library's
    own ways to ask for them raise on what is broken."""

    _headers: list[tuple[str, str]]
    _payload: "str | list[Part] | None"


def parse_head(block: bytes) -> Part:
    """The headers that a mail begins with, from its first bytes."""
    return cast(Part, BytesHeaderParser(Part, policy=AS_WRITTEN).parsebytes(block))


def parse_mail(raw: bytes) -> Part:
    """Raises TooMuchError, with what is wrong, when the mail is beyond all measure."""
    # Before anything parses it: the parser's time grows with the boundaries that are open.
    if len(raw) > LARGEST:
        raise TooMuchError(_("The email is larger than 25 MB."))
    lowered = raw.lower()
    if lowered.count(b"boundary") > MOST_BOUNDARIES or lowered.count(b"message/rfc822") > MOST_BOUNDARIES:
        raise TooMuchError(_("The email is divided more than %(count)d times.") % {"count": MOST_BOUNDARIES})
    mail = cast(Part, BytesParser(Part, policy=AS_WRITTEN).parsebytes(raw))
    if len(mail._headers) > MOST_HEADERS:
        raise TooMuchError(_("The email has more than %(count)d headers.") % {"count": MOST_HEADERS})
    return mail


def encoded_inside(part: Part) -> bytes:
    """What a part holds, still encoded, when it is a mail or a mail's parts that were encoded as a whole; else b"".

    RFC 2045 (section 6.4) and RFC 2046 (section 5.2.1) forbid it, and many programs do it.
    """
    encoding = encoding_of(part)
    payload = part._payload
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogateescape") if part.get_content_maintype() == "multipart" else b""
    if not payload or part.get_content_maintype() != "message" or not isinstance(payload[0]._payload, str):
        return b""
    written = []
    for mail in payload:
        # As it stood in the file, but for the ends of its lines.
        has_gap = not any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in mail.defects)
        head = "".join(f"{name}: {value}\n" for name, value in mail._headers) + "\n" * has_gap
        written.append(f"{head}{mail._payload}".encode("utf-8", "surrogateescape"))
    raw = b"\n".join(written)
    if encoding.startswith("base64"):
        # With headers it is a mail that is only called base64.
        return b"" if payload[0]._headers else raw
    return raw if encoding.startswith("quotedprintable") and not NOT_QUOTED.search(raw) else b""


def encoding_of(part: Part) -> str:
    """How a part is encoded, as it says, in small letters and without what programs put between them."""
    return re.sub(r"[^a-z0-9]", "", str(part.get("content-transfer-encoding", "")).lower())
