"""Content-Transfer-Encoding (RFC 2045, section 6), as programs write it."""

import binascii
import re
from contextlib import suppress
from itertools import dropwhile, takewhile

from helpdesk.mail.reading.mail_headers import from_base64
from helpdesk.mail.reading.source import Part, encoding_of

BASE64 = re.compile(rb"[A-Za-z0-9+/=]+")
JUNK = re.compile(rb"[^A-Za-z0-9+/=\s]")
NATURAL = re.compile(rb"[A-Z]?[a-z]*|[A-Z]+|[0-9]+")
NATURAL_BEFORE_WORDS = re.compile(rb"[A-Z]?[a-z]*[0-9]*|[A-Z]+[0-9]*")
"""How words are written and base64 hardly ever is; a number behind them only where more words follow."""
SHORT_LINE = 40
"""Lines of base64 are longer, but for the last one."""
SHORTEST_WORD = 4
"""Letters of what reads as a word where something cut a line of base64 into pieces: shorter pieces do so by chance."""
SOFT_BREAK = re.compile(rb"=[ \t]{1,99}(?=\r?\n|\Z)")
"""White space at the end of a line was added on the way (RFC 2045, section 6.7, rule 3)."""


def decoded(raw: bytes, part: Part) -> bytes:
    """What a part holds, whatever it is encoded in, and however wrongly."""
    encoding = encoding_of(part)
    if encoding.startswith("base64"):
        # A list adds its footer as it is, and some mails are only called base64.
        lines = raw.splitlines(keepends=True)
        count = _lines_of_base64(lines)
        encoded, words = b"".join(lines[:count]), b"".join(lines[count:])
        if not _is_base64(encoded, natural=NATURAL_BEFORE_WORDS if words else NATURAL):
            return raw
        return b"".join(from_base64(piece) for piece in re.split(rb"=+", encoded)) + (b"\n" + words if words else b"")
    if encoding.startswith("quotedprintable"):
        return binascii.a2b_qp(SOFT_BREAK.sub(b"=", raw))
    if encoding in {"xuuencode", "uuencode", "uue", "xuue"}:
        begun = dropwhile(lambda line: not line.startswith(b"begin "), raw.splitlines())
        data = takewhile(lambda line: line.strip() not in {b"end", b"`"}, list(begun)[1:])
        with suppress(binascii.Error):
            # A line begins with how many bytes it holds; some programs end it with a checksum.
            lines = [line[: 1 + -(-(line[0] - 32 & 63) // 3) * 4] for line in data if line.strip()]
            return b"".join(map(binascii.a2b_uu, lines)) or raw
    return raw


def _lines_of_base64(lines: list[bytes]) -> int:
    """How many of the lines are base64, before words begin. Signs outside its alphabet, which are to be passed over
    (RFC 2045, section 6.8), cut a line into pieces that read as no words."""
    count, is_padded = 0, False
    for place, line in enumerate(lines, start=1):
        pieces = BASE64.findall(line)
        if not pieces:
            if not line.strip() and count == place - 1:
                count = place
            continue
        is_whole = pieces == [line.strip()]
        if is_whole and not (is_padded and NATURAL.fullmatch(pieces[0])):
            count, is_padded = place, pieces[0].endswith(b"=")
            continue
        reads_as_words = any(len(piece) >= SHORTEST_WORD and NATURAL.fullmatch(piece) for piece in pieces)
        if is_whole or reads_as_words or len(JUNK.findall(line)) * 4 > sum(map(len, pieces)):
            break
        count, is_padded = place, pieces[-1].endswith(b"=")
    return count


def _is_base64(block: bytes, *, natural: re.Pattern[bytes]) -> bool:
    """Whether signs that base64 is made of are that, and no words. Only short ones may be either."""
    lines = JUNK.sub(b"", block).split()
    joined = b"".join(lines)
    if not joined or joined.endswith(b"=") or max(map(len, lines)) > SHORT_LINE:
        return bool(joined)
    is_natural = all(map(natural.fullmatch, lines))
    if not is_natural and len(joined) % 4 == 0 and not JUNK.search(block):
        return True
    try:
        text = from_base64(joined).decode()
    except UnicodeDecodeError:
        return False
    return all(letter.isalnum() or letter in " \r\n\t" or (letter.isprintable() and not is_natural) for letter in text)
