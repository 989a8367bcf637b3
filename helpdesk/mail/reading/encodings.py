"""Content-Transfer-Encoding (RFC 2045, section 6), as programs write it."""

import binascii
import re
from contextlib import suppress
from itertools import takewhile

from helpdesk.mail.reading.mail_headers import from_base64
from helpdesk.mail.reading.source import Part, encoding_of

NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
NATURAL = re.compile(rb"[A-Z]?[a-z]*|[A-Z]+|[0-9]+")
NATURAL_BEFORE_WORDS = re.compile(rb"[A-Z]?[a-z]*[0-9]*|[A-Z]+[0-9]*")
"""How words are written and base64 hardly ever is; a number behind them only where more words follow."""
SHORT_LINE = 40
"""Lines of base64 are longer, but for the last one."""


def decoded(raw: bytes, part: Part) -> bytes:
    """What a part holds, whatever it is encoded in, and however wrongly."""
    encoding = encoding_of(part)
    if encoding.startswith("base64"):
        # A list adds its footer as it is, and some mails are only called base64.
        lines = raw.splitlines(keepends=True)
        count = next((place for place, line in enumerate(lines) if NOT_BASE64.search(line.strip())), len(lines))
        encoded, words = b"".join(lines[:count]), b"".join(lines[count:])
        if not _is_base64(encoded, natural=NATURAL_BEFORE_WORDS if words else NATURAL):
            return raw
        return b"".join(from_base64(piece) for piece in re.split(rb"=+", encoded)) + (b"\n" + words if words else b"")
    if encoding.startswith("quotedprintable"):
        return binascii.a2b_qp(raw)
    if encoding in {"xuuencode", "uuencode", "uue", "xuue"}:
        data = takewhile(lambda line: line.strip() not in {b"end", b"`"}, raw.splitlines()[1:])
        with suppress(binascii.Error):
            return b"".join(map(binascii.a2b_uu, data))
    return raw


def _is_base64(block: bytes, *, natural: re.Pattern[bytes]) -> bool:
    """Whether signs that base64 is made of are that, and no words. Only short ones may be either."""
    lines = block.split()
    joined = b"".join(lines)
    if not joined or joined.endswith(b"=") or max(map(len, lines)) > SHORT_LINE:
        return bool(joined)
    is_natural = all(map(natural.fullmatch, lines))
    if not is_natural and len(joined) % 4 == 0:
        return True
    try:
        text = from_base64(joined).decode()
    except UnicodeDecodeError:
        return False
    return all(letter.isalnum() or letter in " \r\n\t" or (letter.isprintable() and not is_natural) for letter in text)
