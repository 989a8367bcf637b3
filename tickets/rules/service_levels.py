"""Configure service levels, and apply the SLA targets of event days to open cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

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
        row, _is_new = ServiceLevel.objects.update_or_create(
            priority=level["priority"], is_event_day=level["is_event_day"], defaults=level
        )
        kept.append(row.pk)
    ServiceLevel.objects.exclude(pk__in=kept).delete()


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
