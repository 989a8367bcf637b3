"""How long it takes to say something."""

WORDS_PER_SECOND = 2.6


def seconds_of(text: str) -> float:
    """The length of a spoken text, in seconds of a calm voice."""
    return 0.3 + len(text.split()) / WORDS_PER_SECOND if text.strip() else 0.0
