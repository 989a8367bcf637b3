"""Bulk changes: do one thing to many cases, and undo it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import move_back
from tickets.cases import (
    add_entry,
    assign_ticket,
    change_priority,
    mark_pending,
    reopen_ticket,
    snooze_ticket,
    solve_ticket,
)
from tickets.cases.assignment import hand_to_team
from tickets.cases.entries import refuse_merged
from tickets.cases.snapshots import OF_BULK_CHANGES, fields_of, take_snapshot
from tickets.cases.snoozes import snooze_choice
from tickets.models import BulkChange, BulkStep, Entry, SavedReply, Tag, Ticket
from tickets.rules import change_tags

Verb = BulkChange.Verb
TAGS = "tags"
OF_TEAM = "team-"
"""What the value of an assignment to a team begins with, before its key."""


def change_in_bulk(
    cases: Iterable[Ticket], *, verb: str, value: str = "", by: User, key: UUID, at: datetime | None = None
) -> BulkChange:
    """Do `verb` to each of the cases, each in its own transaction; what is refused is noted with its reason.

    The change is a row before anything is done. With the same `key` it goes on where it was interrupted, and does
    nothing twice.
    """
    at = at or timezone.now()
    defaults = {"by": by, "verb": verb, "value": value, "made_at": at}
    change, _is_new = BulkChange.objects.get_or_create(key=key, defaults=defaults)
    done = set(change.steps.values_list("ticket", flat=True))
    for ticket in cases:
        if ticket.pk not in done:
            _take_step(change, ticket, at=at)
    return change


@transaction.atomic
def undo_in_bulk(change: BulkChange, *, by: User, at: datetime | None = None) -> BulkChange:
    """Give each case back what it was, unless somebody touched it since: that one stays, and its step says so."""
    at = at or timezone.now()
    change = locked(change)
    if change.undone_at:
        return change
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    for step in change.steps.filter(refusal="").exclude(was={}).order_by("ticket"):
        step.is_undone = _restore(step, by=by, at=at)
        step.save(update_fields=["is_undone"])
    announce(LiveChannel.INBOX)
    return change


def _take_step(change: BulkChange, ticket: Ticket, *, at: datetime) -> None:
    refusal = ""
    try:
        with transaction.atomic():
            # Written first: of two requests with one key, the second waits here and then finds it taken.
            step = BulkStep.objects.create(change=change, ticket=ticket)
            was = _snapshot(locked(ticket))
            _do(change, ticket, at=at)
            now = _snapshot(Ticket.objects.get(pk=ticket.pk))
            if any(was[name] != now[name] for name in was if name != "active_at"):
                step.was, step.became, step.entry_id = was, now, _last_entry(ticket)
                step.save(update_fields=["was", "became", "entry_id"])
    except IntegrityError:
        return
    except ConflictError as error:
        refusal = str(error)
    if refusal:
        BulkStep.objects.get_or_create(change=change, ticket=ticket, defaults={"refusal": refusal})


def _do(change: BulkChange, ticket: Ticket, *, at: datetime) -> None:
    by = change.by
    ticket = locked(ticket)
    refuse_merged(ticket)
    match change.verb:
        case Verb.SOLVE if ticket.status != Ticket.Status.SOLVED:
            solve_ticket(ticket, by=by, at=at)
        case Verb.WAIT if ticket.status != Ticket.Status.PENDING:
            mark_pending(ticket, by=by, at=at)
        case Verb.REOPEN if ticket.status != Ticket.Status.OPEN:
            reopen_ticket(ticket, by=by, at=at)
        case Verb.ASSIGN:
            _assign(ticket, change.value, by=by, at=at)
        case Verb.PRIORITY:
            change_priority(ticket, priority=change.value, by=by, at=at)
        case Verb.TAG:
            change_tags(ticket, add=Tag.objects.filter(pk=change.value), by=by, at=at)
        case Verb.SNOOZE:
            choice = snooze_choice(change.value, ticket, at=change.made_at)
            if choice is None:
                name = SavedReply.Snooze(change.value).label
                raise ConflictError(
                    _("%(case)s cannot be snoozed so: it has no moment “%(moment)s”.")
                    % {"case": ticket, "moment": name}
                )
            snooze_ticket(ticket, until=choice.moment, by=by, at=at)


def _assign(ticket: Ticket, value: str, *, by: User, at: datetime) -> None:
    """To a team, to a person who may see the case, or to nobody."""
    if value.startswith(OF_TEAM):
        team = Team.objects.filter(pk=value.removeprefix(OF_TEAM)).first()
        if team is None:
            raise ConflictError(_("This team was deleted a moment ago."))
        hand_to_team(ticket, team=team, by=by, at=at)
        return
    person = ticket.people_who_may_see().filter(pk=value).first() if value else None
    if value and person is None:
        raise ConflictError(
            _("%(case)s cannot be given to %(person)s, who may not see it.")
            % {"case": ticket, "person": User.objects.get(pk=value)}
        )
    assign_ticket(ticket, to=person, by=by, at=at)


def _restore(step: BulkStep, *, by: User, at: datetime) -> bool:
    ticket = locked(step.ticket)
    if _snapshot(ticket) != step.became or _last_entry(ticket) != step.entry_id:
        return False
    # Nor when the team or the person who had the case before is not there any more.
    team, person = (step.was[name] if step.was[name] != step.became[name] else None for name in ("team", "assignee"))
    if team and not Team.objects.filter(pk=team).exists():
        return False
    if person and not User.objects.filter(pk=person, is_active=True).exists():
        return False
    added = set(step.became[TAGS]) - set(step.was[TAGS])
    if added:
        change_tags(ticket, remove=Tag.objects.filter(pk__in=added), by=by, at=at)
    else:
        body = _("Undone: %(deed)s.") % {"deed": step.change.get_verb_display()}
        add_entry(ticket, kind=Entry.Kind.STATUS, body=body, actor=by, at=at)
    fields = fields_of({name: step.was[name] for name in OF_BULK_CHANGES})
    move_back(ticket, fields.pop("status"), **fields)
    announce(LiveChannel.TICKET.of(ticket.pk))
    return True


def _last_entry(ticket: Ticket) -> int | None:
    return ticket.entries.order_by("-pk").values_list("pk", flat=True).first()


def _snapshot(ticket: Ticket) -> dict[str, Any]:
    tags = sorted(ticket.taggings.values_list("tag", flat=True))
    return {TAGS: tags, **take_snapshot(ticket, OF_BULK_CHANGES)}
