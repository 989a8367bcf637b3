"""Spelling correction of a search: similar words, mail addresses and names."""

from string import ascii_lowercase

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Q, Value

from helpdesk.lib.text.folding import name_words
from tickets.models import ContactPoint, Requester, Word
from tickets.models.plain import Plain, SplitPart

COMPARED = 1000
"""As many names that may be one typo away are looked at."""
ALIKE = 100
"""As many similar rows are compared at the most."""
SHORTEST_WORD = 4
"""Of shorter words, too many others are one letter away."""
LONG_WORD = 6
"""In a word of so many letters, two may be wrong."""
MOST_TYPOS = 2
ADDRESS_SHARE, LEAST_ADDRESS = 0.5, 0.6
"""The share of trigrams that must agree, of the part before the @ and of the whole."""


def correct_words(words: list[str]) -> list[str] | None:
    """The same words with those that no case holds replaced by the most similar ones; None when there is none."""
    corrected = [_correct_word(word) or word for word in words]
    return corrected if corrected != words else None


def _correct_word(word: str) -> str:
    """Of several words that are as near, the one that was learnt first: it is likely the most common."""
    if len(word) < SHORTEST_WORD or not word.isalpha() or Word.objects.filter(text__startswith=word).exists():
        return ""
    near = Word.objects.filter(text__in=one_typo_away(word)).order_by("learned_from")
    if found := near.values_list("text", flat=True).first():
        return found
    if len(word) < LONG_WORD:
        return ""
    alike = Word.objects.filter(text__trigram_similar=word).alias(share=TrigramSimilarity("text", word))
    candidates = alike.order_by("-share").values_list("text", flat=True)[:ALIKE]
    return next((text for text in candidates if typos(word, text) == MOST_TYPOS), "")


def one_typo_away(word: str) -> set[str]:
    """All that `word` is with one letter wrong, missing, too many, or two that changed places."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    fewer = {a + b[1:] for a, b in parts if b}
    other = {a + letter + b[1:] for a, b in parts if b for letter in ascii_lowercase}
    more = {a + letter + b for a, b in parts for letter in ascii_lowercase}
    return swapped | fewer | other | more


def typos(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or have changed places (Damerau and Levenshtein's distance)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def people_with_similar_address(address: str) -> list[int]:
    """The keys of the requesters whose mail address is almost this one, the most similar first."""
    before = address.partition("@")[0]
    _require_word_similarity(ADDRESS_SHARE)
    points = (
        ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL)
        .alias(before=SplitPart("value", Value("@"), Value(1)), share=TrigramSimilarity("value", address))
        .filter(before__trigram_word_similar=before, share__gte=LEAST_ADDRESS)
    )
    return list(points.order_by("-share").values_list("requester", flat=True)[:ALIKE])


def people_almost_called(words: list[str]) -> list[int]:
    """The keys of the requesters in whose names each of the words stands with one typo at the most."""
    words = name_words(" ".join(words))
    if not any(len(word) >= SHORTEST_WORD for word in words):
        return []
    near = [Q(name__nearly_called=w) if len(w) >= SHORTEST_WORD else Q(name__called=w) for w in words]
    found = Requester.objects.filter(*near).order_by().values_list("pk", "name")[:COMPARED]
    names = ((pk, name_words(name)) for pk, name in found)
    return [
        pk
        for pk, name in names
        if all(any(typos(word, part) <= (len(word) >= SHORTEST_WORD) for part in name) for word in words)
    ][:ALIKE]


def people_with_similar_name(words: list[str]) -> list[int]:
    """The keys of the requesters in whose names something like each of the words stands."""
    words = [word for word in words if len(word) >= SHORTEST_WORD]
    if not words:
        return []
    _require_word_similarity(ADDRESS_SHARE)
    alike = Q(*[Q(name__plain__trigram_word_similar=Plain(Value(word))) for word in words])
    people = Requester.objects.filter(alike).alias(share=TrigramSimilarity(Plain(F("name")), " ".join(words)))
    return list(people.order_by("-share").values_list("pk", flat=True)[:ALIKE])


def _require_word_similarity(share: float) -> None:
    """How similar `%>` must find two texts until the end of the transaction; two letters that changed places spoil
    half of the trigrams of a short word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(share)])
