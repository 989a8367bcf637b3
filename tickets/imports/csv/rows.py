"""Rows of a CSV file. A quotation mark that nothing closes spoils its own row only."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from helpdesk.mail.reading.errors import UnreadableError

LONGEST_FIELD = 4_000_000
"""Characters that the reader takes for one field before it gives the row up."""
MOST_READ_AGAIN = 40_000_000
"""Characters that are read twice, because a quotation mark was not closed, before the file is given up."""


@dataclass(frozen=True)
class Row:
    """One row and its number in the file, counted from 1; `problem` says why its cells cannot be trusted."""

    number: int
    cells: list[str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def rows_of(lines: Iterable[str], *, delimiter: str) -> Iterator[Row]:
    """Each row, the blank ones too."""
    csv.field_size_limit(LONGEST_FIELD)
    pending: deque[str] = deque()
    coming, number, read_again = iter(lines), 0, 0
    while True:
        line = pending.popleft() if pending else next(coming, None)
        if line is None:
            return
        number += 1
        if '"' not in line:
            yield Row(number, _parsed([line], delimiter))
            continue
        taken: list[str] = []
        try:
            cells = next(_reader(_recorded(chain([line], pending, coming), taken), delimiter))
            # The same again, strictly: a mark that is closed too early or never shows only so.
            list(_reader(taken, delimiter, strict=True))
            problem = ""
        except csv.Error:
            cells = _parsed([line.replace('"', "")], delimiter)
            problem = _(
                "A quotation mark in the row is not closed, or text follows a closed one. "
                "Fix the row: inside quotation marks, write two instead of one."
            )
        # The first line is this row's; what the parser took besides is read anew when the row is spoilt.
        for _line in range(min(len(taken) - 1, len(pending))):
            pending.popleft()
        if problem:
            pending.extendleft(reversed(taken[1:]))
            read_again += sum(map(len, taken[1:]))
        if read_again > MOST_READ_AGAIN:
            raise UnreadableError(_("The file cannot be read as a table: too many quotation marks are not closed."))
        yield Row(number, cells, problem)


def _recorded(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _parsed(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(_reader(lines, delimiter), [])
    except csv.Error:
        return lines


def _reader(lines: Iterable[str], delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    # A space before a quotation mark belongs to no cell; without skipping it the mark would not count.
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)
