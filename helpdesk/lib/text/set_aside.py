"""Texts that another page of the same person had written when a newer one took their place. None is lost silently."""

MOST_SET_ASIDE = 5


def as_words(text: str) -> str:
    """For comparing texts, however their lines are broken."""
    return " ".join(text.split())


def set_aside(texts: list[str], text: str, *, besides: str) -> list[str]:
    """`texts` and `text`, without what is part of another: a page that goes on writing is one text, not many."""
    kept: list[str] = []
    for candidate in [text, *reversed(texts)]:
        if candidate.strip() and not any(candidate in later for later in [besides, *kept]):
            kept.append(candidate)
    return kept[:MOST_SET_ASIDE][::-1]
