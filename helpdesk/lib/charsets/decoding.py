"""Decode bytes: in the declared charset, or in the one that makes words of them."""

import codecs
import re
import unicodedata
from contextlib import suppress

from helpdesk.lib.charsets.big5 import decode_big5
from helpdesk.lib.charsets.guessing import guess
from helpdesk.lib.charsets.mistaken import is_surely_utf8, surely_meant
from helpdesk.lib.charsets.names import known_charset

WINDOWS_OF = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
    "iso8859-16": "cp1250",
}
"""What Windows writes under the name of a standard; its bytes are control characters in the standard."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8_SHARE = 0.8
"""Of the bytes beyond ASCII so many must be proper UTF-8, for the others to be taken for slips."""
HANGUL_FILLER = "\u3164"
CONTROLS = re.compile("[\x80-\x9f]")


Reading = tuple[str, str, int]
"""A text, the charset in which it was read, and how many of its characters stand as U+FFFD because they fit none."""


def read_bytes(raw: bytes, declared: str = "", *, hint: str = "") -> Reading:
    """`raw` as text, never an error. `hint` is a charset that its neighbours are in."""
    for mark, charset in BOMS:
        if raw.startswith(mark):
            text = raw.decode(charset, "replace")
            return text, charset, text.count("\ufffd")
    charset = known_charset(declared)
    if charset and (read := _read_declared(raw, charset)):
        return read
    if raw.isascii():
        has_escapes = b"\x1b$" in raw or b"\x1b(" in raw
        for escaped in ("iso-2022-jp", "iso2022_kr") if has_escapes else ():
            with suppress(UnicodeError, ValueError):
                return decoded(raw, escaped), escaped, 0
        return raw.decode("ascii"), "ascii", 0
    with suppress(UnicodeDecodeError):
        return _with_signs_of_windows(raw.decode("utf-8")), "utf-8", 0
    beyond = sum(byte > 127 for byte in raw)
    proper = sum(len(letter.encode()) for letter in raw.decode("utf-8", "ignore") if letter > "\x7f")
    if proper / beyond >= UTF8_SHARE:
        text = raw.decode("utf-8", "replace")
        return text, "utf-8", text.count("\ufffd")
    if found := guess(raw, likely=charset or known_charset(hint)):
        return *found, 0
    text = "".join(bytes([byte]).decode("cp1252", "replace") if byte > 127 else chr(byte) for byte in raw)
    return text, "cp1252", text.count("\ufffd")


def decoded(raw: bytes, charset: str) -> str:
    """The text, or a UnicodeError. Japanese in seven bits is read with the characters of its vendors."""
    if charset == "iso-2022-jp":
        return _seven_bit_japanese(raw)
    if charset == "big5hkscs":
        return decode_big5(raw)
    text = raw.decode(charset)
    if charset == "utf-7":
        text.encode()  # an error for half of a pair, which only this codec lets through and no database takes
    if charset == "cp949" and HANGUL_FILLER in text:
        # KS X 1001 writes rare syllables as a filler and three letters, which only this codec puts together.
        return unicodedata.normalize("NFC", raw.decode("euc_kr"))
    return unicodedata.normalize("NFC", text) if charset == "cp1258" else text


def _read_declared(raw: bytes, charset: str) -> Reading | None:
    """None when the bytes cannot be what they are said to be."""
    if charset == "ascii":
        return (raw.decode(), "ascii", 0) if raw.isascii() and b"\x1b" not in raw else None
    if charset.startswith(("cp125", "iso8859", "koi8", "mac", "cp8")) and is_surely_utf8(raw, charset):
        return None
    for other in filter(None, (charset, WINDOWS_OF.get(charset, ""))):
        try:
            text = decoded(raw, other)
        except (UnicodeError, ValueError, LookupError):
            continue
        if not CONTROLS.search(text):
            return *(surely_meant(raw, text, other) or (text, other)), 0
    if charset.startswith(("iso8859", "utf")):
        try:
            return _with_signs_of_windows(decoded(raw, charset)), charset, 0
        except (UnicodeError, ValueError, LookupError):
            return None
    return None


def _with_signs_of_windows(text: str) -> str:
    """Control characters that no text has, as the signs that Windows writes with these bytes (WHATWG does the same)."""
    return CONTROLS.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)


def _seven_bit_japanese(raw: bytes) -> str:
    """ISO-2022-JP with the rows that its standard does not have and every Japanese mail program writes (①, 髙)."""
    try:
        return raw.decode("iso2022_jp")
    except UnicodeError:
        pass
    pieces, shifted, kana = [], False, False
    for place, piece in enumerate(raw.split(b"\x1b")):
        if place:
            code = 3 if piece[:2] in {b"$(", b"&@"} else 2
            shifted, kana = piece[:2] in {b"$B", b"$@"}, piece[:2] == b"(I"
            piece = piece[code:]
        if shifted:
            pieces.append(b"".join(_shift_jis(piece[at : at + 2]) for at in range(0, len(piece), 2)))
        else:
            pieces.append(bytes(byte | 0x80 for byte in piece) if kana else piece)
    return b"".join(pieces).decode("cp932")


def _shift_jis(pair: bytes) -> bytes:
    """The two bytes of JIS X 0208 as Shift_JIS writes them (JIS X 0208:1997, annex 1)."""
    if len(pair) < 2 or pair[0] < 0x21 or pair[1] < 0x21:
        return pair
    row, cell = pair
    lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes([lead, trail])
