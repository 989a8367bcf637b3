"""Find digits however they are written: in any script, in groups, with invisible characters between."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from helpdesk.lib.text.visibility import FILLERS

MOST_BETWEEN = 3
"""So many signs may stand between two digits of one number; characters that nobody sees are not counted."""
UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Format characters (zero width, direction, soft hyphen) and marks that sit on a digit (underlines, keycaps)."""
ODD_DIGITS = (
    "\u00b2-\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u249b\u24ea\u24f5-\u24fd\u24ff"
    "\u2776-\u277e\u2780-\u2788\u278a-\u2792\u3251-\u325f\u32b1-\u32bf\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
"""Digits that a regular expression takes for something else: raised, lowered, circled, with a full stop."""
DIGIT = rf"[\d{ODD_DIGITS}]"
RUN = re.compile(rf"{DIGIT}(?>(?>(?!{DIGIT})[\W_{FILLERS}]){{0,40}}+{DIGIT})*+")
"""Possessive throughout: a text of a megabyte is read once, from left to right."""
SIGN = re.compile(r"(?:\r\n|\r|\n)(?:[ \t]*>){0,9}[ \t]?|.", re.DOTALL)
"""A character; the end of a line is one with the marks of a quoted mail before the next."""


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together in a text, from `start` to `end`, as ASCII."""

    start: int
    end: int
    digits: str


def runs_of_groups(text: str, *, least: int) -> Iterator[list[Group]]:
    """Each row of groups in `text` that could be one number of at least `least` digits."""
    for run in RUN.finditer(text):
        if len(run[0]) >= least or not run[0].isascii():
            yield from _rows(run)


def _rows(run: re.Match[str]) -> Iterator[list[Group]]:
    row: list[Group] = []
    digits, start, end, between = "", 0, 0, 0
    for sign in SIGN.finditer(run[0]):
        read = _digits_of(sign[0])
        if read is None:
            continue
        if not read:
            between += 1
            continue
        if between:
            row.append(Group(run.start() + start, run.start() + end, digits))
            digits = ""
        if between > MOST_BETWEEN:
            yield row
            row = []
        start, digits = (start, digits + read) if digits else (sign.start(), read)
        end, between = sign.end(), 0
    yield [*row, Group(run.start() + start, run.start() + end, digits)]


@lru_cache(maxsize=4096)
def _digits_of(sign: str) -> str | None:
    """The digits that a sign stands for; "" when it parts digits, None when nobody sees it."""
    if sign.isascii():
        return sign if sign.isdigit() else ""
    if (digit := unicodedata.digit(sign, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", sign)
    if all(unicodedata.category(character) in UNSEEN or character in FILLERS for character in plain):
        return None
    return "".join(character for character in plain if character.isdigit())
