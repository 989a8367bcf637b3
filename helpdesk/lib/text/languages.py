"""Which of the desk's languages somebody writes in, by the small words that every text has."""

import re
from collections import Counter

WORD = re.compile(r"[^\W\d_]+")
READ = 2_000
"""Characters."""
LEAST, LEAD = 3, 1.5
"""Small words that are needed, and how many times as many as of the next language."""
SMALL = {
    "en": "the and is are was have has not you your my for with this that it to of in on but please when what i we",
    "es": "el la los las y es son no que de en un una por para con mi mis su se lo pero cuando hola gracias está he",
    "fr": "le la les et est sont ne pas que de un une pour avec mon mes je vous nous ce il mais bonjour merci du des",
    "de": "der die das und ist sind nicht ein eine ich sie wir mein meine mit für auf zu von es aber wann bitte den",
}
LANGUAGES_OF = {
    word: [name for name, words in SMALL.items() if word in words.split()] for word in " ".join(SMALL.values()).split()
}


def guess_language(text: str) -> str:
    """A key of SMALL; "" where nothing tells, as in another language or a few words."""
    found: Counter[str] = Counter()
    for word in WORD.findall(text[:READ].casefold()):
        # A word of two languages counts for both.
        found.update(LANGUAGES_OF.get(word, ()))
    (name, count), (_second, next_count) = [*found.most_common(2), ("", 0), ("", 0)][:2]
    return name if count >= LEAST and count >= LEAD * next_count else ""
