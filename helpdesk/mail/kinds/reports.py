"""Parts of a report that a machine sends about a mail (RFC 6522): its words, its fields, the mail that it returns."""

import binascii
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.reading.mail_headers import from_base64, header, raw_header
from helpdesk.mail.reading.mails import MESSAGE_ID
from helpdesk.mail.reading.parts import Found, is_blank, words_of
from helpdesk.mail.reading.senders import read_people
from helpdesk.mail.reading.source import Part, encoded_inside, encoding_of, parse_head

RETURNED = frozenset({
    "message/rfc822", "message/global", "message/partial",
    "text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822",
})  # fmt: skip
MOST_PARTS = 200
LOOKED_AT = 60_000
"""Characters of one part, still encoded. A notice is short; what it returns below may be as long as a mail can be."""
BETWEEN_BLOCKS = re.compile(rb"\n[ \t]{0,9}\n")


@dataclass(frozen=True)
class Report:
    """What a machine says about one mail: that it was not delivered, or that its reader called it spam."""

    recipient: str
    """The address, as reported; "" when the report does not say it, or hides it."""
    message_id: str
    """Of the mail that it is about: "<...>", or "" when the report does not say it."""
    is_complaint: bool = False
    is_permanent: bool = False
    """Whether the address is dead. Not: a delay, a full mailbox, a mail that is too large or was taken for spam."""
    is_late: bool = False
    """The server goes on trying."""
    why: str = ""
    """One line, in the server's words."""


def own_parts(mail: Part) -> Iterator[Part]:
    """The mail and its parts, but never what is in a mail that it returns or forwards."""
    waiting = [mail]
    for _count in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        if part.get_content_maintype() == "multipart" and isinstance(part._payload, list):
            waiting += reversed(part._payload)


def own_words(mail: Part) -> str:
    """The words of the mail itself, plain ones before HTML."""
    plain = _joined(mail, "text/plain")
    return _joined(mail, "text/html") if is_blank(plain) else plain


def _joined(mail: Part, kind: str) -> str:
    return "\n\n".join(beginning_of(part) for part in own_parts(mail) if part.get_content_type() == kind)


def beginning_of(part: Part) -> str:
    """What a part begins with, as text; "" when nobody could read it."""
    if not isinstance(part._payload, str):
        return ""
    short = copy.copy(part)
    short._payload = part._payload[:LOOKED_AT]
    try:
        return words_of(short, Found(hint=""))
    except UnreadableError:
        return ""


def blocks_of(part: Part) -> list[Part]:
    """The blocks of fields of a report, each like the headers of a mail (RFC 3464, section 2.1)."""
    if isinstance(part._payload, str):
        raw = beginning_of(part).encode("utf-8", "replace")
    elif encoded := encoded_inside(part):
        raw = _decoded(encoded, part)
    else:
        blocks = []
        for block in part._payload or []:
            fields = "".join(f"{name}: {value}\n" for name, value in block._headers)
            # Kinds that the parser does not know (RFC 6533) are read as a mail: further blocks are its body then.
            blocks.append(f"{fields}\n{block._payload if isinstance(block._payload, str) else ''}")
        raw = "\n\n".join(blocks).encode("utf-8", "surrogateescape")
    raw = raw[:LOOKED_AT].replace(b"\r\n", b"\n").strip(b"\n")
    return [parse_head(block) for block in BETWEEN_BLOCKS.split(raw)[:MOST_PARTS]]


def returned_mail(mail: Part) -> Part | None:
    """The headers, at least, of the mail that a report is about."""
    part = next((part for part in own_parts(mail) if part.get_content_type() in RETURNED), None)
    if part is None:
        return None
    if isinstance(part._payload, str):
        return parse_head(beginning_of(part).encode("utf-8", "replace"))
    if encoded := encoded_inside(part):
        return parse_head(_decoded(encoded, part))
    return part._payload[0] if part._payload else None


def message_id_of(mail: Part | None) -> str:
    """ "<...>", or "" when it has none."""
    return first_id(header(mail, "message-id")) if mail is not None else ""


def first_id(text: str) -> str:
    """The first message id in a text."""
    found = MESSAGE_ID.search(text)
    return found[0] if found and found[0].isprintable() else ""


def only_recipient(returned: Part | None) -> str:
    """Whom a mail was for, when that was one person; several may not all have complained, or failed."""
    people = read_people(raw_header(returned, "to") + "," + raw_header(returned, "cc")) if returned is not None else []
    return people[0].address if len(people) == 1 else ""


def _decoded(raw: bytes, part: Part) -> bytes:
    return from_base64(raw) if encoding_of(part).startswith("base64") else binascii.a2b_qp(raw)
