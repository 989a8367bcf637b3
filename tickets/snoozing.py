"""When a case that is put away could come back. Nothing here writes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.zones import say_there
from tickets.models import Ticket
from tickets.moments import LONGEST, Choice

MORNING = time(9)
LATER = timedelta(hours=3)
EVENING = 21
"""Nobody looks at a case that comes back later in the day than this hour."""


def snooze_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """The moments that make sense, in the time zone of the person who asks, the earliest first and each one once."""
    once = {choice.moment: choice for choice in reversed(named_choices(ticket, at=at))}
    return sorted(once.values(), key=lambda choice: choice.moment)


def snooze_choice(name: str, ticket: Ticket, *, at: datetime) -> Choice | None:
    """The moment called `name` for this case, though it may be another's too: on a Sunday, "monday" is "tomorrow".

    None when there is none, as "event" without an event.
    """
    return next((choice for choice in named_choices(ticket, at=at) if choice.name == name), None)


def named_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """Each name that makes sense; two of them may be the same moment."""
    today = timezone.localdate(at)
    monday = today + timedelta(days=7 - today.weekday())
    choices = [
        Choice("today", _("Later today"), _later(at)),
        Choice("tomorrow", _("Tomorrow morning"), _morning_of(today + timedelta(days=1))),
        Choice("monday", _("Monday morning"), _morning_of(monday)),
    ]
    if ticket.event_id:
        starts_on = ticket.event.starts_at.astimezone(ticket.event.zone).date()
        choices.append(Choice("event", _("The day before the event"), _morning_of(starts_on - timedelta(days=1))))
    return [choice for choice in choices if _makes_sense(choice, at=at)]


def _makes_sense(choice: Choice, *, at: datetime) -> bool:
    if choice.name == "today":
        local = timezone.localtime(choice.moment)
        return local.date() == timezone.localdate(at) and local.hour < EVENING
    return at < choice.moment <= at + LONGEST


def _later(at: datetime) -> datetime:
    """In three hours, at a full hour."""
    return (at + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, timezone.get_current_timezone())


def say_moment(moment: datetime) -> str:
    """With the time zone: a colleague elsewhere reads it too."""
    return say_there(moment, timezone.get_current_timezone(), "D j M, H:i")
