"""What a requester says about a case that may be merged or closed meanwhile: it is never lost, and never said twice."""

from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.lib.locking import lock_row
from tickets.cases.entries import add_contact, add_entry
from tickets.cases.lifecycle import open_ticket
from tickets.cases.participants import copy_participants
from tickets.models import Entry, Ticket


def take_contact(ticket: Ticket, contact: Entry, *, channel: str, at: datetime) -> Ticket:
    """Note a contact, an entry that is not saved yet, where the case goes on today; answers that case, locked.

    A closed case is continued by a new one, which came by `channel`; who writes again joins the newest of these.
    """
    ticket = lock_row(Ticket, ticket.pk)
    if ticket.merged_into_id:  # a moment ago
        ticket = lock_row(Ticket, ticket.merged_into_id)
    if not ticket.is_closed:
        add_contact(ticket, contact, at=at)
        return ticket
    person = (contact.came_from or ticket).requester
    contact.came_from = None
    later = Ticket.objects.filter(continues=ticket, requester=person).order_by("-pk").first()
    if later:
        return take_contact(later.survivor, contact, channel=channel, at=at)
    continued = Ticket(
        requester=person,
        event=ticket.event,
        team=ticket.team,
        subject=ticket.subject,
        channel=channel,
        continues=ticket,
    )
    open_ticket(continued, contact=contact, at=at)
    copy_participants(ticket, continued)
    body = _("The customer wrote again: a new case.")
    add_entry(ticket, kind=Entry.Kind.RELATED, body=body, other_ticket=continued, at=at)
    return continued
