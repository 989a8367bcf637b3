"""Find the phrases that machines write, however a mail breaks its lines and writes its apostrophes."""

import unicodedata
from collections.abc import Iterable, Mapping

APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


def plain(text: str) -> str:
    """In small letters, one line, and one spelling of what looks alike, so that phrases are found in it."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(APOSTROPHES).casefold().split())


def in_all(languages: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The phrases of all languages, as they are found."""
    return tuple(plain(phrase) for phrases in languages.values() for phrase in phrases)


def has_any(text: str, phrases: Iterable[str]) -> bool:
    """Whether a plain text has one of the phrases."""
    return any(phrase in text for phrase in phrases)
