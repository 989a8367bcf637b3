"""Characters that print nothing: texts in which there is nothing else, and texts without them."""

import unicodedata

FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by their class that print nothing: fillers of Hangul, and the empty pattern of Braille."""


def is_seen(text: str) -> bool:
    """Whether anything of `text` can be seen."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in FILLERS for character in text)


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks and control characters, so that no outside text can begin a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
