"""Names of charsets, as mails and browsers write them, and Python's codec for each."""

import codecs
import re

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
MICROSOFT_ISO = 28590
"""Microsoft numbers the parts of ISO 8859 from there."""
NOT_TEXT = ("base64", "quopri", "hex", "bz2", "zlib", "zip", "uu", "rot13", "idna", "punycode", "unicodeescape",
            "rawunicodeescape", "undefined", "mbcs", "oem", "palmos")  # fmt: skip
"""Codecs of Python that are no charsets of mails; what a stranger declares must not choose one of them."""
BEGINNING = re.compile(
    r"(?:windows|cp|ibm)-?[0-9]{3,4}|iso-?8859-?[0-9]{1,2}(?:-[ie])?|utf-?(?:8|16|32|7)(?:[bl]e)?", re.I
)
"""A charset with something else glued to it."""
LONGEST_NAME = 100
"""Characters of a declared charset that are looked at."""


def known_charset(declared: str) -> str:
    """Python's codec for what a mail or a person calls a charset, or "" when nobody knows it."""
    name = declared[:LONGEST_NAME].strip().strip("\"'").lower()
    glued = BEGINNING.match(name)
    for candidate in [name, *([glued[0]] if glued else [])]:
        plain = re.sub(r"[^a-z0-9]", "", candidate)
        if numbered := re.fullmatch(r"(?:x?windows|win|x?cp|codepage)?([0-9]{3,5})", plain):
            number = int(numbered[1])
            is_iso = MICROSOFT_ISO < number <= MICROSOFT_ISO + 16
            plain = candidate = f"iso8859-{number - MICROSOFT_ISO}" if is_iso else f"cp{number}"
        elif standard := re.fullmatch(r"iso8859([0-9]{1,2})", plain):
            candidate = f"iso8859-{standard[1]}"
        if found := ALIASES.get(plain) or ALIASES.get(plain.removeprefix("cs")):
            return found
        try:
            codec = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        plain = re.sub(r"[^a-z0-9]", "", codec)
        if not plain.startswith(NOT_TEXT):
            return ALIASES.get(plain, codec)
    return ""
