"""Take card numbers out of a mail as it came (PCI DSS 3.3), before it is kept, without parsing it.

Read line by line, however broken it is: nothing here nests, raises, or needs longer than the mail is long.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from email.header import Header
from urllib.parse import quote_from_bytes, unquote_to_bytes

from helpdesk.lib.redaction import REDACTED, redact_cards
from helpdesk.mail.reading.mail_headers import decoded_words

BOUNDARY = re.compile(rb"boundary\s{0,9}=\s{0,9}(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
NO_WORDS = re.compile(
    rb"^content-type:\s{0,9}(?:image|audio|video|application|font|model)/", re.IGNORECASE | re.MULTILINE
)
"""Whatever else a part calls itself, a mail program may show it as text."""
ENCODED = re.compile(rb"^content-transfer-encoding:\s{0,9}(base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
READ = re.compile(
    rb"(?:subject|from|to|cc|reply-to|sender|comments|keywords|organization|thread-topic|x-[\w-]{0,40}subject"
    rb"|content-(?:type|disposition|description)):",
    re.IGNORECASE,
)
"""Headers that people write in, or that repeat such a one. Another one may hold a number of a machine."""
NAMES_FILES = (b"content-type:", b"content-disposition:")
LONGEST_HEADER = 20_000
LOOKED_AT = 128 * 1024
"""Characters of one text in which cards are told from other numbers. More no person writes: each long number goes."""
DIGITS = re.compile(r"(?:\d[ -]?){12,18}\d")

IN_BASE64 = re.compile(rb"[A-Za-z0-9+/_\\%-]{16,}(?:\r?\n[A-Za-z0-9+/_\\%-]+)*={0,2}")
"""Of RFC 4648 with either alphabet, in lines or without, be it in JSON, where a slash or line end may be escaped, even
twice, or in a form. Shorter is no card: it has twelve digits or more."""
LINE_ENDS = re.compile(rb"\\+[nr]|%0[AaDd]|[\r\n]")
NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1f]")
HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,60}:")


Section = tuple[bool, bytes, list[bytes]]
"""Lines that belong together: whether they are a head, the head above them, and the lines."""


def without_cards(raw: bytes) -> bytes:
    """The mail, byte for byte the same where no card number stands."""
    cleaned = [
        _cleaned_head(lines) if is_head else _cleaned_body(head, lines) for is_head, head, lines in _sections(raw)
    ]
    return b"".join(cleaned)


def request_without_cards(body: bytes) -> bytes:
    """What was posted, be it JSON or a form, in which text or a whole mail may stand in base64."""
    return without_cards(b"\n" + IN_BASE64.sub(_cleaned_run, body))[1:]  # no headers: the empty line says so


def _cleaned_run(found: re.Match[bytes]) -> bytes:
    bare = unquote_to_bytes(LINE_ENDS.sub(b"", found[0]).replace(b"\\", b"")).rstrip(b"=")
    whole = bare[: len(bare) - (len(bare) % 4 == 1)].translate(bytes.maketrans(b"-_", b"+/"))
    decoded = base64.b64decode(whole + b"==")
    if NO_TEXT.search(decoded, 0, 1_000):
        return found[0]
    cleaned = without_cards(decoded) if HEADER.match(decoded) else without_cards(b"\n" + decoded)[1:]
    if cleaned == decoded:
        return found[0]
    encoded = base64.b64encode(cleaned)
    if b"%" in found[0]:
        encoded = quote_from_bytes(encoded, safe="").encode()
    return encoded + b"\\" * (len(found[0]) - len(found[0].rstrip(b"\\")))  # of the quote behind it


def _sections(raw: bytes) -> Iterator[Section]:
    boundaries: set[bytes] = set()
    is_head, head, lines = True, b"", list[bytes]()
    for line in raw.splitlines(keepends=True):
        bare = line.rstrip()
        if is_head and not bare:
            yield True, b"", [*lines, line]
            is_head, head, lines = False, b"".join(lines), []
            boundaries |= {found[1] or found[2] for found in BOUNDARY.finditer(head)}
        elif bare.startswith(b"--") and (bare[2:] in boundaries or bare[2:].removesuffix(b"--") in boundaries):
            yield is_head, head, lines
            is_head, head, lines = True, b"", [line]
        elif not is_head and not lines and b"message/rfc822" in head.lower() and not ENCODED.search(head):
            is_head, head, lines = True, b"", [line]  # a mail in a mail begins with its own head
        else:
            lines.append(line)
    yield is_head, head, lines


def _cleaned_head(lines: list[bytes]) -> bytes:
    headers: list[list[bytes]] = []
    for line in lines:
        if headers and line[:1] in b" \t" and line.strip():
            headers[-1].append(line)
        else:
            headers.append([line])
    written = []
    for header in map(b"".join, headers):
        name, colon, value = header.partition(b":")
        said = decoded_words(value[:LONGEST_HEADER].decode("utf-8", "surrogateescape")) if READ.match(header) else ""
        cleaned = redact_cards(said)
        # A boundary stands in the mail again and again, made of digits or not.
        if cleaned == said or b"boundary" in header.lower():
            written.append(header)
        elif header.lower().startswith(NAMES_FILES):
            written.append(name + colon + cleaned.encode("utf-8", "surrogateescape"))
        else:
            words = " ".join(cleaned.encode("utf-8", "replace").decode().split())
            encoded = Header(words, "utf-8", header_name=name.decode("ascii", "replace")).encode()
            written.append(name + colon + b" " + encoded.encode() + b"\r\n")
    return b"".join(written)


def _cleaned_body(head: bytes, lines: list[bytes]) -> bytes:
    body = b"".join(lines)
    if NO_WORDS.search(head):
        return body
    found = ENCODED.search(head)
    encoding = found[1].lower() if found else b""
    decoded = quopri.decodestring(body) if encoding == b"quoted-printable" else body
    if encoding == b"base64":
        with suppress(binascii.Error):
            decoded = base64.b64decode(body, validate=False)
    said = decoded.decode("utf-8", "surrogateescape")
    cleaned = redact_cards(said[:LOOKED_AT]) + DIGITS.sub(REDACTED, said[LOOKED_AT:])
    if cleaned == said:
        return body
    written = cleaned.encode("utf-8", "surrogateescape")
    if not encoding:
        return written
    encoded = (
        base64.encodebytes(written) if encoding == b"base64" else quopri.encodestring(written.replace(b"\r\n", b"\n"))
    )
    return encoded.replace(b"\n", b"\r\n")
