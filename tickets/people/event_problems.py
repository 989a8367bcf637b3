"""Statistics of open cases by event and organizer, as far as a person may see them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from helpdesk.accounts.models import User
from tickets.models import Event, Organizer, Tag, Tagging, Ticket
from tickets.models.events import LONGEST_NIGHT
from tickets.models.tickets import TicketQuerySet

LATELY = timedelta(days=7)
MOST_TAGS = 8
MOST_URGENT = 10
NONE = {"open": 0, "waiting": 0, "late": 0}
"""A tally of the open cases about something: how many, on how many somebody waits, how many are past their SLA."""


def tally(cases: TicketQuerySet, *, by: str, at: datetime) -> dict[int, dict[str, int]]:
    """The open ones of `cases` for each value of the field `by`, in one query."""
    late = Q(reply_due_at__lt=at) | Q(solve_due_at__lt=at)
    counted = (
        cases.unfinished()
        .order_by()
        .values(by)
        .annotate(
            open=Count("pk"), waiting=Count("pk", filter=Q(waiting_since__isnull=False)), late=Count("pk", filter=late)
        )
    )
    return {row[by]: {name: row[name] for name in NONE} for row in counted}


def total(tallies: Iterable[dict[str, int]]) -> dict[str, int]:
    rows = list(tallies)
    return {name: sum(row[name] for row in rows) for name in NONE}


def tallied_events(events: Iterable[Event], user: User, *, at: datetime) -> list[tuple[Event, dict[str, int]]]:
    """These events with their open cases, in the same order."""
    events = list(events)
    found = tally(Ticket.objects.visible_to(user).filter(event__in=events), by="event", at=at)
    return [(event, found.get(event.pk, NONE)) for event in events]


def tallied_organizers(
    organizers: Iterable[Organizer], user: User, *, at: datetime
) -> list[tuple[Organizer, dict[str, int]]]:
    organizers = list(organizers)
    cases = Ticket.objects.visible_to(user).filter(event__organizer__in=organizers)
    found = tally(cases, by="event__organizer", at=at)
    return [(organizer, found.get(organizer.pk, NONE)) for organizer in organizers]


def with_next_event(organizers: QuerySet[Organizer], *, at: datetime) -> QuerySet[Organizer]:
    """`next_starts_at`: when the next of their events begins, or began tonight; `next_timezone`: that of its venue."""
    coming = Event.objects.filter(organizer=OuterRef("pk"), starts_at__gt=at - LONGEST_NIGHT)
    coming = coming.order_by("starts_at", "pk")
    first = {name: Subquery(coming.values(name)[:1]) for name in ("starts_at", "timezone")}
    return organizers.annotate(  # type: ignore[no-redef]  # django-stubs knows no annotation that its class declares
        next_starts_at=first["starts_at"], next_timezone=first["timezone"]
    )


def lingering(user: User, *, at: datetime) -> QuerySet[Event]:
    """Events that are over and still have open cases."""
    cases = Ticket.objects.visible_to(user).unfinished().filter(event__isnull=False)
    over = Event.objects.visible_to(user).filter(starts_at__lte=at - LONGEST_NIGHT)
    return over.filter(pk__in=cases.order_by().values("event")).order_by("-starts_at")


def kinds_of(event: Event, user: User) -> list[dict[str, Any]]:
    """What the open cases of an event are about: by their tags, and by the way they came; two queries.

    `word` and `value` narrow a list to a kind; `percent` is of the largest one: how long its bar is.
    """
    cases = Ticket.objects.visible_to(user).unfinished().filter(event=event).order_by()
    tagged = Tagging.objects.filter(ticket__in=cases).order_by().values_list("tag").annotate(count=Count("pk"))
    counts = dict(tagged.order_by("-count", "tag")[:MOST_TAGS])
    names = Tag.objects.in_bulk(counts)
    channels = dict(cases.values_list("channel").annotate(count=Count("pk")).order_by("-count", "channel"))
    kinds: list[dict[str, Any]] = []
    for pk, count in counts.items():
        if pk in names:
            name = names[pk].name
            kinds.append({"word": "tag", "value": name, "label": name, "icon": "tag", "count": count})
    for value, count in channels.items():
        channel = Ticket.Channel(value)
        label = str(channel.label)
        kinds.append({"word": "channel", "value": value, "label": label, "icon": channel.icon, "count": count})
    most = max((kind["count"] for kind in kinds), default=1)
    return [kind | {"percent": 100 * kind["count"] // most} for kind in kinds]


def most_urgent(event: Event, user: User) -> TicketQuerySet:
    """The open cases of an event whose SLA target is due first."""
    cases = Ticket.objects.visible_to(user).unfinished().filter(event=event)
    soonest = cases.order_by("reply_due_at", "solve_due_at", "-active_at", "-pk")  # PostgreSQL puts NULL last
    return soonest[:MOST_URGENT]


def solved_lately(user: User, *, at: datetime, **where: object) -> int:
    """Cases that were solved in the last days."""
    return Ticket.objects.visible_to(user).finished().filter(solved_at__gt=at - LATELY, **where).count()
