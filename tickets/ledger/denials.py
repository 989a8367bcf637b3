"""Whether a text says to a customer that we did not send something, or that there is no such offer.

Four languages, by denials.patterns, one sentence at a time. A question is no denial, nor is "not yet", nor "we cannot
find it", which says what is known. What stands quoted below a reply is not its author's.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("denials.patterns")
LONGEST_TEXT = 20_000
SENTENCE_END = re.compile(r"(?<=[.!?\u2026])\s+|\n\s*\n")
NAMED = re.compile(r"\{([A-Z]+)\}")
SIGNS = re.compile(r"[*_\"\u201c\u201d\u201e\u00ab\u00bb()]")
"""Around words, and none of them."""
HARMLESS = re.compile(
    r"\?\s*$|\b(?:yet|noch nicht|noch keine?n?|todav\u00eda|a\u00fan no|pas encore|encore pas)\b"
    r"|\b(?:does not|doesn't) mean|\b(?:hei\u00dft|bedeutet) nicht|\bno (?:significa|quiere decir)"
    r"|\bne (?:signifie|veut) pas|\b(?:if|whether|in case|unless|ob|falls|wenn|si) (?:we|i|you|wir|sie|nous|vous|usted"
    r"|no|le|lo|cet|ce|der|die|das|it|that|the)\b",
    re.IGNORECASE,
)
"""Not yet, a question, a condition."""


def denial_in(text: str) -> str:
    """ "sending" or "offer", as the first sentence that denies one; "" when none does."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT]).replace("\u2019", "'").replace("\u00a0", " ")
    own = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    for sentence in SENTENCE_END.split(own):
        words = " ".join(SIGNS.sub(" ", sentence).split())
        kind = next((kind for kind, pattern in patterns() if pattern.search(words)), "")
        if kind and not HARMLESS.search(words):
            return kind
    return ""


@cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """What is denied, and how one language says it."""
    named: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    lines = TABLE.read_text(encoding="utf-8").replace("\n    ", "").splitlines()
    heading = ""
    for line in lines:
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not heading and not line.startswith("#"):
            name, _sign, pattern = line.partition(" = ")
            named[name] = pattern
        elif line and heading:
            found.setdefault(heading, []).append(NAMED.sub(lambda macro: named[macro[1]], line))
    return [
        (heading.split()[0], re.compile("|".join(f"(?:{one})" for one in ones), re.IGNORECASE))
        for heading, ones in found.items()
    ]
