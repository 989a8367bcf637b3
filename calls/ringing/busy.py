"""Busy people, who are left in peace when phones ring: they talk, or wrap up a talk that just ended."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet, Value

from calls.models import Leg, Talk

TALKING, WRITING = "talking", "writing"


def busy_queries(*, at: datetime) -> dict[str, QuerySet]:
    """The pks of people who talk, and of those who write, to be asked along with another query."""
    return {
        TALKING: Leg.objects.talking().values("user"),
        WRITING: Talk.objects.wrapping_up(at=at).values("leg__user"),
    }


def busy_people(people: Iterable[int], *, at: datetime) -> dict[int, str]:
    """Those of `people` who are busy, and with what. Whoever talks and still has to write, talks."""
    people = set(people)
    talking = Leg.objects.talking().filter(user__in=people).order_by().values_list("user", Value(TALKING))
    writing = Talk.objects.wrapping_up(at=at).filter(leg__user__in=people).order_by()
    rows = talking.union(writing.values_list("leg__user", Value(WRITING)))
    return dict(sorted(rows, key=lambda row: row[1] == TALKING))


def people_to_ring(people: Iterable[int], busy: Mapping[int, str]) -> set[int]:
    """Those who are free; else those who write; else all, for a caller must not reach nobody.

    It is a person who is busy, with all devices: a browser would ring on beside the mobile that they talk on.
    """
    people = set(people)
    return (
        {person for person in people if person not in busy}
        or {person for person in people if busy[person] != TALKING}
        or people
    )
