"""Opening hours over the year, in their own time zone: past midnight, on holidays, over changes of the clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LONGEST = timedelta(days=366)
Interval = tuple[datetime, datetime]
"""From and until, both in UTC: there a subtraction tells the truth on the night of a clock change."""


class WeeklySpan(Protocol):
    """Hours of one weekday (0 is Monday). Whoever closes no later than they open closes on the next day."""

    weekday: int
    opens: time
    closes: time


class SpecialHours(Protocol):
    """A date that keeps other hours than its weekday; without any it is closed."""

    date: date
    name: str
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class OpeningHours:
    """The hours of a line or a desk, read once. Without any span they are day and night, but for the holidays."""

    zone: ZoneInfo
    spans: Sequence[WeeklySpan] = ()
    special_days: Sequence[SpecialHours] = ()
    country: str = ""
    """Two letters of ISO 3166; its public holidays are closed."""
    subdivision: str = ""

    def is_open(self, moment: datetime) -> bool:
        # A span of yesterday may end after midnight.
        today = self._day_of(moment)
        return any(opens <= moment < closes for day in (today - DAY, today) for opens, closes in self.spans_on(day))

    def next_opening(self, moment: datetime, *, within: timedelta) -> datetime | None:
        """When it opens the first time after `moment`, in its own zone; None when it does not within so many days."""
        today = self._day_of(moment)
        for ahead in range(within.days):
            later = [opens for opens, _closes in self.spans_on(today + ahead * DAY) if opens > moment]
            if later:
                return min(later).astimezone(self.zone)
        return None

    def closing_day(self, moment: datetime) -> str:
        """The name of the day that keeps it closed, or ""."""
        day = self._day_of(moment)
        special = self._special_on(day)
        if special:
            return special.name if special.opens is None else ""
        return self._public_holiday(day)

    def deadline(self, since: datetime, allowed: timedelta) -> datetime:
        """When so much opening time will have passed, in UTC: at the end of a day its end, not the next morning.

        Hours that do not bring enough opening time together within a year count as day and night: a promise that
        nobody has to keep helps nobody.
        """
        left = allowed
        for opens, closes in self.open_between(since, since + LONGEST):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return since.astimezone(UTC) + allowed

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How much opening time lies between two moments."""
        return sum((closes - opens for opens, closes in self.open_between(since, until)), timedelta())

    def open_between(self, since: datetime, until: datetime) -> Iterator[Interval]:
        """When it is open between two moments, in order; spans that overlap count once."""
        if not (self.spans or self.special_days or self.country):
            yield since.astimezone(UTC), until.astimezone(UTC)
            return
        covered, until, last = since.astimezone(UTC), until.astimezone(UTC), self._day_of(until)
        day = self._day_of(since) - DAY
        while day <= last:
            for opens, closes in sorted(self.spans_on(day)):
                opens, closes = max(opens, covered), min(closes, until)
                if opens < closes:
                    yield opens, closes
                    covered = closes
            day += DAY

    def spans_on(self, day: date) -> Iterator[Interval]:
        """The spans that begin on `day`."""
        special = self._special_on(day)
        if special and special.opens is not None and special.closes is not None:
            hours = [(special.opens, special.closes)]
        elif special or self._public_holiday(day):
            hours = []
        elif self.spans:
            hours = [(span.opens, span.closes) for span in self.spans if span.weekday == day.weekday()]
        else:
            hours = [(time(), time())]
        for opens, closes in hours:
            yield self._instant(day, opens), self._instant(day if closes > opens else day + DAY, closes)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _special_on(self, day: date) -> SpecialHours | None:
        return next((special for special in self.special_days if special.date == day), None)

    def _public_holiday(self, day: date) -> str:
        return public_holidays(self.country, self.subdivision, day.year).get(day, "") if self.country else ""

    def _instant(self, day: date, clock: time) -> datetime:
        local = datetime.combine(day, clock, tzinfo=self.zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return moment
        # The clock is put forward over this time: what should begin or end then does so at the jump.
        jump = local.replace(fold=1).astimezone(UTC)
        while jump.astimezone(self.zone).utcoffset() == local.utcoffset():
            jump += MINUTE
        return jump


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year. A place that the package does not know has none: a line must be answered."""
    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return {}
