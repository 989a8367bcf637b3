"""Hooks on the outcome of a callback, for a floor above that has its own rows of the same call.

It says so in its `AppConfig.ready()`; this floor need not know them.
"""

from datetime import datetime
from typing import Protocol

from escalation.models import Callback, Disposition
from helpdesk.accounts.models import User


class Listener(Protocol):
    """What else is settled by the one form. The case and its callback are locked by then."""

    def notes(self, callback: Callback, *, by: User) -> str:
        """What this person wrote down during the call, for the form to begin with."""

    def outcome_recorded(
        self, callback: Callback, *, outcome: str, disposition: Disposition | None, note: str, by: User, at: datetime
    ) -> None:
        """The outcome was recorded."""


LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Once, while the apps are set up."""
    LISTENERS.append(listener)


def notes_of(callback: Callback, *, by: User) -> str:
    return "\n\n".join(filter(None, (listener.notes(callback, by=by) for listener in LISTENERS)))


def outcome_recorded(
    callback: Callback, *, outcome: str, disposition: Disposition | None, note: str, by: User, at: datetime
) -> None:
    for listener in LISTENERS:
        listener.outcome_recorded(callback, outcome=outcome, disposition=disposition, note=note, by=by, at=at)
