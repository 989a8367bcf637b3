"""Whether a line is open at a moment, and when it opens next: in its own time zone, over changes of the clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from escalation.models import Line, OpeningSpan, SpecialDay

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
        today = moment.astimezone(self.line.zone).date()
        # A span of yesterday may end after midnight.
        for day in (today - timedelta(days=1), today):
            if any(opens <= moment < closes for opens, closes in self._spans_on(day)):
                return OPEN
        return Opening(is_open=False, holiday=self._closing_day(today), opens_at=self._next_opening(moment, today))

    def _next_opening(self, moment: datetime, today: date) -> datetime | None:
        for ahead in range(LOOKS_AHEAD.days):
            later = [opens for opens, _closes in self._spans_on(today + timedelta(days=ahead)) if opens > moment]
            if later:
                return min(later).astimezone(self.line.zone)
        return None

    def _closing_day(self, day: date) -> str:
        special = self._special_on(day)
        if special:
            return special.name if special.opens is None else ""
        return self._public_holiday(day)

    def _special_on(self, day: date) -> SpecialDay | None:
        return next((special for special in self.special_days if special.date == day), None)

    def _public_holiday(self, day: date) -> str:
        if not self.line.holiday_country:
            return ""
        return public_holidays(self.line.holiday_country, self.line.holiday_subdivision, day.year).get(day, "")

    def _spans_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans that begin on `day`, in UTC: there a subtraction tells the truth on the night of a clock change."""
        special = self._special_on(day)
        if special:
            hours = [(special.opens, special.closes)] if special.opens is not None else []
        elif self._public_holiday(day):
            hours = []
        elif self.spans:
            hours = [(span.opens, span.closes) for span in self.spans if span.weekday == day.weekday()]
        else:
            hours = [(time(), time())]
        for opens, closes in hours:
            ends_on = day if closes > opens else day + timedelta(days=1)
            yield self._instant(day, opens), self._instant(ends_on, closes)

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.line.zone).astimezone(UTC)


def timetable_of(line: Line, *, around: datetime) -> Timetable:
    """The hours of a line as far as they matter around a moment: two queries."""
    near = around.astimezone(line.zone).date()
    special_days = line.special_days.filter(date__range=(near - timedelta(days=1), near + LOOKS_AHEAD))
    return Timetable(line, list(line.opening_spans.all()), list(special_days))


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year. A place that the package does not know has none: a line must be answered."""
    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return {}
