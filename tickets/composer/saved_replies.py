"""Saved replies: set up, and what one does to a case besides its text."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.cases import add_note, assign_ticket, change_priority, snooze_ticket
from tickets.cases.assignment import hand_to_team
from tickets.cases.lifecycle import solve_or_wait
from tickets.cases.snoozes import snooze_choice
from tickets.composer.placeholders import PLACEHOLDERS, fill, find_unknown
from tickets.models import SavedReply, Tag, Ticket
from tickets.rules import change_tags


@transaction.atomic
def configure_saved_reply(reply: SavedReply, *, tags: Iterable[Tag], **fields: Any) -> SavedReply:
    """Write a saved reply down. Raises ValidationError for an unknown placeholder, an empty reply, or a name twice."""
    for name, value in fields.items():
        setattr(reply, name, value)
    if unknown := find_unknown(reply.body) + find_unknown(reply.note):
        field, names = "body" if find_unknown(reply.body) else "note", ", ".join(unknown)
        known = ", ".join(f"{{{{ {name} }}}}" for name in PLACEHOLDERS)
        raise ValidationError(
            {field: _("%(unknown)s means nothing here. Write one of: %(known)s") % {"unknown": names, "known": known}}
        )
    tags = list(tags)
    does = [reply.body, reply.note, reply.status, reply.priority, reply.assign, reply.snooze, tags]
    if not any(does):
        raise ValidationError(_("Write a text, or choose what is to be done."))
    if reply.assign == SavedReply.Assign.TEAM and reply.assign_team is None:
        raise ValidationError({"assign_team": _("Choose the team that gets the case.")})
    same = SavedReply.objects.filter(name__iexact=reply.name, team=reply.team).exclude(pk=reply.pk)
    if same.exists():
        raise ValidationError({"name": _("There is a saved reply “%(name)s” already.") % {"name": reply.name}})
    reply.save()
    reply.tags.set(tags)
    return reply


def delete_saved_reply(reply: SavedReply) -> None:
    """It is not offered any more; what was sent stays."""
    reply.delete()


def prepare_case(
    ticket: Ticket, *, macro: SavedReply, actions: Collection[str], by: User, source_key: str, at: datetime
) -> None:
    """Do those of the macro's actions that leave the case open; `finish_case` does the others, after the text."""
    if "priority" in actions and macro.priority:
        change_priority(ticket, priority=macro.priority, by=by, at=at)
    if "assign" in actions:
        if macro.assign == SavedReply.Assign.ME:
            assign_ticket(ticket, to=by, by=by, at=at)
        elif macro.assign == SavedReply.Assign.TEAM and macro.assign_team:
            hand_to_team(ticket, team=macro.assign_team, by=by, at=at)
    if "tags" in actions:
        change_tags(ticket, by=by, add=macro.tags.all(), at=at)
    if "note" in actions and macro.note:
        add_note(ticket, body=fill(macro.note, ticket, agent=by), by=by, source_key=f"{source_key}:note", at=at)


def finish_case(ticket: Ticket, *, macro: SavedReply, actions: Collection[str], by: User, at: datetime) -> None:
    """Wait, solve or snooze. What the case already is stays; a moment that this case does not have is left out.

    A case that may not be solved stays open: the text is sent all the same.
    """
    if "status" in actions:
        solve_or_wait(ticket, macro.status, by=by, at=at)
    choice = snooze_choice(macro.snooze, ticket, at=at) if "snooze" in actions else None
    if choice and ticket.status in Ticket.UNFINISHED:
        snooze_ticket(ticket, until=choice.moment, by=by, at=at)


def actions_of(macro: SavedReply) -> dict[str, tuple[str, str]]:
    """What is done with the sending, in the order in which it is done: by its field of the saved reply, the icon and
    the label."""
    actions: dict[str, tuple[str, str]] = {}
    if macro.priority:
        actions["priority"] = "flag", _("Priority: %(priority)s") % {"priority": macro.get_priority_display()}
    if macro.assign == SavedReply.Assign.TEAM and macro.assign_team:
        actions["assign"] = "users", _("Hand to %(team)s") % {"team": macro.assign_team}
    if macro.assign == SavedReply.Assign.ME:
        actions["assign"] = "user-check", _("Assign to me")
    tags = [tag.name for tag in macro.tags.all()]
    if tags:
        actions["tags"] = "tag", ", ".join(tags)
    if macro.note:
        actions["note"] = "lock", _("Internal note")
    if macro.status:
        icon = "check" if macro.status == SavedReply.Status.SOLVED else "hourglass"
        actions["status"] = icon, macro.get_status_display()
    if macro.snooze:
        actions["snooze"] = "alarm", _("Snooze: %(until)s") % {"until": macro.get_snooze_display()}
    return actions
