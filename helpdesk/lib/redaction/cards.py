"""Take card numbers out of every text that comes in, before the first write (PCI DSS 3.3).

Their digits are found however they are written: in any script, in groups, with invisible characters between.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Any

import phonenumbers

from helpdesk.lib.redaction.escapes import ESCAPE, Unescaped
from helpdesk.lib.text.visibility import FILLERS

REDACTED = "[card number removed]"
SHORTEST_CARD, LONGEST_CARD = 13, 19
DOUBLED = str.maketrans("0123456789", "0246813579")
"""The sum of the digits of each digit's double (ISO/IEC 7812-1, annex B)."""
LONGEST_FLOAT = 16
"""More digits than a card with a decimal point has are a measurement, such as 0.30000000000000004."""

CARD_BEGINS = re.compile(r"2[2-9]|[34568]|9792|9860")
"""ISO/IEC 7812: no payment card begins otherwise; not a year of this century, nor a moment in milliseconds."""
STUCK_CARD = re.compile(
    r"(?=((?:4\d\d\d|5[1-5]\d\d|62\d\d|6011|65\d\d|22[2-9]\d|2[3-6]\d\d|27[01]\d|2720|352[89]|35[3-8]\d)\d{12}"
    r"|3[47]\d{13}))"
)
"""A card between other digits (its CVV behind it, zeros before it): only the lengths and brands that are common."""
STAMP = re.compile(r"20(?:[12]\d|3[0-2])(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
"""A day of about now at the beginning of a number, such as a moment without its marks."""
EPOCH = re.compile(r"1[4-9]\d{11}(?:\d{3}){0,2}")
"""A moment in milliseconds, microseconds or nanoseconds."""
MOMENT = re.compile(
    r"(?<![\d.:/-])(?:"
    r"(?:19|20)\d\d(?P<a>[-./])(?:0?[1-9]|1[0-2])(?P=a)(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<b>[-./])(?:0?[1-9]|1[0-2])(?P=b)(?:19|20)\d\d"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)\d\d"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
    r")(?![\d:/-])"
)
"""A date or a time of day as people and programs write them: its digits are no part of a number beside it."""
PHONE_WITH_PLUS = re.compile(r"(?<![\d\w])\+\d(?:[ .()/-]{0,2}\d){6,14}(?!\d|[ .()/-]{1,2}\d{3})")
PHONE_OF_TEN = re.compile(
    r"(?<!\d)(?!\(?3[47]\d\D{1,3}\d{3}\D\d{4}\D{1,3}\d{5}(?!\d))"
    r"\(?[2-9]\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}(?=\s*(?:[,;/|\n]|$|[^\W\d]))"
)
"""An American number as one of a list; within a longer row of groups it is none, nor with what makes it an Amex."""
CARD_IN_GROUPS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), *((1,) * count for count in range(13, 20))}
"""How many digits the groups of a card have, as it is printed or typed sign by sign."""
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


Group = tuple[int, int, str]
"""Where digits that stand together in a text begin and end, and these digits as ASCII."""


def redact_cards(text: str) -> str:
    """`text` without its card numbers: digits that make 13 to 19 together and pass the Luhn test, however written."""
    if len(text) < SHORTEST_CARD and text.isascii():
        return text
    found = list(_cards_in(text))
    if ESCAPE.search(text):
        plain = Unescaped(text)
        found += [plain.in_original(*card) for card in _cards_in(plain.text)]
    kept, done = [], 0
    for start, end in sorted(found):
        if start >= done:
            kept += [text[done:start], REDACTED, Unescaped.tags_in(text[start:end])]
        done = max(done, end)
    return "".join([*kept, text[done:]]) if kept else text


def _cards_in(text: str) -> Iterator[tuple[int, int]]:
    """From where to where the cards of a text go, as it stands there."""
    rows = runs_of_groups(text, least=SHORTEST_CARD)
    long = [row for row in rows if sum(len(digits) for _start, _end, digits in row) >= SHORTEST_CARD]
    if not long:
        return
    # Where moments and telephone numbers stand.
    others = [match.span() for pattern in (MOMENT, PHONE_OF_TEN) for match in pattern.finditer(text)]
    for match in PHONE_WITH_PLUS.finditer(text):
        with suppress(phonenumbers.NumberParseException):
            number = phonenumbers.parse(match[0])
            # It could be one in its country; one that is not in use there may be a card.
            is_card = _is_card(f"{number.country_code}{number.national_number}")
            if phonenumbers.is_valid_number(number) or (phonenumbers.is_possible_number(number) and not is_card):
                others.append(match.span())
    others.sort()
    for row in long:
        for part in _parted(row, others):
            yield from _cards(part)


def redact_cards_in(value: Any) -> Any:
    """The same for every string, key and number inside a JSON value."""
    match value:
        case str():
            return redact_cards(value)
        case bool():
            return value
        case int():
            return REDACTED if _is_card(str(abs(value))) else value
        case float() if value.is_integer():
            return REDACTED if abs(value) < 10**LONGEST_CARD and _is_card(str(int(abs(value)))) else value
        case float():
            digits = repr(abs(value)).replace(".", "")
            is_short = digits.isdigit() and len(digits) <= LONGEST_FLOAT
            return REDACTED if is_short and _holds_a_card(digits) else value
        case list():
            return [redact_cards_in(item) for item in _without_split_cards(value)]
        case dict():
            return {redact_cards(str(key)): redact_cards_in(item) for key, item in value.items()}
    return value


def _without_split_cards(items: list[Any]) -> list[Any]:
    """The list with each item redacted that holds a group of a card: a number, or digits as text."""
    texts = [str(item) if isinstance(item, str) or (type(item) is int and item < 10**6) else "" for item in items]
    groups = [text if text.isascii() and text.isdigit() and len(text) <= 6 else "" for text in texts]
    kept = list(items)
    for first, digits in enumerate(groups):
        for shape in CARD_IN_GROUPS if digits else ():
            end = first + len(shape)
            if tuple(map(len, groups[first:end])) == shape and _is_card("".join(groups[first:end])):
                kept[first:end] = [REDACTED] * len(shape)
    return kept


def _parted(row: list[Group], others: list[tuple[int, int]]) -> list[list[Group]]:
    """The row in parts, without what is no card for certain: `others`, in their order."""
    parts: list[list[Group]] = [[]]
    place = 0
    for group in row:
        while place < len(others) and others[place][1] <= group[0]:
            place += 1
        if place < len(others) and others[place][0] <= group[0] < others[place][1]:
            parts.append([])
        else:
            parts[-1].append(group)
    return parts


def _cards(groups: list[Group]) -> list[tuple[int, int]]:
    """Where cards stand. A row may hold more ("2, 4111 1111 1111 1111 06/27"), so every row of groups is looked at."""
    found, first = [], 0
    while first < len(groups):
        start, end, own = groups[first]
        joined = accumulate(digits for _start, _end, digits in groups[first : first + LONGEST_CARD])
        short_enough = takewhile(lambda digits: len(digits) <= LONGEST_CARD, joined)
        # As many groups as possible.
        count = max((count for count, digits in enumerate(short_enough, start=1) if _is_card(digits)), default=0)
        if count:
            found.append((start, groups[first + count - 1][1]))
        elif _holds_a_card(own):
            found.append((start, end))
        first += count or 1
    return found


def _holds_a_card(digits: str) -> bool:
    """Whether a card stands within digits that nothing parts."""
    if EPOCH.fullmatch(digits) or STAMP.match(digits):
        return False
    return any(_passes_luhn(window[1]) for window in STUCK_CARD.finditer(digits))


def _is_card(digits: str) -> bool:
    if not (SHORTEST_CARD <= len(digits) <= LONGEST_CARD and CARD_BEGINS.match(digits) and _passes_luhn(digits)):
        return False
    if len(digits) > SHORTEST_CARD:
        return True
    # People leave out the plus: thirteen digits are more often a mobile number than a card of the nineties.
    try:
        return not phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return True


def _passes_luhn(digits: str) -> bool:
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(DOUBLED))) % 10 == 0


def runs_of_groups(text: str, *, least: int) -> Iterator[list[Group]]:
    """Each row of groups in `text` that could be one number of at least `least` digits."""
    for run in RUN.finditer(text):
        if len(run[0]) < least and run[0].isascii():
            continue
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
                row.append((run.start() + start, run.start() + end, digits))
                digits = ""
            if between > MOST_BETWEEN:
                yield row
                row = []
            start, digits = (start, digits + read) if digits else (sign.start(), read)
            end, between = sign.end(), 0
        yield [*row, (run.start() + start, run.start() + end, digits)]


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
