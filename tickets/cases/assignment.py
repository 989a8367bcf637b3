"""Assign a case: take it, hand it to a team."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.locking import locked
from tickets.cases.entries import add_entry, refuse_merged
from tickets.cases.lifecycle import assign_ticket
from tickets.models import Entry, Ticket


class TakenError(ConflictError):
    """Somebody else has the case already."""

    def __init__(self, owner: User) -> None:
        super().__init__(_("%(agent)s has it.") % {"agent": owner})
        self.owner = owner


@transaction.atomic
def take_ticket(ticket: Ticket, *, by: User, instead_of: int | None = None, at: datetime | None = None) -> None:
    """I work on it. Of any number who say so at one moment one gets the case; the others get TakenError.

    `instead_of`: the person from whom it is taken knowingly. When a third one has it by now, it stays there.
    """
    owner_id = locked(ticket).assignee_id
    if owner_id not in {None, by.pk, instead_of}:
        raise TakenError(User.objects.get(pk=owner_id))
    assign_ticket(ticket, to=by, by=by, at=at)


@transaction.atomic
def hand_to_team(ticket: Ticket, *, team: Team, by: User, at: datetime | None = None) -> None:
    """Another team looks after it from now on; nobody of it is assigned yet."""
    before = locked(ticket)
    refuse_merged(before)
    if before.status == Ticket.Status.CLOSED:
        raise ConflictError(_("%(case)s is closed: nobody needs to work on it.") % {"case": ticket})
    if before.team_id == team.pk and before.assignee_id is None:
        return
    Ticket.objects.filter(pk=ticket.pk).update(team=team, assignee=None)
    ticket.team, ticket.assignee = team, None
    body = _("Handed to the team %(team)s.") % {"team": team}
    add_entry(ticket, kind=Entry.Kind.ASSIGNMENT, body=body, actor=by, at=at)
    enqueue_on_commit("tickets.tasks.give_out_cases", team.pk)
