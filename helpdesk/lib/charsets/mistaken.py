"""Detect texts whose declared charset is surely wrong, though their bytes fit it."""

import re
from contextlib import suppress

from helpdesk.lib.charsets.guessing import guess, likeness

WESTERN = ("cp1252", "cp1254", "iso8859-1", "iso8859-15", "mac_roman")
FAR_EAST = ("gb18030", "cp949", "big5hkscs", "euc_jp")
MUCH_BETTER = 0.9
"""So much likelier must another charset be before a declared one that fits is not believed."""
FEW = 10
"""Characters of the Far East that are too few to know: names are written with rare ones."""
ACCENTED = re.compile(r"[^\W\d_\x00-\x7f]{3,}")
MIXED = re.compile(r"[a-z][^\W\d_\x00-\x7f]|[^\W\d_\x00-\x7f][a-z]", re.I)
FEWEST_ACCENTED, FEWEST_CAPITALS = 5, 8
"""Letters. Capitals are also listed for themselves ("ÁÉÍÓÚ")."""
INVERTED = re.compile(r"\b[а-яё][А-ЯЁ]{2,}\b")
"""How KOI8-R and Windows-1251 look in each other: small letters are capitals there."""
COMMON = frozenset("оеаинтсрвл")
"""What Slavic languages write most, which tells a mistaken charset from Caps Lock."""
HIRAGANA = re.compile("[\u3041-\u3096]")
HIRAGANA_SHARE = 0.3
SMALL_SEQUENCES = 3
"""So few pairs of bytes may be proper UTF-8 by chance."""


def surely_meant(raw: bytes, text: str, charset: str) -> tuple[str, str] | None:
    """What is meant instead of `text`, with its charset; None when what was declared may be right."""
    if charset == "cp932":
        # EUC, read as Shift_JIS, is half-width kana with a comma before every second one, which nobody writes.
        with suppress(UnicodeDecodeError):
            as_euc = raw.decode("euc_jp")
            beyond, hiragana = sum(letter > "\x7f" for letter in as_euc), len(HIRAGANA.findall(as_euc))
            return (as_euc, "euc_jp") if hiragana >= 3 and hiragana >= HIRAGANA_SHARE * beyond else None
        return None
    if INVERTED.search(text):
        other = guess(raw)
        if other is None or INVERTED.search(other[0]):
            return None
        common, common_there = (sum(letter in COMMON for letter in one.lower()) for one in (text, other[0]))
        return other if common_there > common else None
    # Words of accents alone, which is how another alphabet looks; no Western language has them.
    words = ACCENTED.findall(text) if charset in WESTERN else []
    fewest = FEWEST_CAPITALS if all(map(str.isupper, words)) else FEWEST_ACCENTED
    is_wrong_western = sum(map(len, words)) >= fewest and not MIXED.search(text)
    is_odd_far_eastern = charset in FAR_EAST and sum(letter > "\x7f" for letter in text) >= FEW and likeness(text) < 0
    if not is_wrong_western and not is_odd_far_eastern:
        return None
    better = guess(raw)
    return better if better and likeness(better[0]) > likeness(text) + MUCH_BETTER else None


def is_surely_utf8(raw: bytes, charset: str) -> bool:
    """Two bytes of a Western text that make one character of UTF-8 are no chance; few of another alphabet may be."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    beyond = [letter for letter in text if letter > "\x7f"]
    if len(beyond) >= SMALL_SEQUENCES or any(letter > "\u07ff" for letter in beyond):
        return True
    try:
        return bool(beyond) and likeness(text) >= likeness(raw.decode(charset))
    except UnicodeDecodeError:
        return True
