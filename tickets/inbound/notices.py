"""What one of us answers to a notice by mail: an internal note of theirs, when the address of that notice says so."""

from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.text.quotations import split_quoted
from helpdesk.lib.transitions import move
from helpdesk.mail.inbox import Reading, own_domain
from helpdesk.mail.kinds import Kind
from helpdesk.mail.models import InboundMessage
from tickets.cases.case_mails import NOTE, signed_part
from tickets.cases.entries import add_entry
from tickets.models import Entry, Ticket


def is_for_notices(message: InboundMessage) -> bool:
    """Whether it came to the address of a notice, ours or made up."""
    addresses = [normal_email(address).rpartition("@") for address in message.envelope_to]
    return any(local.startswith(f"{NOTE}+") and domain == own_domain() for local, _at, domain in addresses)


def note_answer(message: InboundMessage, reading: Reading, *, at: datetime) -> Entry | None:
    """The note, by whom the notice went to and only by them: from their address, while they may see the case. Anything
    else is set aside, then None: a notice that somebody handed on opens no way to write as its reader."""
    numbers = next(filter(None, (signed_part(address, of=NOTE) for address in message.envelope_to)), "")
    case, _dash, person = numbers.partition("-")
    people = User.objects.filter(pk=person or 0, is_active=True, email__iexact=reading.sender.address)
    user = people.first() if reading.is_one_sender and reading.kind == Kind.PERSONAL else None
    ticket = Ticket.objects.reachable_by(user).filter(pk=case).select_related("merged_into").first() if user else None
    if ticket is None:
        why = _("An answer to a notice, not from the person who got it, or who may not see the case.")
        move(message, InboundMessage.Status.SET_ASIDE, why=why)
        return None
    body = split_quoted(reading.text)[0].strip() or reading.text or _("(no text)")
    entry = add_entry(ticket, kind=Entry.Kind.NOTE, body=body, actor=user, source_key=f"mail:{message.pk}", at=at)
    Entry.objects.filter(pk=entry.pk).update(received=message)
    return entry
