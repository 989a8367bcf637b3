"""The words that were looked for, marked where they stand in a text that strangers wrote."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

AROUND = 70
"""Letters that are shown before the first match."""
SNIPPET = 220
LONGEST = 100_000
"""As much of a text is looked at as the database knows by words."""
SPECIAL = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}


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
    return re.findall(r"[^\W_]+", _plain(text)[0])


def _mark(text: str, words: list[str]) -> SafeString:
    parts, done = [], 0
    for start, end in _places(text, words):
        parts += [conditional_escape(text[done:start]), format_html("<mark>{}</mark>", text[start:end])]
        done = end
    return mark_safe("".join([*parts, conditional_escape(text[done:])]))  # noqa: S308 (each part is escaped above)


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each match in `text`."""
    if not words:
        return
    plain, origins = _plain(text)
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for match in re.finditer(rf"(?<![^\W_])(?:{alternatives})", plain):
        yield origins[match.start()], origins[match.end() - 1] + 1


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without accents in lower case, and for each of its letters the place in `text` that it came from."""
    letters, origins = [], []
    for place, letter in enumerate(text.lower() if len(text.lower()) == len(text) else text):
        if letter.isascii():
            letters.append(letter.lower())
            origins.append(place)
            continue
        for part in SPECIAL.get(letter) or unicodedata.normalize("NFKD", letter).lower():
            if not unicodedata.combining(part):
                letters.append(part)
                origins.append(place)
    return "".join(letters), origins
