"""Rows as a file for a spreadsheet, in which nothing is taken for a formula."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils.functional import Promise

from helpdesk.lib.keyset import Cursor, Keyset

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
Column = Callable[[Row], object]
"""What a row has in a column; nothing is an empty cell."""
MOST_ROWS = 50_000
"""More than a spreadsheet is good for; the API gives the rest."""
PIECE = 1_000

SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
"""What makes a spreadsheet run a cell (OWASP, "CSV Injection"), also in full width, which some make narrow."""
UNSEEN = r" \x00-\x08\x0b\x0c\x0e-\x1f\u00a0\u00ad\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff\"'"
CELL_BEGINS = r"^|[;,|\t\r\n\uff1b\uff0c]"
"""Also where a spreadsheet parts the line at another sign than ours, which is a matter of its language."""
FORMULA = re.compile(rf"({CELL_BEGINS})((?:[{UNSEEN}]{{0,40}}+)[{SIGNS}]|(?<![\s\S])(?=[\t\r\n]))")
GUARDED = re.compile(rf"({CELL_BEGINS})'((?:[{UNSEEN}]{{0,40}}+)[{SIGNS}]|(?<=^')(?=[\t\r\n]))")
GUARD = "'"
"""Before such a cell: a spreadsheet shows the rest as text."""


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def csv_answer(
    name: str, columns: Sequence[tuple[str | Promise, Column[Row]]], rows: Iterable[Row]
) -> StreamingHttpResponse:
    """A download called `name` with these columns, sent while its rows are read."""
    writer = csv.writer(_Echo())
    # A spreadsheet takes the file for UTF-8 only when it begins with this mark.
    head = "\ufeff" + writer.writerow(str(title) for title, _cell in columns)
    cells = ((cell(row) for _title, cell in columns) for row in rows)
    lines = (writer.writerow(["" if cell is None else harmless(cell) for cell in row]) for row in cells)
    answer = StreamingHttpResponse(chain([head], lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def in_pieces(rows: QuerySet[Stored], order: Keyset) -> Iterator[Stored]:
    """The first `MOST_ROWS` rows in this order, asked for piece by piece.

    A cursor of the server's would find all of them before it gives the first.
    """
    last: Cursor | None = None
    for _piece in range(MOST_ROWS // PIECE):
        piece, _previous, last = order.page(rows, size=PIECE, after=last)
        yield from piece
        if last is None:
            return


def harmless(cell: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    return FORMULA.sub(rf"\1{GUARD}\2", str(cell))


def unguarded(text: str) -> str:
    """What `harmless` was given."""
    return GUARDED.sub(r"\1\2", text)
