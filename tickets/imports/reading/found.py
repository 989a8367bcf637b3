"""The data classes of what a file holds: one case, its messages, its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tickets.models import Ticket


@dataclass(frozen=True)
class FoundMessage:
    """Something that was written: by us when `is_ours`, else by the requester.

    `key` is the same whenever the same message is read again, from this file or another.
    """

    key: str
    body: str
    at: datetime
    is_ours: bool = False


@dataclass(frozen=True)
class FoundCase:
    """One case of a file; its messages are in the order in which they were written, and there is at least one."""

    subject: str
    messages: list[FoundMessage]
    name: str = ""
    email: str = ""
    phone: str = ""
    status: str = Ticket.Status.CLOSED
    priority: str = Ticket.Priority.NORMAL
    channel: str = Ticket.Channel.EMAIL
    order_reference: str = ""
    number_there: str = ""
    """Its number in the helpdesk that it comes from."""
    remarks: tuple[str, ...] = ()
    """What could not be read as it was written, and what was taken instead; for those who work on the case."""
    continues: str = ""
    """The key of an earlier message of the same file whose case this goes on with."""


@dataclass(frozen=True)
class Place:
    """Where in the file a case stands, and the case, or why it cannot be read."""

    number: int
    """Counted from 1: the row of a table as a spreadsheet counts it, the first message of a thread in a mailbox."""
    what: str
    """By which a person finds it: the subject, else the first words."""
    case: FoundCase | None = None
    problem: str = ""


class Source(Protocol):
    """A file that cases are read from, always in the same order."""

    total: int

    def places(self, *, after: int = 0) -> Iterator[Place]:
        """The cases, without the first `after` of them."""

    def place_unread(self, position: int) -> Place:
        """Where the case after the first `position` ones stands, without reading it."""
