"""Who must know that a requester asked on a help page for a manager, or for their data.

A floor above says in its `AppConfig.ready()` what follows from it; this floor knows no managers.
"""

from datetime import datetime
from typing import Protocol

from tickets.models import Ticket


class Listener(Protocol):
    """What is asked for. The case is locked by then."""

    def asked_for_manager(self, ticket: Ticket, *, words: str, at: datetime) -> None:
        """The requester wants to talk to a manager, and says why, or nothing."""

    def asked_for_data(self, ticket: Ticket, *, words: str, due_at: datetime, at: datetime) -> None:
        """Somebody who may must send them their data, or erase it, by then."""


LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Once, while the apps are set up."""
    LISTENERS.append(listener)
