"""The newest rows that hold some words, found without a walk over all rows, however common or rare the words are.

PostgreSQL has to guess how many rows hold a word. When it guesses wrong, it walks a million rows from the newest on and
waits for the twentieth match; or it fetches all half a million matches to sort them. So it is never left the choice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Field, Model, QuerySet

WINDOW = 5_000
"""So many of the newest rows are walked: a common word has a page of matches among them."""
CANDIDATES = 20_000
"""A word that is not found in the window is in fewer rows; of more matches these are enough to choose from."""


@contextmanager
def without_table_scans() -> Iterator[None]:
    """Each table is read by an index, also where PostgreSQL believes that reading all of it were cheaper."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def newest_with(words: str, *, rows: QuerySet[Model], everything: QuerySet[Model], by: str, limit: int) -> list[int]:
    """The keys of the newest of `rows` that hold all `words`. `everything` are the rows before conditions of people.

    `by` is what they are ordered by, and then by their keys; both have an index. Someone who sees few of the rows may
    miss an old one, when more than CANDIDATES hold the words.
    """
    newest = everything.order_by(f"-{by}", "-pk").values_list(by, flat=True)
    oldest_in_window = next(iter(newest[WINDOW : WINDOW + 1]), None)
    window = rows if oldest_in_window is None else rows.filter(**{f"{by}__gte": oldest_in_window})
    keys = list(window.filter(words__has=words).order_by(f"-{by}", "-pk").values_list("pk", flat=True)[:limit])
    if len(keys) == limit or oldest_in_window is None:
        return keys
    candidates = everything.filter(words__has=words).order_by().values("pk")[:CANDIDATES]
    return sorted_keys(rows.filter(pk__in=candidates), by=by, limit=limit)


def sorted_keys(rows: QuerySet[Model], *, by: str, limit: int) -> list[int]:
    """The keys of the newest of a few rows: they are fetched and sorted, never waited for on a walk."""
    return list(rows.order_by(unindexed(rows, by).desc(), "-pk").values_list("pk", flat=True)[:limit])


def unindexed(rows: QuerySet[Model], by: str) -> ExpressionWrapper:
    """The same value as an expression, which no index is ordered by: such a list is sorted, never walked. Raises
    TypeError where `by` is no column."""
    field = rows.model._meta.pk if by == "pk" else rows.model._meta.get_field(by)
    if not isinstance(field, Field):
        raise TypeError(f"Rows are not ordered by {by}, which is no column of theirs.")
    nothing = timedelta(0) if isinstance(field, DateTimeField) else 0
    return ExpressionWrapper(F(by) + nothing, output_field=field)
