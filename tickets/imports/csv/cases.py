"""Cases in a table of separated values, as each helpdesk exports them."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from datetime import UTC, tzinfo

from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.reading.dates import order_of
from helpdesk.mail.reading.errors import LONGEST_TEXT, UnreadableError
from helpdesk.mail.reading.senders import read_person
from tickets.imports.csv.cells import (
    PRIORITIES,
    STATUSES,
    STATUSES_THERE,
    WORDS_SHOWN,
    clean_cell,
    read_choice,
    read_created_at,
    read_email,
    read_phone,
    without_decimals,
)
from tickets.imports.csv.rows import Row
from tickets.imports.csv.table import Table
from tickets.imports.reading.found import FoundCase, FoundMessage, Place
from tickets.models import Ticket

UTC_HEADING = re.compile(r"(?:\b|_)(?:utc|gmt)\W*$", re.IGNORECASE)
"""A heading that says its zone: "Created At (UTC)"."""


class CsvCases:
    """A table with a row of headings. `columns` maps names of FIELDS to headings; `zone` is where times without a
    time zone were written, `date_order` the order of day and month in numbers ("dmy", "mdy", or "" when the file is to
    show it). With `most` only so many rows are looked at. Raises UnreadableError when the file is no table, or a column
    is missing.
    """

    def __init__(
        self, table: Table, *, columns: dict[str, str], zone: tzinfo, date_order: str = "", most: int | None = None
    ) -> None:
        self.table, self.zone, self._most = table, zone, most
        missing = [heading for heading in columns.values() if heading not in table.headings]
        if missing:
            raise UnreadableError(
                _("The file has no column “%(column)s”. Choose the columns again.") % {"column": missing[0]}
            )
        if UTC_HEADING.search(columns.get("created_at", "")):
            self.zone = UTC
        self.columns = {field: table.headings.index(heading) for field, heading in columns.items()}
        # How many rows there are, the orders of day and month that their dates show, and the first row of each case
        # that has several rows, a message in each.
        self.total = 0
        orders: set[str] = set()
        first: dict[tuple[str, str], int] = {}
        several: dict[tuple[str, str], int] = {}
        for row in self._rows():
            self.total += 1
            fields = {field: row.cells[at] for field, at in self.columns.items() if at < len(row.cells)}
            orders.add(order_of(fields.get("created_at", "")))
            group = _group(fields)
            if group[0] and first.setdefault(group, row.number) != row.number:
                several[group] = first[group]
        orders.discard("")
        self.date_order = date_order or (orders.pop() if len(orders) == 1 else "")
        numbers, again = set(several.values()), self._rows() if several else iter(())
        keys = {row.number: _key_of(self._fields_of(row)) for row in again if row.number in numbers}
        self._first_keys = {group: (number, keys[number]) for group, number in several.items()}

    def places(self, *, after: int = 0) -> Iterator[Place]:
        """See Source."""
        for row in itertools.islice(self._rows(), after, None):
            fields = self._fields_of(row)
            what = _what(fields)
            try:
                yield Place(row.number, what, case=self._case(row, fields))
            except UnreadableError as error:
                yield Place(row.number, what, problem=str(error))

    def place_unread(self, position: int) -> Place:
        """See Source."""
        row = next(itertools.islice(self._rows(), position, None))
        return Place(row.number, _what(self._fields_of(row)))

    def _rows(self) -> Iterator[Row]:
        return itertools.islice(self.table.rows(), self._most)

    def _fields_of(self, row: Row) -> dict[str, str]:
        return {field: clean_cell(row.cells[at]) for field, at in self.columns.items() if at < len(row.cells)}

    def _case(self, row: Row, fields: dict[str, str]) -> FoundCase:
        self._check(row)
        body = fields.get("body") or fields.get("subject", "")
        if not body:
            raise UnreadableError(_("There is neither a subject nor a text."))
        if len(body) > LONGEST_TEXT:
            raise UnreadableError(
                _("The text has %(length)d characters; %(most)d is the most.")
                % {"length": len(body), "most": LONGEST_TEXT}
            )
        name = fields.get("name", "")
        # Some exports have one column for both, as a mail has: "Ann Lund <ann@buyer.example>".
        person, more_addresses = read_email(fields.get("email", "") or (name if "@" in name else ""))
        phone, more_numbers = read_phone(fields.get("phone", ""))
        first_number, first_key = self._first_keys.get(_group(fields), (row.number, ""))
        created_at = read_created_at(fields.get("created_at", ""), order=self.date_order, zone=self.zone)
        return FoundCase(
            subject=fields.get("subject") or " ".join(body.split())[:200],
            messages=[FoundMessage(_key_of(fields), body, created_at)],
            name=name if name and "@" not in name else person.name or read_person(name).name,
            email=person.address,
            phone=phone,
            status=read_choice(fields.get("status", ""), STATUSES_THERE, STATUSES, missing=Ticket.Status.CLOSED),
            priority=read_choice(
                fields.get("priority", ""), Ticket.Priority, PRIORITIES, missing=Ticket.Priority.NORMAL
            ),
            channel=Ticket.Channel.EMAIL if person.address else Ticket.Channel.DESK,
            order_reference=without_decimals(fields.get("order_reference", ""))[:64],
            number_there=without_decimals(fields.get("number_there", ""))[:64],
            remarks=tuple(filter(None, [more_addresses, more_numbers])),
            continues=first_key if first_number != row.number else "",
        )

    def _check(self, row: Row) -> None:
        """Refuse a row whose cells are not what its writer meant."""
        if row.problem:
            raise UnreadableError(row.problem)
        width = len(self.table.headings)
        if any(cell.strip() for cell in row.cells[width:]):
            raise UnreadableError(
                _(
                    "The row has %(cells)d cells and there are %(headings)d headings. "
                    "Put texts with a “%(sign)s” into quotation marks."
                )
                % {"cells": len(row.cells), "headings": width, "sign": self.table.delimiter}
            )
        if any("\udc80" <= letter <= "\udcff" for cell in row.cells for letter in cell):
            raise UnreadableError(
                _("The row holds bytes that are not %(charset)s. Choose another charset, or mend the row.")
                % {"charset": self.table.charset.removesuffix("-sig").upper()}
            )


def _what(fields: dict[str, str]) -> str:
    what = fields.get("subject") or fields.get("body") or fields.get("email") or ""
    return what.encode("utf-8", "replace").decode()[:WORDS_SHOWN]


def _group(fields: dict[str, str]) -> tuple[str, str]:
    """Rows that belong to one case: one number there, and the same person."""
    return fields.get("number_there", "").strip(), normal_email(fields.get("email", ""))


def _key_of(fields: dict[str, str]) -> str:
    # A number alone would not do: two helpdesks both have a case 7.
    email = fields.get("email", "").lower()
    parts = (
        fields.get("number_there", ""),
        fields.get("subject", ""),
        fields.get("body") or fields.get("subject", ""),
        email,
    )
    joined = "\0".join([*parts, fields.get("created_at", "")])
    return "csv:" + hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()
