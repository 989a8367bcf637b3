"""What a saved reply does besides its text, told in words for one case."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.models import SavedReply


@dataclass(frozen=True)
class Action:
    """One thing that is done with the sending. `name` is its field of the saved reply."""

    name: str
    icon: str
    label: str


def actions_of(macro: SavedReply) -> list[Action]:
    """All of them, in the order in which they are done."""
    return list(_actions(macro))


def _actions(macro: SavedReply) -> Iterator[Action]:
    if macro.priority:
        yield Action("priority", "flag", _("Priority: %(priority)s") % {"priority": macro.get_priority_display()})
    if macro.assign == SavedReply.Assign.TEAM and macro.assign_team:
        yield Action("assign", "users", _("Hand to %(team)s") % {"team": macro.assign_team})
    if macro.assign == SavedReply.Assign.ME:
        yield Action("assign", "user-check", _("Assign to me"))
    tags = [tag.name for tag in macro.tags.all()]
    if tags:
        yield Action("tags", "tag", ", ".join(tags))
    if macro.note:
        yield Action("note", "lock", _("Internal note"))
    if macro.status:
        icon = "check" if macro.status == SavedReply.Status.SOLVED else "hourglass"
        yield Action("status", icon, macro.get_status_display())
    if macro.snooze:
        yield Action("snooze", "alarm", _("Snooze: %(until)s") % {"until": macro.get_snooze_display()})
