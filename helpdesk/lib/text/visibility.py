"""Characters that print nothing: texts in which there is nothing else, and texts without them."""

import re
import unicodedata

FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by their class that print nothing: fillers of Hangul, and the empty pattern of Braille."""
JOINED = re.compile(
    "(?<=[\u0590-\u1fff\u2100-\ufe0f\ufe20-\U0010ffff])([\u200c\u200d]"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{2,6}\U000e007f)"
)
"""What makes one sign of several, or parts a word that stays one: the joiners of Persian, of Indian scripts and of
families of emoji (Unicode 23.2), and the letters of a flag (UTS 51). Behind a letter of ours they only hide."""

TURNS = re.compile("[\u202a-\u202e]")
"""What makes the letters behind it be read backwards, or as part of another direction, until somebody ends it."""


def is_seen(text: str) -> bool:
    """Whether anything of `text` can be seen."""
    return any(unicodedata.category(character)[0] in "LNPS" and character not in FILLERS for character in text)


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks and control characters, so that no outside text can begin a header of its own."""
    if not text.isprintable():
        parts = JOINED.split(text)
        for number in range(0, len(parts), 2):
            # Nothing for what nobody sees, or it would tear a word apart; a space for what ends a line or a word.
            seen = (character for character in parts[number] if unicodedata.category(character) != "Cf")
            parts[number] = "".join(character if character.isprintable() else " " for character in seen)
        text = "".join(parts)
    return " ".join(text.split())[:longest]
