"""SLA targets: how soon a case must be answered and solved, and in which hours that is counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from helpdesk.lib.calendars.opening_hours import OpeningHours
from tickets.models import Event, ServiceLevel, Ticket

SHORTEST_SECOND_TIME = timedelta(hours=1)

ALWAYS = OpeningHours(ZoneInfo("UTC"))


@dataclass(frozen=True)
class Targets:
    """The SLA targets of a case, and the business hours in which they are counted."""

    first_reply: timedelta
    next_reply: timedelta
    solve: timedelta | None = None
    hours: OpeningHours = ALWAYS
    second_time: timedelta | None = None
    """How long a case may stay unanswered once more after its target was missed; None: as long again."""

    def reply_due(self, *, since: datetime, is_first: bool) -> datetime:
        """Until when somebody who waits `since` then is answered."""
        return self.hours.deadline(since, self.first_reply if is_first else self.next_reply)

    def stale_at(self, *, due_at: datetime, is_first: bool) -> datetime:
        """From when on a case is stale whose answer was due then: it stayed unanswered for a second time."""
        again = max(self.first_reply if is_first else self.next_reply, SHORTEST_SECOND_TIME)
        return self.hours.deadline(due_at, self.second_time or again)

    def solve_due(self, *, since: datetime, spent: timedelta) -> datetime | None:
        """Until when a case is solved whose clock runs `since` then and ran for `spent` before; None: no target."""
        if self.solve is None:
            return None
        return self.hours.deadline(since, max(self.solve - spent, timedelta()))


def targets_of(ticket: Ticket, *, at: datetime) -> Targets:
    """The targets of a case at a moment: one query, and its event is read along or asked for."""
    return targets_for(ticket.priority, event=ticket.event if ticket.event_id else None, at=at)


def targets_for(priority: str, *, event: Event | None, at: datetime) -> Targets:
    """The level of this priority on such a day; on the day of the event that of an ordinary day when it has no own."""
    levels = ServiceLevel.objects.filter(priority=priority).select_related("calendar").order_by("-is_event_day")
    if event is None or not event.is_on(at):
        levels = levels.filter(is_event_day=False)
    level = levels.first()
    if level is None:
        reply = timedelta(minutes=settings.FIRST_REPLY_PROMISE_MINUTES[priority])
        return Targets(reply, reply)
    return Targets(
        timedelta(minutes=level.first_reply),
        timedelta(minutes=level.next_reply),
        None if level.solve is None else timedelta(minutes=level.solve),
        level.calendar.hours if level.calendar else ALWAYS,
        None if level.stale_after is None else timedelta(minutes=level.stale_after),
    )
