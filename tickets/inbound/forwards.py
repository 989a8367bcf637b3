"""A customer's mail that one of us forwards to the desk: a case of the customer, with what stands above it."""

from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.mail.inbox import Reading, is_ours
from helpdesk.mail.kinds import Kind
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.forwards import forwarded_in
from tickets.cases import find_or_create_requester, open_ticket
from tickets.cases.entries import add_entry
from tickets.models import Entry, Ticket


def open_forwarded(message: InboundMessage, reading: Reading, *, at: datetime) -> Entry | None:
    """What the customer wrote, on a new case; None when nobody of ours forwards a mail.

    Anybody can write in the name of one of us, and into what they forward whatever they like: the customer is told
    nothing, the words above are nobody's note, and the case says where its sender was taken from.
    """
    people = User.objects.filter(is_active=True)
    sender = reading.sender.address
    if reading.kind != Kind.PERSONAL or not reading.is_one_sender or not people.filter(email__iexact=sender).exists():
        return None
    found = forwarded_in(reading.text, reading.subject)
    if found is None:
        return None
    above, person, subject, words = found
    if is_ours(person.address) or people.filter(email__iexact=person.address).exists():
        return None
    requester = find_or_create_requester(name=person.name, email=person.address)
    subject = (subject or reading.subject)[:200] or _("(no subject)")
    ticket = Ticket(requester=requester, subject=subject, channel=Ticket.Channel.EMAIL)
    contact = Entry(kind=Entry.Kind.MESSAGE, body=words or _("(no text)"), source_key=f"mail:{message.pk}")
    open_ticket(ticket, contact=contact, at=at)
    body = _("Sender taken from the forwarded text: %(customer)s. Forwarded by %(colleague)s, who is not verified.")
    who = {"customer": person.address, "colleague": sender}
    add_entry(ticket, kind=Entry.Kind.STATUS, body=body % who, at=at)
    # The mail stands at this note, not at the customer's words: it is our colleague's.
    note = add_entry(ticket, kind=Entry.Kind.NOTE, body=above or _("(no text)"), at=at)
    Entry.objects.filter(pk=note.pk).update(received=message)
    return contact
