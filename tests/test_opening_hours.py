"""Opening time is counted as a person with a watch counts it, on every minute of the days on which clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from helpdesk.lib.calendars.opening_hours import OpeningHours

MINUTE = timedelta(minutes=1)
CHANGES = [
    ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
    ("Europe/London", date(2026, 3, 29), date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),  # by half an hour
    ("America/Santiago", date(2026, 9, 6), date(2026, 4, 4)),  # at midnight
    ("Pacific/Auckland", date(2026, 9, 27), date(2026, 4, 5)),
    ("Africa/Casablanca", date(2026, 3, 22), date(2026, 2, 15)),  # for the month of Ramadan, against the sun
]
"""A time zone, and the days on which its clocks go forward and back."""
SHIFTS = {
    "office": [("09:00", "17:00")],
    "night": [("22:00", "06:00")],
    "two shifts": [("00:30", "03:30"), ("13:00", "21:15")],
    "always": [("00:00", "00:00")],
}
ALLOWED = [30, 240, 600]
"""Minutes of a first, a next reply and a solution."""


@dataclass(frozen=True)
class Span:
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Special:
    date: date
    name: str = "Closed"
    opens: time | None = None
    closes: time | None = None


def hours(zone: str, *shifts: tuple[str, str], special_days: tuple[Special, ...] = (), **fields: str) -> OpeningHours:
    clocks = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in shifts]
    spans = [Span(weekday, *clock) for weekday in range(7) for clock in clocks]
    return OpeningHours(ZoneInfo(zone), spans, special_days, **fields)


def day_of(zone: str, day: date) -> tuple[datetime, datetime]:
    """Its first moment and that of the next day, in UTC."""
    first, after = (datetime.combine(d, time(), tzinfo=ZoneInfo(zone)) for d in (day, day + timedelta(days=1)))
    return first.astimezone(UTC), after.astimezone(UTC)


def shows_open(zone: ZoneInfo, shifts: list[tuple[str, str]], minute: datetime) -> bool:
    """What a person reads off the wall clock, who knows no time zones: from nine to five, from ten at night to six."""
    clock = minute.astimezone(zone).strftime("%H:%M")
    return any(o <= clock < c if o < c else clock >= o or clock < c for o, c in shifts)


def by_the_watch(zone: str, shifts: list[tuple[str, str]], since: datetime, minutes: int) -> list[int]:
    """How many open minutes have passed before each minute from `since` on: counted one by one."""
    one_by_one = (shows_open(ZoneInfo(zone), shifts, since + passed * MINUTE) for passed in range(minutes))
    return [0, *accumulate(map(int, one_by_one))]


def minutes_of_the_day(zone: str, day: date) -> Iterator[datetime]:
    first, after = day_of(zone, day)
    while first < after:
        yield first
        first += MINUTE


@pytest.mark.parametrize("shifts", SHIFTS.values(), ids=SHIFTS.keys())
@pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, *days in CHANGES for day in days], ids=str)
def test_a_deadline_is_right_for_every_minute_of_a_day_on_which_the_clock_changes(zone, day, shifts):
    table, (since, after) = hours(zone, *shifts), day_of(zone, day)
    assert after - since != timedelta(days=1), "on this day no clock changes"
    passed = by_the_watch(zone, shifts, since, 5 * 24 * 60)
    reached = {}
    for minute, count in enumerate(passed):
        reached.setdefault(count, minute)
    for minute, at in enumerate(minutes_of_the_day(zone, day)):
        for allowed in ALLOWED:
            expected = since + reached[passed[minute] + allowed] * MINUTE
            assert table.deadline(at, timedelta(minutes=allowed)) == expected, (at, allowed)


def test_the_days_of_the_table_are_longer_and_shorter_by_what_the_clock_changes():
    lengths = {
        zone: [(after - first) for first, after in (day_of(zone, day) for day in days)] for zone, *days in CHANGES
    }
    half = timedelta(minutes=30)
    assert lengths.pop("Australia/Lord_Howe") == [timedelta(hours=24) - half, timedelta(hours=24) + half]
    assert set(map(tuple, lengths.values())) == {(timedelta(hours=23), timedelta(hours=25))}


def test_closed_days_do_not_count():
    christmas = datetime(2026, 12, 24, 16, 30, tzinfo=UTC)
    table = hours("Europe/London", ("09:00", "17:00"), country="GB", subdivision="ENG")
    # Christmas Day is a Friday, Boxing Day is kept on Monday as well; Saturday and Sunday are open at this desk.
    assert table.deadline(christmas, timedelta(hours=1)) == datetime(2026, 12, 27, 9, 30, tzinfo=UTC)
    party = Special(date(2026, 12, 27), "Party", time(9), time(9, 10))
    table = hours("Europe/London", ("09:00", "17:00"), special_days=(party, Special(date(2026, 12, 25))))
    assert table.deadline(christmas, timedelta(hours=9)) == datetime(2026, 12, 28, 9, 20, tzinfo=UTC)


def test_a_deadline_at_closing_time_is_closing_time():
    table = hours("Europe/London", ("09:00", "17:00"))
    assert table.deadline(datetime(2026, 1, 5, 16, tzinfo=UTC), timedelta(hours=1)) == datetime(
        2026, 1, 5, 17, tzinfo=UTC
    )


def test_hours_that_never_come_hold_nothing_up():
    closed = OpeningHours(ZoneInfo("UTC"), [Span(0, time(9), time(9, 1))])
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert closed.deadline(noon, timedelta(hours=2)) == noon + timedelta(hours=2)


def test_opening_time_between_two_moments_is_what_the_deadline_spends():
    table = hours("America/New_York", *SHIFTS["two shifts"])
    since = datetime(2026, 10, 30, 3, tzinfo=UTC)
    for passed in range(0, 7 * 24 * 60, 173):
        spent = table.open_time(since, since + passed * MINUTE)
        assert table.open_time(since, table.deadline(since, spent)) == spent
