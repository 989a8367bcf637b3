"""Mail of the past: the replies that left, and the buyer who wrote twenty-eight times."""

from datetime import datetime, timedelta

from django.db.models import F

from escalation.board import owe_callback, raise_escalation
from escalation.models import Escalation
from helpdesk.demo.texts import read
from helpdesk.demo.world import World
from helpdesk.lib.transitions import move
from helpdesk.mail.models import OutboundMessage
from tickets.cases import add_note, assign_ticket, open_ticket, record_requester_contact, reply_to_requester
from tickets.models import Ticket

Status = OutboundMessage.Status
BEGAN = timedelta(days=40)
"""So long ago the buyer wrote for the first time."""


def mail_left(message: OutboundMessage | None, *, at: datetime) -> None:
    """Mark a mail of the past as sent. Its bytes are kept like any other's; no mail server ever sees it."""
    if message is None:  # the customer has no address
        return
    sent_at = at + timedelta(seconds=3)
    move(message, Status.SENDING, attempts=1, handed_at=at)
    move(message, Status.SENT, sent_at=sent_at)
    OutboundMessage.objects.filter(pk=message.pk).update(created_at=at)


def write_persistently(world: World) -> None:
    """Twenty-eight letters, each of which asks for a manager, until today: this is what a desk must never do."""
    texts, agents = read("persistent"), world.agents
    buyer, event = world.writers[0], world.shop_events[0]
    slots = {"first": buyer.name.split()[0], "event": event.name}
    letters, answers, notes = (
        [text.format(**slots) for text in texts[part]] for part in ("letters", "answers", "notes")
    )
    moments = [world.at - BEGAN + (BEGAN - timedelta(hours=3)) * number / 27 for number in range(28)]
    ticket = Ticket(requester=buyer, subject=texts["subject"], channel=Ticket.Channel.EMAIL, event=event)
    open_ticket(ticket, body=letters[0], at=moments[0])
    assign_ticket(ticket, to=agents[1], by=agents[1], at=moments[0] + timedelta(minutes=50))
    for number, (moment, letter) in enumerate(zip(moments, letters, strict=True)):
        if number:
            record_requester_contact(ticket, body=letter, at=moment)
        later = moment + timedelta(minutes=90)
        if number % 4 == 1 and answers:
            ticket.refresh_from_db()
            entry = reply_to_requester(
                ticket, body=answers.pop(0), by=agents[number % 6], seen_version=ticket.version, at=later
            )
            mail_left(entry.message, at=later)
        elif number % 9 == 3 and notes:
            add_note(ticket, body=notes.pop(0), by=agents[number % 6], at=later)
    # Only the last of them is put before a manager; that one counts itself.
    Ticket.objects.filter(pk=ticket.pk).update(manager_requests_count=F("manager_requests_count") + len(letters) - 1)
    asked_at = world.at - timedelta(minutes=41)
    detail = "28 emails, each asking for a manager"
    escalation = raise_escalation(ticket, reason=Escalation.Reason.ASKED_FOR_MANAGER, detail=detail, at=asked_at)
    owe_callback(ticket, escalation=escalation, at=asked_at)
