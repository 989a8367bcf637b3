"""Cases in a table of comma-separated values, as each helpdesk exports them."""

import csv
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TextIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.phones import normalize_phone
from helpdesk.spreadsheet import unguarded
from tickets.importing.found import LONGEST_TEXT, FoundCase, FoundMessage, Place, UnreadableError
from tickets.models import Ticket

FIELDS = {
    "number_there": gettext_lazy("Number there"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("First message"),
    "name": gettext_lazy("Name of the requester"),
    "email": gettext_lazy("E-mail of the requester"),
    "phone": gettext_lazy("Phone of the requester"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "order_reference": gettext_lazy("Order"),
    "created_at": gettext_lazy("Created"),
}
"""What a column can be, and its name on the page."""
NEEDED = ("subject", "body")
"""One of them must be there."""
USUAL_NAMES = {
    "number_there": {"number", "id", "ticket id", "ticket number", "case", "case number", "conversation id"},
    "subject": {"subject", "title", "summary"},
    "body": {"body", "description", "message", "first message", "text", "preview", "content"},
    "name": {"name", "requester", "requester name", "customer", "customer name", "full name", "contact", "from"},
    "email": {"email", "e-mail", "requester email", "requester e-mail", "customer email", "email address", "mail"},
    "phone": {"phone", "telephone", "requester phone", "customer phone", "mobile", "phone number"},
    "status": {"status", "state", "ticket status"},
    "priority": {"priority", "urgency"},
    "order_reference": {"order", "order number", "order id", "order reference", "booking"},
    "created_at": {
        "created",
        "created at",
        "created on",
        "date",
        "opened",
        "opened at",
        "created time",
        "date created",
    },
}
"""The headings of the exports that people bring, in small letters."""
STATUSES = {
    "on hold": Ticket.Status.PENDING,
    "on-hold": Ticket.Status.PENDING,
    "hold": Ticket.Status.PENDING,
    "waiting": Ticket.Status.PENDING,
    "waiting on customer": Ticket.Status.PENDING,
    "active": Ticket.Status.OPEN,
    "reopened": Ticket.Status.OPEN,
    "in progress": Ticket.Status.OPEN,
    "resolved": Ticket.Status.SOLVED,
    "done": Ticket.Status.SOLVED,
}
STATUSES_THERE = [status for status in Ticket.Status if status != Ticket.Status.MERGED]
PRIORITIES = {
    "medium": Ticket.Priority.NORMAL,
    "critical": Ticket.Priority.URGENT,
    "very high": Ticket.Priority.URGENT,
    "very low": Ticket.Priority.LOW,
}
DELIMITERS = ",;\t|"
LONGEST_FIELD = 4_000_000
"""Characters that the reader takes for one field before it gives the file up."""
WORDS_SHOWN = 80


class Table:
    """How a file is written, and the headings in its first row. Raises UnreadableError when there is none, or one
    stands there twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = _encoding(path)
        self.delimiter = _delimiter(path, self.encoding)
        csv.field_size_limit(LONGEST_FIELD)
        with self.opened() as file:
            try:
                row = next(csv.reader(file, delimiter=self.delimiter), [])
            except csv.Error:
                row = []
        self.headings = [cell.replace("\0", "").strip() for cell in row]
        self.named = [heading for heading in self.headings if heading]
        if not self.named:
            raise UnreadableError(_("The file has no headings in its first row."))
        twice = next((heading for heading in self.named if self.named.count(heading) > 1), None)
        if twice:
            raise UnreadableError(_("Two columns are called “%(heading)s”. Rename one of them.") % {"heading": twice})

    def opened(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that holds anything, with its number in the file; the headings are row 1."""
        with self.opened() as file:
            numbered = enumerate(csv.reader(file, delimiter=self.delimiter), start=1)
            next(numbered, None)
            try:
                for number, row in numbered:
                    if any(cell.strip() for cell in row):
                        yield number, row
            except csv.Error as error:
                raise UnreadableError(
                    _("The file cannot be read as a table (%(error)s). Is a quotation mark missing?") % {"error": error}
                ) from None


class CsvCases:
    """A table with a row of headings. `columns` maps names of FIELDS to headings; `zone` is where times without a
    time zone were written. Raises UnreadableError when the file is no table, or a column is missing.
    """

    def __init__(self, path: Path, *, columns: dict[str, str], zone: tzinfo) -> None:
        self.table, self.zone = Table(path), zone
        headings = self.table.headings
        missing = [heading for heading in columns.values() if heading not in headings]
        if missing:
            raise UnreadableError(
                _("The file has no column “%(column)s”. Choose the columns again.") % {"column": missing[0]}
            )
        self.columns = {field: headings.index(heading) for field, heading in columns.items()}
        self.total = sum(1 for _row in self.table.rows())

    def places(self, *, after: int = 0) -> Iterator[Place]:
        """See Source."""
        for number, row in itertools.islice(self.table.rows(), after, None):
            said = {field: _cell(row, column) for field, column in self.columns.items()}
            what = (said.get("subject") or said.get("body") or said.get("email") or "")[:WORDS_SHOWN]
            try:
                yield Place(number, what, case=self._case(said))
            except UnreadableError as error:
                yield Place(number, what, problem=str(error))

    def _case(self, said: dict[str, str]) -> FoundCase:
        body = said.get("body") or said.get("subject", "")
        if not body:
            raise UnreadableError(_("There is neither a subject nor a text."))
        if len(body) > LONGEST_TEXT:
            raise UnreadableError(
                _("The text has %(length)d characters; %(most)d is the most.")
                % {"length": len(body), "most": LONGEST_TEXT}
            )
        email, phone = _email(said.get("email", "")), _phone(said.get("phone", ""))
        created = self._moment(said.get("created_at", ""))
        key = _key(said.get("number_there", ""), said.get("subject", ""), body, email, said.get("created_at", ""))
        return FoundCase(
            subject=said.get("subject") or " ".join(body.split())[:200],
            messages=[FoundMessage(key, body, created)],
            name=said.get("name", "") if "@" not in said.get("name", "") else "",
            email=email,
            phone=phone,
            status=_choice(said.get("status", ""), STATUSES_THERE, STATUSES, missing=Ticket.Status.CLOSED),
            priority=_choice(said.get("priority", ""), Ticket.Priority, PRIORITIES, missing=Ticket.Priority.NORMAL),
            channel=Ticket.Channel.EMAIL if email else Ticket.Channel.DESK,
            order_reference=said.get("order_reference", "")[:64],
            number_there=said.get("number_there", "")[:64],
        )

    def _moment(self, text: str) -> datetime:
        if not text:
            return timezone.now()
        moment = _read_moment(text)
        if moment is None:
            raise UnreadableError(
                _("“%(text)s” is no date that can be read in one way only. Write it like 2026-04-03 14:00.")
                % {"text": text[:WORDS_SHOWN]}
            )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
        if moment.year < 1990 or moment > timezone.now() + timedelta(days=1):
            raise UnreadableError(_("%(text)s cannot be when it was created.") % {"text": text[:WORDS_SHOWN]})
        return moment.astimezone(UTC)


def guess_columns(headings: list[str]) -> dict[str, str]:
    """Which heading stands for which of FIELDS, for those that people usually write."""
    known = {heading.lower().replace("_", " "): heading for heading in headings if heading}
    guessed = {}
    for field, names in USUAL_NAMES.items():
        fitting = [heading for name, heading in known.items() if name in names and heading not in guessed.values()]
        if fitting:
            guessed[field] = fitting[0]
    return guessed


def _encoding(path: Path) -> str:
    """UTF-8 when it is that, with or without a mark; else what spreadsheets of the West write."""
    with path.open("rb") as file:
        if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(path: Path, encoding: str) -> str:
    """Whichever stands most often in the first line."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(LONGEST_FIELD)
    return max(DELIMITERS, key=first.count)


def _cell(row: list[str], column: int) -> str:
    return unguarded(row[column].replace("\0", "").strip()) if column < len(row) else ""


def _key(*parts: str) -> str:
    # A number alone would not do: two helpdesks both have a case 7.
    return "csv:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _email(text: str) -> str:
    if not text:
        return ""
    address = text.strip("<>").strip()
    try:
        validate_email(address)
    except ValidationError:
        raise UnreadableError(_("“%(text)s” is no e-mail address.") % {"text": text[:WORDS_SHOWN]}) from None
    return address.lower()


def _phone(text: str) -> str:
    phone = normalize_phone(text)
    if text and not phone:
        raise UnreadableError(
            _("“%(text)s” is no telephone number with its country code.") % {"text": text[:WORDS_SHOWN]}
        )
    return phone


def _choice(text: str, choices: Iterable[TextChoices], other_words: dict[str, str], *, missing: str) -> str:
    word = text.lower()
    if not word:
        return missing
    known = {choice.value: choice.value for choice in choices}
    known |= {choice.label.lower(): choice.value for choice in choices}
    found = known.get(word) or other_words.get(word)
    if found is None:
        raise UnreadableError(
            _("“%(text)s” is not known here. Known are: %(known)s.")
            % {"text": text[:WORDS_SHOWN], "known": ", ".join(choice.value for choice in choices)}
        )
    return found


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None
