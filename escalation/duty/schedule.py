"""Read duty schedules: who is on duty at a moment, and where the week has a gap. Nothing here writes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from escalation.models import Duty
from helpdesk.accounts.models import User

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
Interval = tuple[datetime, datetime]


def duty_of(user: User) -> Duty | None:
    """The duty of a person whose row was read along; None when there is none."""
    return getattr(user, "duty", None)


def is_on_duty(duty: Duty | None, *, at: datetime) -> bool:
    """The switch while it holds, else the plan; without either a person is on duty."""
    if duty is None:
        return True
    if is_switched(duty, at=at):
        return duty.switch == Duty.Switch.ON
    return is_planned(duty, at=at)


def is_switched(duty: Duty, *, at: datetime) -> bool:
    """Whether the switch overrules the plan at this moment."""
    return duty.switch != Duty.Switch.PLAN and (duty.switch_until is None or at < duty.switch_until)


def is_planned(duty: Duty, *, at: datetime) -> bool:
    """Whether the hours of the plan contain this moment."""
    return bool(planned_hours(duty, since=at, until=at + MOMENT))


def planned_hours(duty: Duty | None, *, since: datetime, until: datetime) -> list[Interval]:
    """When the plan has this person on duty between two moments, in UTC, in order and without overlaps.

    Beginnings and ends are read off the wall clock of the plan's time zone, so 22:00 to 06:00 is just that in a night
    in which the clock is set forward or back, be it seven hours, eight or nine.
    """
    plan = duty.calendar.hours if duty and duty.calendar else None
    if plan is None or not plan.spans:
        return [(since, until)]
    zone = plan.zone
    # A span of the evening before reaches into the first day.
    first = since.astimezone(zone).date() - DAY
    found = []
    for offset in range((until - since).days + 3):
        day = first + offset * DAY
        for span in plan.spans:
            if span.weekday == day.weekday():
                last = day if span.opens < span.closes else day + DAY
                found.append((_moment(day, span.opens, zone), _moment(last, span.closes, zone)))
    return merged((max(begin, since), min(end, until)) for begin, end in found)


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    # In UTC, because two moments of one zone are compared by their wall clocks, which a change of the clock confuses.
    return datetime.combine(day, clock, zone).astimezone(UTC)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps; empty and backward intervals vanish."""
    joined: list[Interval] = []
    for begin, end in sorted(intervals):
        if begin >= end:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def gaps(covered: Iterable[Interval], *, since: datetime, until: datetime) -> list[Interval]:
    """What of the time between two moments nothing covers."""
    free, reached = [], since
    for begin, end in merged(covered):
        if begin > reached:
            free.append((reached, begin))
        reached = max(reached, end)
    return [*free, (reached, until)] if reached < until else free


def duty_hours(duty: Duty | None, *, at: datetime, until: datetime) -> list[Interval]:
    """When this person is on duty from now until then: the plan, and the switch as it stands."""
    planned = planned_hours(duty, since=at, until=until)
    if duty is None or not is_switched(duty, at=at):
        return planned
    back = min(duty.switch_until or until, until)
    rest = [(max(begin, back), end) for begin, end in planned]
    return merged([(at, back), *rest] if duty.switch == Duty.Switch.ON else rest)


def tomorrow_morning(zone: tzinfo, *, at: datetime) -> datetime:
    """When a switch that somebody forgot lets go: nobody is rung at midnight because a day began."""
    return _moment(at.astimezone(zone).date() + DAY, time(6), zone)
