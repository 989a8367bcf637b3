"""Text as the search of the database reads it (press4_plain): lower case, without accents and points, one form of each
letter; and its words, in every script."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

SPECIAL = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t"} | {
    "ŋ": "n",
    "\u0131": "i",
    "\u03c2": "\u03c3",  # sigma at the end of a word
    "\u0649": "\u064a",  # Arabic yeh and heh, and the Persian forms of letters
    "\u0629": "\u0647",
    "\u06a9": "\u0643",
    "\u06cc": "\u064a",
    "\u2018": "'",
    "\u2019": "'",
}
"""What unaccent and the rest of press4_plain write for letters that are no letter with an accent."""
DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad]"
)
"""Accents, the points of Hebrew and Arabic, the stroke that makes an Arabic word longer, and what nobody sees."""
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean: a word may begin at each of them."""
STARTS_ANYWHERE = re.compile(f"[{UNSPACED}]")
JOINTS = re.compile("['`\u00b4.\u00b7\u02b0-\u02ff\u05be\u05f3\u05f4\u2010-\u2015\u2018-\u201b\u2032-]")
"""What stands inside names, and is left out as often: O'Brien, Jean-Luc, J.R."""


def plain(text: str) -> str:
    """`text` as it is compared."""
    return "".join(part for part, _start, _end in plain_parts(text))


def plain_parts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each letter as it is compared, with where it begins and ends in `text`; a letter and its accents are one."""
    if text.isascii():
        yield from ((letter, place, place + 1) for place, letter in enumerate(text.lower()))
        return
    # Upon a letter stand accents, the voice marks of narrow katakana, and the later parts of a Korean syllable.
    starts = [0]
    for place, letter in enumerate(text[1:], start=1):
        is_upon = unicodedata.combining(letter) or letter in "\uff9e\uff9f" or DROPPED.match(letter)
        is_later_part = "\u1100" <= text[starts[-1]] <= "\u115f" and "\u1160" <= letter <= "\u11ff"
        if not is_upon and not is_later_part:
            starts.append(place)
    for start, end in pairwise([*starts, len(text)]):
        cluster = unicodedata.normalize("NFKC", text[start:end])
        cluster = "".join(SPECIAL.get(letter, letter) for letter in cluster.lower().replace("i\u0307", "i"))
        folded = unicodedata.normalize("NFC", DROPPED.sub("", unicodedata.normalize("NFD", cluster))).lower()
        for letter in folded:
            yield SPECIAL.get(letter, letter), start, end


def words(text: str) -> list[str]:
    """The words of a text, as the database cuts and writes them; a sign that belongs to a letter is no end of one."""
    return "".join(letter if is_letter(letter) else " " for letter in plain(text)).split()


def name_words(text: str) -> list[str]:
    """The words of a name as press4_name() writes them: O'Brien is "obrien", and Mueller is "muller"."""
    joined = re.sub("([aou])e|(a)a", r"\1\2", JOINTS.sub("", plain(text)))
    return words(joined)


def is_letter(letter: str) -> bool:
    """A letter, a digit, or a sign that stands with one (the vowels of many scripts)."""
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"
