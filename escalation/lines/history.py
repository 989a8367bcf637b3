"""History of a line: who changed it last, and what of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from escalation.models import Line, MenuOption, OpeningSpan, SpecialDay
from helpdesk.accounts.models import User

LOOKS_BACK = 40
SHOWN = 5
PARTS: tuple[tuple[type[Model], str, object], ...] = (
    (Line, "pgh_obj_id", _("the line")),
    (MenuOption, "line_id", _("the menu")),
    (OpeningSpan, "line_id", _("opening hours")),
    (SpecialDay, "line_id", _("special days")),
)


@dataclass
class Change:
    """One save: when, by whom, and which parts of the line it touched."""

    at: datetime
    by: User | None
    parts: list[str] = field(default_factory=list)


def last_changes(line: Line) -> list[Change]:
    """The newest first. The database itself wrote them down, with the request that they came from."""
    found: dict[object, Change] = {}
    people: dict[object, int] = {}
    for model, column, part in PARTS:
        events = model.pgh_event_model.objects.filter(**{column: line.pk}).select_related("pgh_context")
        for event in events.order_by("-pgh_created_at", "-pgh_id")[:LOOKS_BACK]:
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
