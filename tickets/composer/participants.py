"""Add people to the emails of a case, and take them off."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import locked
from helpdesk.mail.inbox import is_ours
from tickets.cases.entries import add_entry, refuse_merged
from tickets.cases.participants import note_participants
from tickets.models import Entry, Participant, Ticket

Role = Participant.Role


@transaction.atomic
def add_participant(
    ticket: Ticket, *, address: str, name: str = "", by: User, at: datetime | None = None
) -> Participant:
    """From now on mails from `address`, in normal form, join the case, and a reply to all goes there, too.

    Raises ConflictError for the customer's own address and for one of the desk. Adding somebody twice changes nothing.
    """
    at, ticket = at or timezone.now(), locked(ticket, "requester")
    refuse_merged(ticket)
    if is_ours(address):
        raise ConflictError(_("%(address)s is an address of the desk.") % {"address": address})
    _refuse_customer(ticket, address)
    taking_part = ticket.participants.filter(role=Role.COPIED, confirmed_at__isnull=False, removed_at=None)
    if known := taking_part.filter(address=address).first():
        return known
    person = Participant(address=address, name=name[:120], role=Role.COPIED, added_by=by, confirmed_at=at)
    note_participants(ticket, [person], at=at)
    words = _("Added %(who)s to the emails.") % {"who": person}
    add_entry(ticket, kind=Entry.Kind.STATUS, body=words, actor=by, at=at)
    return ticket.participants.get(address=address)


@transaction.atomic
def remove_participant(person: Participant, *, by: User, at: datetime | None = None) -> None:
    """Their mails do not join the case any more, and no reply to all goes to them. A second time changes nothing.

    Raises ConflictError for the customer's own address.
    """
    at, ticket = at or timezone.now(), locked(person.ticket, "requester")
    _refuse_customer(ticket, person.address)
    if Participant.objects.filter(pk=person.pk, removed_at=None).update(removed_at=at):
        words = _("Removed %(who)s from the emails.") % {"who": person}
        add_entry(ticket, kind=Entry.Kind.STATUS, body=words, actor=by, at=at)


def _refuse_customer(ticket: Ticket, address: str) -> None:
    if ticket.requester.contact_points.filter(value=address).exists():
        raise ConflictError(_("%(address)s is the customer's own address.") % {"address": address})
