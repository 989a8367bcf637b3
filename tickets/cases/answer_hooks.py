"""Who must know that a requester was answered, or that an answer was taken back before it left.

A floor above says in its `AppConfig.ready()` what follows for its rows; this floor need not know them.
"""

from datetime import datetime
from typing import Protocol

from helpdesk.accounts.models import User
from tickets.models import Ticket


class Listener(Protocol):
    """What else ends with an answer. The case is locked by then."""

    def answered(self, ticket: Ticket, *, by: User | None, at: datetime) -> None:
        """The requester was written to, or spoken to."""

    def taken_back(self, ticket: Ticket, *, by: User, answered_at: datetime, at: datetime) -> None:
        """The answer of that moment never left."""


LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Once, while the apps are set up."""
    LISTENERS.append(listener)


def tell_answered(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    for listener in LISTENERS:
        listener.answered(ticket, by=by, at=at)


def tell_taken_back(ticket: Ticket, *, by: User, answered_at: datetime, at: datetime) -> None:
    for listener in LISTENERS:
        listener.taken_back(ticket, by=by, answered_at=answered_at, at=at)
