"""Whom a mail that came in is from and for, as rows."""

from datetime import datetime
from typing import Any

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.inbox import Reading, is_ours
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.senders import Person
from tickets.cases.participants import note_participants
from tickets.models import Entry, Participant

MOST_COPIED = 20
"""People whom one mail brings into a case: as many as a reply goes to."""


def recipients_of(message: InboundMessage, reading: Reading) -> list[dict[str, Any]]:
    """As `InboundMessage.recipients` keeps them. Those of the envelope that no header names got a hidden copy."""
    named = [("to", person) for person in reading.to] + [("cc", person) for person in reading.cc]
    known = {person.address for _kind, person in named}
    hidden = [address for address in map(normal_email, message.envelope_to) if address not in known]
    named += [("bcc", Person("", address)) for address in dict.fromkeys(hidden)]
    return [
        {"kind": kind, "address": person.address, "name": person.name[:120], "is_ours": is_ours(person.address)}
        for kind, person in named
    ]


def note_people(reading: Reading, contact: Entry, *, at: datetime) -> None:
    """The customer, at the address that they wrote from, and those whom the mail is for besides us.

    To be named in a mail gives nobody a right: it is shown, and offered for a reply to all.
    """
    sender, ticket = reading.sender, contact.ticket
    people = {}
    if ticket.requester.contact_points.filter(value=sender.address).exists():
        role = Participant.Role.REQUESTER
        people[sender.address] = Participant(address=sender.address, name=sender.name, role=role, confirmed_at=at)
    for person in reading.receivers:
        if person.address not in people and len(people) < MOST_COPIED and not is_ours(person.address):
            people[person.address] = Participant(address=person.address, name=person.name, role=Participant.Role.COPIED)
    for participant in people.values():
        participant.entry, participant.name = contact, participant.name[:120]
    note_participants(ticket, people.values(), at=at)
