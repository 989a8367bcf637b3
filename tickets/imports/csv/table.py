"""A CSV file: its headings, its dialect, its rows."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from helpdesk.lib.charsets.names import known_charset
from helpdesk.mail.reading.errors import UnreadableError
from tickets.imports.csv.column_names import is_usual_name
from tickets.imports.csv.rows import Row, rows_of
from tickets.imports.csv.text import LOOKED_AT, charset_of, delimiter_of, opened, refuse_other_kinds

HEADINGS_WITHIN = 30
"""Rows among which the headings are looked for: titles and blank lines may come before them."""


class Table:
    """How a file is written, and its headings. `charset` and `delimiter` are what a person chose, else they are told
    from the file. Raises UnreadableError when it is no table, or one heading stands there twice.
    """

    def __init__(self, path: Path, *, charset: str = "", delimiter: str = "") -> None:
        refuse_other_kinds(path)
        self.path = path
        self.charset = known_charset(charset) or charset_of(path)
        with opened(path, self.charset) as file:
            guessed, self._skipped = delimiter_of(file.read(LOOKED_AT))
        self.delimiter = delimiter or guessed
        row = self._heading_row()
        self.headings_at = row.number
        self.headings = [" ".join(cell.replace("\0", "").split()) for cell in row.cells]
        self.named = [heading for heading in self.headings if heading]
        seen: set[str] = set()
        for heading in self.named:
            if any("\udc80" <= letter <= "\udcff" or letter == "\ufffd" for letter in heading):
                raise UnreadableError(
                    _("The headings are not written in the charset that was chosen. Choose another one.")
                )
            if heading.casefold() in seen:
                raise UnreadableError(
                    _("Two columns are called “%(heading)s”. Rename one of them.") % {"heading": heading}
                )
            seen.add(heading.casefold())

    def rows(self) -> Iterator[Row]:
        """Each row behind the headings that holds anything."""
        return (row for row in self._all_rows() if row.number > self.headings_at and (row.problem or not row.is_blank))

    def _all_rows(self) -> Iterator[Row]:
        with opened(self.path, self.charset) as file:
            if self._skipped:
                file.readline()
            first = 1 if self._skipped else 0
            for row in rows_of(file, delimiter=self.delimiter):
                yield Row(row.number + first, row.cells, row.problem)

    def _heading_row(self) -> Row:
        rows = [row for row in islice(self._all_rows(), HEADINGS_WITHIN) if not row.is_blank]
        if not rows:
            raise UnreadableError(_("The file has no headings in its first row."))
        first = rows[0]
        known = [row for row in rows if sum(map(is_usual_name, row.cells)) > 1]
        if _filled(first) > 1 and any(map(is_usual_name, first.cells)):
            return first
        if known:
            return known[0]
        if any(map(is_usual_name, first.cells)):
            return first
        # A title stands alone in its row.
        return next((row for row in rows if _filled(row) > 1), first)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)
