"""How often a source is heard as a rule: what is usual at night, on Sundays, or for this shop is no alarm."""

from collections.abc import Set
from datetime import date

COMPARED = 4
"""Weeks."""
FEWEST = 3
"""With fewer weeks the source is new, and nothing is usual yet."""
FARTHEST = 8
"""Weeks; in some of them it may have been silent altogether."""

MISSED = 6
"""Hours in which the source was heard in each week before. With fewer of them even one that reports by chance, two or
three times a day, is taken for silent several times a year; with six about once at most."""
DAYS, HOURS = 7, 168
"""Of a week."""


def is_silent(heard: Set[int], *, listening: Set[int], now: int) -> bool:
    """Whether a source has been silent for longer than usual: in each week before it was heard often enough at the
    hours that have passed since it was heard last. All are numbers of hours; `listening` are those in which the desk
    listened, and there is one in `heard`."""
    last = now - 1  # the present hour is not over
    first = max(max(heard) + 1, last - HOURS + 1)
    # After an outage of the desk the silence begins anew: who tried meanwhile may try again later.
    first = max([first, *(number + 1 for number in range(first, last + 1) if number not in listening)])
    return min(usual_counts(heard, first=first, last=last, week=HOURS), default=0) >= MISSED


def is_day_off(day: date, seen: Set[date]) -> bool:
    """Whether a source that was seen on those days sent nothing on this day of the week in any of the weeks before, as
    a shop on Sundays. It must never have sent then: what may be missing is not to be denied."""
    numbers, number = {day.toordinal() for day in seen}, day.toordinal()
    counts = usual_counts(numbers, first=number, last=number, week=DAYS)
    return bool(counts) and not any(counts)


def usual_counts(heard: Set[int], *, first: int, last: int, week: int) -> list[int]:
    """In how many hours (or days) from `first` to `last` the source was heard in each of the weeks before, the latest
    first; empty while too few are known.

    `heard` has the numbers of the hours (or days) in which it was heard, of which `week` make a week; the stretch is
    no longer than that. A week without any is passed over: it was an outage, which makes no rule.
    """
    counts: list[int] = []
    for weeks in range(1, FARTHEST + 1):
        back = weeks * week
        if len(counts) < COMPARED and any(last - back - week < number <= last - back for number in heard):
            counts.append(sum(first - back <= number <= last - back for number in heard))
    return counts if len(counts) >= FEWEST else []
