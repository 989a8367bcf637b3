"""Who must know what came of a callback: a floor above has its own rows of the same call.

It says so in its `AppConfig.ready()`; this floor need not know them.
"""

from datetime import datetime
from typing import Protocol

from escalation.models import Callback
from helpdesk.accounts.models import User


class Listener(Protocol):
    """What else is settled by the one form. The case and its callback are locked by then."""

    def notes(self, callback: Callback, *, by: User) -> str:
        """What this person wrote down during the call, for the form to begin with."""

    def told(self, callback: Callback, *, outcome: str, note: str, by: User, at: datetime) -> None:
        """The outcome was recorded."""


LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Once, while the apps are set up."""
    LISTENERS.append(listener)


def notes_of(callback: Callback, *, by: User) -> str:
    return "\n\n".join(filter(None, (listener.notes(callback, by=by) for listener in LISTENERS)))


def tell_outcome(callback: Callback, *, outcome: str, note: str, by: User, at: datetime) -> None:
    for listener in LISTENERS:
        listener.told(callback, outcome=outcome, note=note, by=by, at=at)
