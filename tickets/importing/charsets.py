"""Bytes as text: in the charset that they are said to be in, or in the one that makes words of them."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from tickets.importing.big5 import decode_big5
from tickets.importing.guessing import guess
from tickets.importing.mistaken import is_surely_utf8, surely_meant

ALIASES = {
    # What is declared, and what is meant: the charset that holds the declared one and what people write beyond it.
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gb180302000": "gb18030",
    "gb180302005": "gb18030",
    "gb180302022": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "windows936": "gb18030",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "ksc56011989": "cp949",
    "ksc5601": "cp949",
    "isoir149": "cp949",
    "xuhc": "cp949",
    "windows949": "cp949",
    "xwindows949": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "mskanji": "cp932",
    "windows31j": "cp932",
    "windows932": "cp932",
    "big5": "big5hkscs",
    "xbig5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "big5eten": "big5hkscs",
    "cp950": "big5hkscs",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "windowsansi": "cp1252",
    "iso885911": "cp874",
    "tis620": "cp874",
    "windows874": "cp874",
    "dos874": "cp874",
    "iso88599": "cp1254",
    "latin5": "cp1254",
    "latin9": "iso8859-15",
    "isolatin9": "iso8859-15",
    "suneugreek": "iso8859-7",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "iso88596i": "iso8859-6",
    "iso88596e": "iso8859-6",
    "unicode11utf7": "utf-7",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode11utf8": "utf-8",
    "cp65001": "utf-8",
    "windows65001": "utf-8",
    "unicode20utf8": "utf-8",
    "xunicode20utf8": "utf-8",
    "unicode": "utf-16",
    "unicodefeff": "utf-16",
    "unicodefffe": "utf-16-be",
    "ucs2": "utf-16",
    "iso10646ucs2": "utf-16",
    "macintosh": "mac_roman",
    "xmacroman": "mac_roman",
    "macroman": "mac_roman",
    "mac": "mac_roman",
    "applemacintosh": "mac_roman",
    "xmaccyrillic": "mac_cyrillic",
    "xmacukrainian": "mac_cyrillic",
    "xmacce": "mac_latin2",
    "xmaccentraleurroman": "mac_latin2",
    "xmacturkish": "mac_turkish",
    "xmacgreek": "mac_greek",
    "xmacjapanese": "cp932",
    "koi": "koi8_r",
    "koi8": "koi8_r",
    "koi8ru": "koi8_u",
    "cskoi8r": "koi8_r",
    "dos866": "cp866",
    "ibm866": "cp866",
    "visual": "iso8859-8",
    "logical": "iso8859-8",
    "xeucjp": "euc_jp",
    "eucpkdfmtjapanese": "euc_jp",
    "xeuc": "euc_jp",
    "iso2022jp": "iso-2022-jp",
    "iso2022jpext": "iso-2022-jp",
    "iso2022jpms": "iso-2022-jp",
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "cp50222": "iso-2022-jp",
    "csiso2022jp": "iso-2022-jp",
    "eucjpms": "euc_jp",
    "cp1200": "utf-16",
    "cp1201": "utf-16-be",
    "cp12000": "utf-32",
    "cp10000": "mac_roman",
    "cp20127": "ascii",
    "cp20866": "koi8_r",
    "cp20932": "euc_jp",
    "cp20936": "gb18030",
    "cp20949": "cp949",
    "cp21866": "koi8_u",
    "cp38598": "iso8859-8",
    "cp51932": "euc_jp",
    "cp51936": "gb18030",
    "cp51949": "cp949",
    "cp51950": "big5hkscs",
    "cp52936": "hz",
    "cp54936": "gb18030",
    "cp65000": "utf-7",
}
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
MICROSOFT_ISO = 28590
"""Microsoft numbers the parts of ISO 8859 from there."""
NOT_TEXT = ("base64", "quopri", "hex", "bz2", "zlib", "zip", "uu", "rot13", "idna", "punycode", "unicodeescape",
            "rawunicodeescape", "undefined", "mbcs", "oem", "palmos")  # fmt: skip
"""Codecs of Python that are no charsets of mails; what a stranger declares must not choose one of them."""
BEGINNING = re.compile(
    r"(?:windows|cp|ibm)-?[0-9]{3,4}|iso-?8859-?[0-9]{1,2}(?:-[ie])?|utf-?(?:8|16|32|7)(?:[bl]e)?", re.I
)
"""A charset with something else glued to it."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST_NAME = 100
"""Characters of a declared charset that are looked at."""
UTF8_SHARE = 0.8
"""Of the bytes beyond ASCII so many must be proper UTF-8, for the others to be taken for slips."""
HANGUL_FILLER = "\u3164"
CONTROLS = re.compile("[\x80-\x9f]")


@dataclass(frozen=True)
class Reading:
    """A text, and the charset in which it was read; `spoiled` characters stand as U+FFFD because they fit none."""

    text: str
    charset: str
    is_declared: bool = False
    spoiled: int = 0


def known_charset(declared: str) -> str:
    """Python's codec for what a mail or a person calls a charset, or "" when nobody knows it."""
    name = declared[:LONGEST_NAME].strip().strip("\"'").lower()
    glued = BEGINNING.match(name)
    for candidate in [name, *([glued[0]] if glued else [])]:
        codec = _codec(candidate)
        if codec:
            return codec
    return ""


def read_bytes(raw: bytes, declared: str = "", *, hint: str = "") -> Reading:
    """`raw` as text, never an error. `hint` is a charset that its neighbours are in."""
    for mark, charset in BOMS:
        if raw.startswith(mark):
            return Reading(
                raw.decode(charset, "replace"), charset, spoiled=raw.decode(charset, "replace").count("\ufffd")
            )
    charset = known_charset(declared)
    read = _read_declared(raw, charset) if charset else None
    return read or _read_undeclared(raw, charset or known_charset(hint))


def decoded(raw: bytes, charset: str) -> str:
    """The text, or a UnicodeError. Japanese in seven bits is read with the characters of its vendors."""
    if charset == "iso-2022-jp":
        return _seven_bit_japanese(raw)
    if charset == "big5hkscs":
        return decode_big5(raw)
    text = raw.decode(charset)
    if charset == "cp949" and HANGUL_FILLER in text:
        # KS X 1001 writes rare syllables as a filler and three letters, which only this codec puts together.
        return unicodedata.normalize("NFC", raw.decode("euc_kr"))
    return unicodedata.normalize("NFC", text) if charset == "cp1258" else text


def _codec(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", name)
    numbered = re.fullmatch(r"(?:x?windows|win|x?cp|codepage)?([0-9]{3,5})", plain)
    standard = re.fullmatch(r"iso8859([0-9]{1,2})", plain)
    if numbered:
        number = int(numbered[1])
        plain = name = (
            f"iso8859-{number - MICROSOFT_ISO}" if MICROSOFT_ISO < number <= MICROSOFT_ISO + 16 else f"cp{number}"
        )
    elif standard:
        name = f"iso8859-{standard[1]}"
    found = ALIASES.get(plain) or ALIASES.get(plain.removeprefix("cs"))
    if found:
        return found
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return (
        ""
        if re.sub(r"[^a-z0-9]", "", codec).startswith(NOT_TEXT)
        else ALIASES.get(re.sub(r"[^a-z0-9]", "", codec), codec)
    )


def _read_declared(raw: bytes, charset: str) -> Reading | None:
    """None when the bytes cannot be what they are said to be."""
    if charset == "ascii":
        return Reading(raw.decode(), "ascii", is_declared=True) if raw.isascii() and b"\x1b" not in raw else None
    if charset.startswith(("cp125", "iso8859", "koi8", "mac", "cp8")) and is_surely_utf8(raw, charset):
        return None
    for other in filter(None, (charset, WINDOWS_OF.get(charset, ""))):
        try:
            text = decoded(raw, other)
        except (UnicodeError, ValueError, LookupError):
            continue
        if not CONTROLS.search(text):
            meant = surely_meant(raw, text, other)
            return Reading(*meant) if meant else Reading(text, other, is_declared=True)
    if charset.startswith(("iso8859", "utf")):
        try:
            return Reading(_with_signs_of_windows(decoded(raw, charset)), charset, is_declared=True)
        except (UnicodeError, ValueError, LookupError):
            return None
    return None


def _with_signs_of_windows(text: str) -> str:
    """Control characters that no text has, as the signs that Windows writes with these bytes (WHATWG does the same)."""
    return CONTROLS.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)


def _read_undeclared(raw: bytes, likely: str) -> Reading:
    if raw.isascii():
        if b"\x1b$" in raw or b"\x1b(" in raw:
            return _read_escapes(raw)
        return Reading(raw.decode("ascii"), "ascii")
    try:
        return Reading(_with_signs_of_windows(raw.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        pass
    if _utf8_share(raw) >= UTF8_SHARE:
        text = raw.decode("utf-8", "replace")
        return Reading(text, "utf-8", spoiled=text.count("\ufffd"))
    found = guess(raw, likely=likely)
    if found:
        return Reading(*found)
    text = "".join(bytes([byte]).decode("cp1252", "replace") if byte > 127 else chr(byte) for byte in raw)
    return Reading(text, "cp1252", spoiled=text.count("\ufffd"))


def _read_escapes(raw: bytes) -> Reading:
    for charset in ("iso-2022-jp", "iso2022_kr"):
        try:
            return Reading(decoded(raw, charset), charset)
        except (UnicodeError, ValueError):
            continue
    return Reading(raw.decode("ascii"), "ascii")


def _utf8_share(raw: bytes) -> float:
    beyond = sum(byte > 127 for byte in raw)
    proper = sum(len(letter.encode()) for letter in raw.decode("utf-8", "ignore") if letter > "\x7f")
    return proper / beyond


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
