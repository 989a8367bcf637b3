"""Opening hours of a line: whether it is open at a moment, and when it opens next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.lib.calendars.opening_hours import OpeningHours

LOOKS_AHEAD = timedelta(days=21)
"""Whoever opens later than this says "later"."""


@dataclass(frozen=True)
class Opening:
    """How a line stands at a moment."""

    is_open: bool
    holiday: str = ""
    """The name of the day that closes it, or ""."""
    opens_at: datetime | None = None
    """In the line's time zone; None while it is open, and when it does not open soon."""


OPEN = Opening(is_open=True)


def opening_at(hours: OpeningHours, moment: datetime) -> Opening:
    """How a line with these hours stands at `moment` (aware)."""
    if hours.is_open(moment):
        return OPEN
    opens_at = hours.next_opening(moment, within=LOOKS_AHEAD)
    return Opening(is_open=False, holiday=hours.closing_day(moment), opens_at=opens_at)
