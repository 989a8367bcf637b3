"""Moments that are offered to choose from: for a snooze, for the deadline of a promise."""

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
