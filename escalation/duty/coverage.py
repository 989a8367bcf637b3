"""Coverage of a ring group in the next seven days: who is on duty when, and where nobody is."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalation.duty.schedule import Interval, duty_hours, duty_of, gaps
from escalation.models import RingGroup, RingGroupMember
from helpdesk.lib.moments import clock_in_use, say_time

DAYS = 7
WIDTH = 240
"""Of a day in the drawing: ten units an hour, on a day that has twenty-four."""


Bar = dict[str, float | str]
"""A stretch of one day, from `x` and `width` wide, and what it says in `words`."""


def coverage_of(group: RingGroup, *, at: datetime, zone: tzinfo) -> list[dict[str, Any]]:
    """A grid for each tier that has people, from today on, in the time of whoever looks at it.

    It has the bars of each day, for each person and for the hours in which there is none, and these gaps in words.
    """
    members = list(
        group.members.filter(user__is_active=True)
        .select_related("user__duty__calendar")
        .order_by("tier", "user__name", "pk")
    )
    today = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # The beginnings of today and the days after it, and the end of the last. A day may have 23 or 25 hours.
    days = [today + timedelta(days=day) for day in range(DAYS + 1)]
    grids = []
    for tier in RingGroupMember.Tier:
        people = [
            (member.user, duty_hours(duty_of(member.user), at=at, until=days[-1]))
            for member in members
            if member.tier == tier
        ]
        if not people:
            continue
        gaps_in_words = []
        missing = gaps([interval for _person, hours in people for interval in hours], since=at, until=days[-1])
        for gap in missing:
            begin, end = (moment.astimezone(zone) for moment in gap)
            last = "" if begin.date() == end.date() else f"{date_format(end, 'D')} "
            words = f"{date_format(begin, 'D')} {say_time(begin, zone)} - {last}{say_time(end, zone)}"
            gaps_in_words.append(words)
        grid = {
            "tier": str(tier.label),
            "days": days[:-1],
            "people": [(person, _by_day(hours, days)) for person, hours in people],
            "nobody": _by_day(missing, days) if missing else [],
            "gaps": gaps_in_words,
        }
        grids.append(grid)
    return grids


def _by_day(intervals: Iterable[Interval], days: Sequence[datetime]) -> list[list[Bar]]:
    intervals = list(intervals)
    bars: list[list[Bar]] = []
    for day, after in pairwise(days):
        bars.append([])
        whole = after.timestamp() - day.timestamp()
        inside = [(max(begin, day), min(end, after)) for begin, end in intervals if begin < after and end > day]
        for begin, end in inside:
            x = (begin.timestamp() - day.timestamp()) / whole * WIDTH
            width = (end.timestamp() - begin.timestamp()) / whole * WIDTH
            is_whole_day = begin.timestamp() <= day.timestamp() and end.timestamp() >= after.timestamp()
            words = _("all day") if is_whole_day else f"{_clock(begin, day)}-{_clock(end, day, ends=True)}"
            bars[-1].append({"x": round(x, 2), "width": round(width, 2), "words": words})
    return bars


def _clock(moment: datetime, day: datetime, *, ends: bool = False) -> str:
    local = moment.astimezone(day.tzinfo)
    is_midnight = (local.hour, local.minute) == (0, 0)
    return "24:00" if ends and is_midnight and clock_in_use() == "24" else say_time(local, local.tzinfo)
