"""Configure service levels and calendars, and apply the SLA targets of event days to open cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from helpdesk.lib.calendars.week import Day, Span, check_days, check_week, checked_region
from helpdesk.lib.live import LiveChannel, announce
from tickets.cases import clocks
from tickets.models import Calendar, Event, ServiceLevel, Ticket

NEAR = timedelta(hours=48)
"""An event further away than this is not on its day anywhere on earth."""


class Level(TypedDict):
    """The SLA targets of one priority, in minutes; `solve` None: none for the solution.

    `stale_after` None: a late case is stale when it stays unanswered for as long again.
    """

    priority: str
    is_event_day: bool
    first_reply: int
    next_reply: int
    solve: int | None
    stale_after: NotRequired[int | None]
    calendar: Calendar | None


@transaction.atomic
def configure_service_levels(levels: Sequence[Level]) -> None:
    """Write down exactly these. They hold for what comes in from now on; open cases keep their targets."""
    for level in levels:
        if level["solve"] is not None and level["solve"] < level["first_reply"]:
            raise ValidationError(
                _("%(priority)s: a solution cannot be promised sooner than the first answer.")
                % {"priority": Ticket.Priority(level["priority"]).label}
            )
    kept = []
    for level in levels:
        which = {name: level[name] for name in ("priority", "is_event_day")}
        row, _is_new = ServiceLevel.objects.update_or_create(**which, defaults=level)
        kept.append(row.pk)
    ServiceLevel.objects.exclude(pk__in=kept).delete()


@transaction.atomic
def configure_calendar(calendar: Calendar, *, spans: Sequence[Span], days: Sequence[Day]) -> None:
    """Write a calendar down, with exactly these hours. Raises ValidationError when they make no sense."""
    calendar.holiday_subdivision = checked_region(calendar.holiday_country, calendar.holiday_subdivision)
    check_week(spans)
    check_days(days)
    calendar.spans = [
        {"weekday": int(span["weekday"]), "opens": f"{span['opens']:%H:%M}", "closes": f"{span['closes']:%H:%M}"}
        for span in sorted(spans, key=lambda span: (span["weekday"], span["opens"]))
    ]
    calendar.days = [
        {
            "date": day["date"].isoformat(),
            "name": day["name"],
            "opens": f"{day['opens']:%H:%M}" if day["opens"] else None,
            "closes": f"{day['closes']:%H:%M}" if day["closes"] else None,
        }
        for day in sorted(days, key=lambda day: day["date"])
    ]
    calendar.save()


def remove_calendar(calendar: Calendar) -> None:
    """Raises ValidationError while a service level is counted in its hours."""
    try:
        calendar.delete()
    except ProtectedError:
        raise ValidationError(
            _("Promises are counted in the hours of %(calendar)s. Choose other hours for them first.")
            % {"calendar": calendar}
        ) from None


def hold_to_event_day(*, at: datetime, limit: int = 2000) -> int:
    """Bring the SLA targets of cases forward whose event is today; answers how many. None is put off."""
    todays = [event.pk for event in Event.objects.filter(starts_at__range=(at - NEAR, at + NEAR)) if event.is_on(at)]
    cases = Ticket.objects.unfinished().filter(event__in=todays).exclude(reply_due_at=None, solve_due_at=None)
    return sum(_bring_forward(pk, at=at) for pk in cases.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _bring_forward(ticket_id: int, *, at: datetime) -> bool:
    cases = Ticket.objects.unfinished().select_for_update(of=("self",), skip_locked=True).select_related("event")
    ticket = cases.filter(pk=ticket_id).first()
    if ticket is None:
        return False
    # Counted from now at the earliest: nobody is late because a day began.
    anew = clocks.recomputed(ticket, at=at, not_before=at)
    sooner = {name: due for name, due in anew.items() if due and due < (getattr(ticket, name) or due + timedelta(1))}
    if sooner:
        Ticket.objects.filter(pk=ticket.pk).update(**sooner)
        announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)
    return bool(sooner)
