"""Statistics of open cases by event and organizer, as far as a person may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from helpdesk.accounts.models import User
from tickets.models import Event, Organizer, Tag, Tagging, Ticket
from tickets.models.events import LONGEST_NIGHT
from tickets.models.tickets import TicketQuerySet

LATELY = timedelta(days=7)
MOST_TAGS = 8
MOST_URGENT = 10


@dataclass(frozen=True)
class Tally:
    """The open cases about something: how many, on how many somebody waits, and how many are past their SLA target."""

    open: int = 0
    waiting: int = 0
    late: int = 0


NONE = Tally()


@dataclass(frozen=True)
class Share:
    """One kind of problem among those of an event."""

    word: str
    value: str
    label: str
    count: int
    percent: int
    """Of the largest share: how long its bar is."""

    @property
    def icon(self) -> str:
        return Ticket.Channel(self.value).icon if self.word == "channel" else "tag"


def tally(cases: TicketQuerySet, *, by: str, at: datetime) -> dict[int, Tally]:
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
    return {row[by]: Tally(row["open"], row["waiting"], row["late"]) for row in counted}


def total(tallies: Iterable[Tally]) -> Tally:
    rows = list(tallies)
    return Tally(sum(row.open for row in rows), sum(row.waiting for row in rows), sum(row.late for row in rows))


def tallied_events(events: Iterable[Event], user: User, *, at: datetime) -> list[tuple[Event, Tally]]:
    """These events with their open cases, in the same order."""
    events = list(events)
    found = tally(Ticket.objects.visible_to(user).filter(event__in=events), by="event", at=at)
    return [(event, found.get(event.pk, NONE)) for event in events]


def tallied_organizers(organizers: Iterable[Organizer], user: User, *, at: datetime) -> list[tuple[Organizer, Tally]]:
    organizers = list(organizers)
    cases = Ticket.objects.visible_to(user).filter(event__organizer__in=organizers)
    found = tally(cases, by="event__organizer", at=at)
    return [(organizer, found.get(organizer.pk, NONE)) for organizer in organizers]


def with_next_event(organizers: QuerySet[Organizer], *, at: datetime) -> QuerySet[Organizer]:
    """`next_starts_at`: when the next of their events begins, or began tonight; `next_timezone`: that of its venue."""
    coming = Event.objects.filter(organizer=OuterRef("pk"), starts_at__gt=at - LONGEST_NIGHT)
    coming = coming.order_by("starts_at", "pk")
    first = {name: Subquery(coming.values(name)[:1]) for name in ("starts_at", "timezone")}
    return organizers.annotate(next_starts_at=first["starts_at"], next_timezone=first["timezone"])


def lingering(user: User, *, at: datetime) -> QuerySet[Event]:
    """Events that are over and still have open cases."""
    cases = Ticket.objects.visible_to(user).unfinished().filter(event__isnull=False)
    over = Event.objects.visible_to(user).filter(starts_at__lte=at - LONGEST_NIGHT)
    return over.filter(pk__in=cases.order_by().values("event")).order_by("-starts_at")


def kinds_of(event: Event, user: User) -> list[Share]:
    """What the open cases of an event are about: by their tags, and by the way they came; two queries."""
    cases = Ticket.objects.visible_to(user).unfinished().filter(event=event).order_by()
    tagged = Tagging.objects.filter(ticket__in=cases).order_by().values_list("tag").annotate(count=Count("pk"))
    counts = dict(tagged.order_by("-count", "tag")[:MOST_TAGS])
    names = Tag.objects.in_bulk(counts)
    channels = dict(cases.values_list("channel").annotate(count=Count("pk")).order_by("-count", "channel"))
    shares = [("tag", names[pk].name, names[pk].name, count) for pk, count in counts.items() if pk in names]
    shares += [("channel", value, Ticket.Channel(value).label, count) for value, count in channels.items()]
    most = max((count for *_rest, count in shares), default=1)
    return [Share(word, value, str(label), count, 100 * count // most) for word, value, label, count in shares]


def most_urgent(event: Event, user: User) -> TicketQuerySet:
    """The open cases of an event whose SLA target is due first."""
    cases = Ticket.objects.visible_to(user).unfinished().filter(event=event)
    soonest = cases.order_by("reply_due_at", "solve_due_at", "-active_at", "-pk")  # PostgreSQL puts NULL last
    return soonest[:MOST_URGENT]


def solved_lately(user: User, *, at: datetime, **where: object) -> int:
    """Cases that were solved in the last days."""
    return Ticket.objects.visible_to(user).finished().filter(solved_at__gt=at - LATELY, **where).count()
