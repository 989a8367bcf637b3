"""The words that were looked for, marked where they stand in a text that strangers wrote."""

import re
from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from helpdesk.lib.text.folding import STARTS_ANYWHERE, is_letter, plain_parts, words

AROUND = 70
"""Letters that are shown before the first match."""
SNIPPET = 220
LONGEST = 100_000
"""As much of a text is looked at as the database knows by words."""


def highlight(text: str, words: list[str]) -> SafeString:
    """The text, escaped, with <mark> around each of the words and around what begins another word like them."""
    return _mark(text[:LONGEST], words)


def snippet(text: str, words: list[str]) -> SafeString:
    """The part of the text around the first of the words, in one line."""
    text = " ".join(text[:LONGEST].split())
    first = next(_places(text, words), (0, 0))[0]
    start = 0 if first <= AROUND else text.rfind(" ", 0, first - AROUND // 2) + 1 or first - AROUND // 2
    part = text[start : start + SNIPPET]
    opened, closed = "… " if start else "", " …" if start + SNIPPET < len(text) else ""
    return format_html("{}{}{}", opened, _mark(part, words), closed)


def plain_words(text: str) -> list[str]:
    """The words of what was asked for, as press4_bare() of the database cuts and writes them."""
    return words(text)


def _mark(text: str, words: list[str]) -> SafeString:
    parts, done = [], 0
    for start, end in _places(text, words):
        parts += [conditional_escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*parts, conditional_escape(text[done:])]))  # noqa: S308 (each part is escaped above)


def _places(text: str, sought: list[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each match in `text`: where a word begins, or anywhere in a text that has no spaces."""
    if not sought:
        return
    parts = list(plain_parts(text))
    plain = "".join(part for part, _start, _end in parts)
    alternatives = "|".join(map(re.escape, sorted(sought, key=len, reverse=True)))
    place = 0
    while match := re.compile(alternatives).search(plain, place):
        place = match.end()
        begins = match.start() == 0 or not is_letter(plain[match.start() - 1]) or STARTS_ANYWHERE.match(match[0])
        if begins:
            yield parts[match.start()][1], parts[match.end() - 1][2]
        else:
            place = match.start() + 1
