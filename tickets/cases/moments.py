"""A moment that is offered to choose from: until when a case is put away, by when something is promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=366)
"""Nobody means a moment further away than this."""


@dataclass(frozen=True)
class Choice:
    """One of them, as the form names it and as a person reads it."""

    name: str
    label: str
    moment: datetime
