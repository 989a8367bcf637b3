"""Opening hours: spans of the week, holidays and special days, in the line's time zone, over changes of the clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from escalation.lines.opening import Opening, opening_at
from escalation.models import Line
from helpdesk.lib.calendars.week import Day, Span
from tickets.models import Calendar

NEW_YORK = ZoneInfo("America/New_York")
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


class Timetable:
    """The hours of a line in New York."""

    def __init__(self, *spans: tuple[int, str, str], days: tuple[Day, ...] = (), **fields: str) -> None:
        calendar = Calendar(timezone="America/New_York", **fields)
        rows = [
            Span(weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
            for weekday, opens, closes in spans
        ]
        calendar.fill_in(spans=rows, days=days)
        self.hours = Line(calendar=calendar).hours

    def at(self, moment: datetime) -> Opening:
        return opening_at(self.hours, moment)


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold)


def test_without_any_span_a_line_is_open_day_and_night():
    always = Timetable()
    assert always.at(local("2026-11-02T03:00")).is_open
    assert always.at(local("2026-11-01T23:59:59")).is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("08:59:59", False), ("09:00", True), ("12:30", False), ("13:00", True), ("17:59:59", True), ("18:00", False)],
)
def test_a_day_may_have_several_spans(moment, is_open):
    day = Timetable((MONDAY, "09:00", "12:30"), (MONDAY, "13:00", "18:00"))
    assert day.at(local(f"2026-11-02T{moment}")).is_open is is_open


def test_the_moment_is_judged_in_the_zone_of_the_line():
    day = Timetable((MONDAY, "09:00", "17:00"))
    assert day.at(datetime(2026, 11, 2, 14, 0, tzinfo=UTC)).is_open
    assert not day.at(datetime(2026, 11, 2, 13, 59, tzinfo=UTC)).is_open


def test_a_span_may_end_after_midnight():
    night = Timetable((SATURDAY, "20:00", "02:00"))
    assert night.at(local("2026-11-07T23:00")).is_open
    assert night.at(local("2026-11-08T01:59")).is_open
    assert not night.at(local("2026-11-08T02:00")).is_open
    assert not night.at(local("2026-11-07T01:00")).is_open


def test_a_span_until_midnight_joins_the_next_day():
    days = Timetable((SATURDAY, "00:00", "00:00"), (SUNDAY, "00:00", "06:00"))
    assert all(days.at(local(f"2026-11-{moment}")).is_open for moment in ("07T00:00", "07T23:59:59", "08T00:00"))


def test_in_the_night_when_the_clock_goes_back_the_hour_that_comes_twice_is_open_twice():
    night = Timetable((SUNDAY, "01:00", "02:00"))
    assert night.at(local("2026-11-01T01:30", fold=0)).is_open
    assert night.at(local("2026-11-01T01:30", fold=1)).is_open
    assert not night.at(local("2026-11-01T02:00")).is_open
    assert not night.at(local("2026-11-01T00:59")).is_open


def test_in_the_night_when_the_clock_goes_forward_the_hour_that_is_missing_opens_nothing_twice():
    night = Timetable((SUNDAY, "02:30", "04:00"))
    assert not night.at(datetime(2026, 3, 8, 6, 59, tzinfo=UTC)).is_open  # 01:59 EST
    assert night.at(datetime(2026, 3, 8, 7, 30, tzinfo=UTC)).is_open  # 03:30 EDT, the 02:30 that there was not
    assert not night.at(datetime(2026, 3, 8, 8, 0, tzinfo=UTC)).is_open  # 04:00 EDT


def test_it_says_when_it_opens_next_with_the_clock_of_that_day():
    week = Timetable((SATURDAY, "09:00", "17:00"), (MONDAY, "09:00", "17:00"))
    closed = week.at(local("2026-10-31T17:00"))
    assert not closed.is_open
    assert closed.opens_at == local("2026-11-02T09:00")
    assert closed.opens_at.astimezone(UTC).hour == 14  # winter time by then


def test_a_line_that_never_opens_again_soon_names_no_moment():
    assert (
        Timetable((MONDAY, "09:00", "10:00"), days=special(*range(1, 31))).at(local("2026-11-01T09:00")).opens_at
        is None
    )


def special(*november: int) -> tuple[Day, ...]:
    return tuple(Day(date=date(2026, 11, day), name="Move", opens=None, closes=None) for day in november)


def test_a_public_holiday_closes_the_line_and_names_itself():
    week = Timetable((3, "09:00", "17:00"), (4, "09:00", "17:00"), holiday_country="US", holiday_subdivision="NY")
    thanksgiving = week.at(local("2026-11-26T10:00"))
    assert (thanksgiving.is_open, thanksgiving.holiday) == (False, "Thanksgiving Day")
    assert thanksgiving.opens_at == local("2026-11-27T09:00")


def test_a_special_day_has_the_last_word_over_holiday_and_week():
    hours = Day(date=date(2026, 11, 26), name="Gala", opens=time(18), closes=time(23))
    closed = Day(date=date(2026, 11, 27), name="Staff day", opens=None, closes=None)
    week = Timetable((3, "09:00", "17:00"), (4, "09:00", "17:00"), days=(hours, closed), holiday_country="US")
    assert week.at(local("2026-11-26T19:00")).is_open
    assert not week.at(local("2026-11-26T10:00")).is_open
    assert week.at(local("2026-11-27T10:00")).holiday == "Staff day"


def test_a_country_that_nobody_knows_has_no_holidays():
    assert Timetable(holiday_country="XX").at(local("2026-12-25T10:00")).is_open
