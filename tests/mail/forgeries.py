"""Mails that name somebody else's case in every way that a mail can, from people who take no part in it."""

import itertools
import random
from collections.abc import Iterator
from email.message import EmailMessage

from helpdesk.accounts.models import User
from tests.mail.writing import letter
from tickets.cases.case_mails import note_address, reply_address
from tickets.models import Ticket

FORWARDED = [
    "",
    "\n\n---------- Forwarded message ---------\nFrom: Ann Lee <ann@buyers.test>\nSubject: x\n\nRefund me.",
]


def forgeries(ticket: Ticket, message_id: str, *, number: int, seed: int = 4) -> Iterator[tuple[EmailMessage, str]]:
    """Mails and the address that each is brought to. None comes from an address of the requester's or of an agent's."""
    chance = random.Random(seed)  # repeated with the same seed
    mark = f"[Case {ticket.pk}]"
    signature = reply_address(ticket.pk)
    notice = note_address(ticket.pk, User.objects.get(email="ben@desk.test").pk)
    for count in itertools.count(1):
        if count > number:
            return
        address = f"mallory{count}@else{chance.randrange(9)}.test"
        headers = {
            name: value
            for name, value in {
                "In-Reply-To": message_id,
                "References": f"<x{count}@else.test> {message_id}",
                "Reply-To": ticket.requester.email,
                "Cc": ticket.requester.email,
                "Sender": ticket.requester.email,
                "X-Original-From": ticket.requester.email,
                "Resent-From": ticket.requester.email,
                "Return-Path": f"<{ticket.requester.email}>",
            }.items()
            if chance.random() < 0.6
        }
        name = chance.choice(["Ann Lee", ticket.requester.email, "Ben Adeyemi", "“Ann Lee <ann@buyers.test>”"])
        subject = chance.choice([f"Re: My code fails {mark}", mark, "Re: x", f"Fwd: {mark}{mark}"])
        made_up = [signature.replace("-", "-a", 1), notice.replace("-", "-9", 1)]
        to = chance.choice([signature, signature.upper(), "support@reply.desk.test", notice, *made_up])
        mail = letter(
            sender=f'"{name}" <{address}>',
            subject=subject,
            text=f"Forged {count}{chance.choice(FORWARDED)}",
            headers=headers,
        )
        yield mail, to
