"""Keyset pagination: a page begins after a row, not after a number of rows.

So the five hundredth page costs what the first costs, and rows that come meanwhile shift nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from helpdesk.lib.parameters import read_key, read_moment

Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet)


Cursor = tuple[int, datetime | None]
"""Names a row by its key, and by the moment that its list is ordered by where it is ordered by one."""


def write_cursor(cursor: Cursor | None) -> str:
    """As it stands in an address; "" for None."""
    if cursor is None:
        return ""
    pk, moment = cursor
    return f"{moment.isoformat()}_{pk}" if moment else str(pk)


@dataclass(frozen=True)
class Keyset:
    """The order of a list: by a moment that every row has and then by key, or by key alone."""

    by: str = "pk"
    newest_first: bool = True

    def sort(self, rows: Rows) -> Rows:
        sign = "-" if self.newest_first else ""
        return rows.order_by(*(f"{sign}{name}" for name in dict.fromkeys([self.by, "pk"])))

    def after(self, rows: Rows, cursor: Cursor | None) -> Rows:
        """The rows that follow, in this order; all of them for None."""
        rows = self.sort(rows)
        if cursor is None:
            return rows
        pk, moment = cursor
        if moment is None:
            return rows.filter(**{f"pk__{'lt' if self.newest_first else 'gt'}": pk})
        onwards, back = ("lte", "gte") if self.newest_first else ("gte", "lte")
        # The first condition alone bounds the index scan; the second settles the ties.
        return rows.filter(**{f"{self.by}__{onwards}": moment}).exclude(**{self.by: moment, f"pk__{back}": pk})

    def page(
        self,
        rows: QuerySet[Row],
        *,
        size: int,
        after: Cursor | None = None,
        before: Cursor | None = None,
    ) -> tuple[list[Row], Cursor | None, Cursor | None]:
        """The rows after a cursor, or those just before one, in this order either way, and the cursors to read on with
        before them and after them; None where nothing is."""
        if before is not None:
            found = list(replace(self, newest_first=not self.newest_first).after(rows, before)[: size + 1])
            shown = found[:size][::-1]
            has_previous, has_next = len(found) > size, True
        else:
            found = list(self.after(rows, after)[: size + 1])
            shown = found[:size]
            has_previous, has_next = after is not None, len(found) > size
        previous = self.cursor_of(shown[0]) if shown and has_previous else None
        return shown, previous, self.cursor_of(shown[-1]) if shown and has_next else None

    def cursor_of(self, row: Model) -> Cursor:
        return row.pk, None if self.by == "pk" else getattr(row, self.by)

    def read(self, text: str) -> Cursor | None:
        """The cursor that stands in an address, or None for anything else."""
        moment, _separator, key = text.rpartition("_")
        pk, at = read_key(key), read_moment(moment)
        if pk is None or (at is None if self.by != "pk" else moment):
            return None
        return pk, at

    def read_or_404(self, text: str) -> Cursor | None:
        """The same; None for "". Raises Http404 for what is no cursor."""
        cursor = self.read(text)
        if text and cursor is None:
            raise Http404
        return cursor
