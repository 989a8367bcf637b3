"""Rows as a file for a spreadsheet, in which nothing is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell (OWASP, "CSV Injection")."""
GUARD = "'"
"""Before such a cell: a spreadsheet shows the rest as text."""


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def csv_answer(name: str, titles: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """A download called `name`, sent while its rows are read."""
    answer = StreamingHttpResponse(_lines(titles, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def harmless(cell: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"{GUARD}{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """What `harmless` was given."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(FORMULA_STARTS) else text


def _lines(titles: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # A spreadsheet takes the file for UTF-8 only when it begins with this mark.
    yield "\ufeff" + writer.writerow(str(title) for title in titles)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
