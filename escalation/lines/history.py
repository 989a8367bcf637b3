"""History of a line: who changed it last, and what of it."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from escalation.models import Line, MenuOption
from helpdesk.accounts.models import User
from tickets.models import Calendar

LOOKS_BACK = 40
SHOWN = 5
HOURS = ("timezone", "holiday_country", "holiday_subdivision", "spans")


@dataclass
class Change:
    """One save: when, by whom, and which parts of the line it touched."""

    at: datetime
    by: User | None
    parts: list[str] = field(default_factory=list)


def last_changes(line: Line) -> list[Change]:
    """The newest first. The database itself wrote them down, with the request that they came from."""
    found: dict[object, Change] = {}
    people: dict[object, int | None] = {}
    events = [(event, _("the line")) for event in _newest(Line, pgh_obj_id=line.pk)]
    events += [(event, _("the menu")) for event in _newest(MenuOption, line_id=line.pk)]
    calendars = _newest(Calendar, pgh_obj_id=line.calendar_id)
    for event, before in zip_longest(calendars, calendars[1:]):
        if any(getattr(event, name) != getattr(before, name, None) for name in HOURS):
            events.append((event, _("opening hours")))
        if event.days != (before.days if before else []):
            events.append((event, _("special days")))
    for event, part in events:
        # Without a request, what one transaction wrote has one moment.
        save = event.pgh_context_id or event.pgh_created_at
        change = found.setdefault(save, Change(event.pgh_created_at, None))
        change.at = max(change.at, event.pgh_created_at)
        if str(part) not in change.parts:
            change.parts.append(str(part))
        people[save] = (event.pgh_context.metadata if event.pgh_context else {}).get("user")
    users = User.objects.in_bulk({pk for pk in people.values() if pk})
    for save, change in found.items():
        change.by = users.get(people[save])
    return sorted(found.values(), key=lambda change: change.at, reverse=True)[:SHOWN]


def _newest(model: type[Model], **which: object) -> list[Any]:
    # pghistory adds it to each model that it tracks.
    history = cast("type[Model]", getattr(model, "pgh_event_model", None))
    events = history._default_manager.filter(**which).select_related("pgh_context")
    return list(events.order_by("-pgh_created_at", "-pgh_id")[:LOOKS_BACK])
