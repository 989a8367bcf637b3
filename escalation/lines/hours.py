"""Configure the opening hours, holidays and special days of a line."""

from collections.abc import Sequence

from django.db import transaction

from escalation.models import Line
from helpdesk.lib.calendars.week import Day, Span
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from tickets.rules import configure_calendar


@transaction.atomic
def configure_hours(line: Line, *, spans: Sequence[Span], days: Sequence[Day]) -> None:
    """Write down exactly these hours. The line's calendar carries its time zone and the place of its holidays."""
    calendar = line.own_calendar
    configure_calendar(calendar, spans=spans, days=days)
    line.calendar = calendar
    line.save(update_fields=["calendar"])
    enqueue_follow_ups(Change.PHONES)
