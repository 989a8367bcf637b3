"""Decode headers of mails, however their writers broke the rules."""

import base64
import binascii
import re
from collections.abc import Iterator
from email.header import Header

from helpdesk.lib.charsets.decoding import read_bytes
from helpdesk.lib.charsets.names import known_charset
from helpdesk.mail.reading.source import Part

ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([BbQq])\?([^?]{0,20000})\?=")
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,99}(?==\?)")
LONGEST_HEADER = 20_000
"""Characters of one header that are read; a list of references may be longer, and only its beginning counts."""
SPACES = re.compile(r"[ \t\r\n\f\v]+")


def header(mail: Part, name: str) -> str:
    """The header in one line, decoded; "" when it is missing."""
    return read_header(raw_header(mail, name))


def raw_header(mail: Part, name: str) -> str:
    """As it stands in the mail, bytes beyond ASCII as lone surrogates."""
    return next(raw_headers(mail, name), "")


def raw_headers(mail: Part, name: str) -> Iterator[str]:
    """Each one of that name: a mail that keeps the rules has one, and programs differ in which of two they read."""
    for key, value in mail._headers:
        if key.lower() == name:
            yield (str(value) if isinstance(value, Header) else value)[:LONGEST_HEADER]


def read_header(raw: str) -> str:
    """Encoded words, also those that split a character, and bytes that are not declared, as one line of text."""
    text = decoded_words(undeclared(raw))
    return SPACES.sub(" ", text.replace("\0", "")).strip()


def undeclared(raw: str) -> str:
    """Bytes beyond ASCII that were put into a header as they are."""
    if raw.isascii():
        return raw
    return read_bytes(raw.encode("utf-8", "surrogateescape"))[0]


def decoded_words(text: str) -> str:
    """RFC 2047, as mail programs write it: neighbours in one charset are put together before they are decoded."""
    if "=?" not in text:
        return text
    text = BETWEEN_WORDS.sub(r"\1", text)
    written: list[str] = []
    place, charset, pending = 0, "", b""
    for found in ENCODED_WORD.finditer(text):
        if found.start() > place or found[1].lower() != charset:
            written.append(_word(pending, charset))
            pending = b""
        written.append(text[place : found.start()])
        charset, place = found[1].lower(), found.end()
        raw = found[3].encode("utf-8", "surrogateescape")
        pending += binascii.a2b_qp(raw.replace(b" ", b"_"), header=True) if found[2] in "Qq" else from_base64(raw)
    written += [_word(pending, charset), text[place:]]
    return "".join(written)


def _word(raw: bytes, charset: str) -> str:
    if not raw:
        return ""
    return read_bytes(raw, charset if known_charset(charset) else "")[0].replace("\r", " ").replace("\n", " ")


def from_base64(raw: bytes) -> bytes:
    """What can be read of it: signs that do not belong there and a missing end are passed over."""
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    plain = plain[: len(plain) - 1] if len(plain) % 4 == 1 else plain
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))
