"""Take card numbers out of every text that comes in, before the first write (PCI DSS 3.3)."""

import re
from typing import Any

REDACTED = "[card number removed]"
LONGEST_CARD = 19

DIGIT_RUN = re.compile(r"\d+(?:[ .\-\u00a0\u2011\u2013]\d+)*")
"""Digits in groups: what a person types when asked for the long number on the card."""
CARD_BEGINS = frozenset("234568")
"""ISO/IEC 7812: no payment card begins otherwise. Telling them apart keeps moments in milliseconds readable."""


def redact_cards(text: str) -> str:
    """`text` without its card numbers: groups of digits that make 13 to 19 together and pass the Luhn test."""
    return DIGIT_RUN.sub(lambda run: _redact_run(run[0]), text)


def redact_cards_in(value: Any) -> Any:
    """The same for every string, key and whole number inside a JSON value."""
    match value:
        case str():
            return redact_cards(value)
        case bool():
            return value
        case int():
            return REDACTED if _is_card(str(value)) else value
        case list():
            return [redact_cards_in(item) for item in value]
        case dict():
            return {redact_cards(str(key)): redact_cards_in(item) for key, item in value.items()}
    return value


def _redact_run(run: str) -> str:
    """A run may hold more than the card ("2 x 4111 1111 1111 1111 06/27"), so every row of groups is looked at."""
    groups = list(re.finditer(r"\d+", run))
    kept, done, first = [], 0, 0
    while first < len(groups):
        count = _groups_of_a_card([group[0] for group in groups[first : first + LONGEST_CARD]])
        if count:
            kept += [run[done : groups[first].start()], REDACTED]
            done = groups[first + count - 1].end()
        first += count or 1
    return "".join([*kept, run[done:]])


def _groups_of_a_card(groups: list[str]) -> int:
    """How many of the first `groups` form a card number, as many as possible; 0 when none do."""
    digits, found = "", 0
    for count, group in enumerate(groups, start=1):
        digits += group
        if len(digits) > LONGEST_CARD:
            break
        if _is_card(digits):
            found = count
    return found


def _is_card(digits: str) -> bool:
    if not (13 <= len(digits) <= LONGEST_CARD and digits[0] in CARD_BEGINS):
        return False
    doubled = (
        digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(map(int, digits[::-1]))
    )
    return sum(doubled) % 10 == 0
