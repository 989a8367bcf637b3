"""Opening hours of a line: whether it is open at a moment, and when it opens next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from escalation.models import Line, OpeningSpan, SpecialDay
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


@dataclass(frozen=True)
class Timetable:
    """The hours of a line, read once. Without any span the line is open day and night, but for its holidays."""

    line: Line
    spans: Sequence[OpeningSpan] = ()
    special_days: Sequence[SpecialDay] = field(default=())

    def at(self, moment: datetime) -> Opening:
        """How the line stands at `moment` (aware)."""
        line = self.line
        hours = OpeningHours(line.zone, self.spans, self.special_days, line.holiday_country, line.holiday_subdivision)
        if hours.is_open(moment):
            return OPEN
        opens_at = hours.next_opening(moment, within=LOOKS_AHEAD)
        return Opening(is_open=False, holiday=hours.closing_day(moment), opens_at=opens_at)


def timetable_of(line: Line, *, around: datetime) -> Timetable:
    """The hours of a line as far as they matter around a moment: two queries."""
    near = around.astimezone(line.zone).date()
    special_days = line.special_days.filter(date__range=(near - timedelta(days=1), near + LOOKS_AHEAD))
    return Timetable(line, list(line.opening_spans.all()), list(special_days))
