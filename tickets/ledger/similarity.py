"""How much of one text stands in another one, whatever was added, cut off or wrapped anew."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
COMPARED = 6_000
"""Characters of each text."""
TOGETHER = 3
"""Words: single ones stand in any mail."""


def parts_of(text: str) -> frozenset[str]:
    """What a text is compared by: each three words that follow one another."""
    found = WORD.findall(unicodedata.normalize("NFKC", text[:COMPARED]).casefold())
    together = TOGETHER if len(found) >= 2 * TOGETHER else 1
    return frozenset(" ".join(found[place : place + together]) for place in range(len(found) - together + 1))


def percent_shared(asked: frozenset[str], text: str) -> int:
    """Of the shorter of the two: 100 when all of it stands in the longer one. A likeness, and no proof."""
    kept = parts_of(text)
    if not asked or not kept:
        return 0
    if " " not in next(iter(asked)):  # a few words, which must stand in it one by one
        kept = frozenset(word for part in kept for word in part.split())
    return 100 * len(asked & kept) // min(len(asked), len(kept))
