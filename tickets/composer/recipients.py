"""Whom a reply goes to until its author changes that: who wrote last, and those who were copied before."""

import re

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from tickets.models import Draft, Participant, Requester, Ticket

MOST_OFFERED = 20
"""People for a reply to all: as many as one goes to."""
_COPIED = Participant.objects.filter(role=Participant.Role.COPIED, removed_at=None, ticket=OuterRef("pk"))
COPIED = ArraySubquery(_COPIED.order_by("pk").values("address")[:MOST_OFFERED])
"""Of a case, for an annotation `copied`: their addresses."""
PARTS = re.compile(r"[\s,;<>]+")
"""What stands around an address in a field for recipients."""


def addressee_of(ticket: Ticket) -> Requester:
    """Who is written to: in a case that took in another person's, that person may have written last."""
    if ticket.wrote_last in {None, ticket.requester_id}:
        return ticket.requester
    other = Requester.objects.prefetch_related("contact_points").get(pk=ticket.wrote_last)
    return other if other.email else ticket.requester


def recipients_of(ticket: Ticket, person: Requester, *, draft: Draft, is_to_all: bool) -> tuple[str, str, list[str]]:
    """To and Cc as they are typed, and the addresses of those who were copied in before and stand in neither. Who stood
    there in the last reply to the same person stays, as in a mailbox; `is_to_all` takes in the others, too.

    A hidden copy (Bcc) goes out once: nobody would see that it is repeated.
    """
    to, cc = [person.email], []
    last = ticket.last_reply
    if last and last["to"] == person.email:
        to += [other["address"] for other in last["others"] if other["kind"] == "to"]
        cc = [other["address"] for other in last["others"] if other["kind"] == "cc"]
    # Whoever began a draft may have taken those away who were copied before.
    typed = [draft.to or ", ".join(to), draft.cc if draft.is_begun else ", ".join(cc)]
    there = {part.lower() for text in typed for part in PARTS.split(text)}
    left_out = [address for address in ticket.copied if address not in there]
    if is_to_all:
        return typed[0], ", ".join(filter(None, [typed[1], *left_out])), []
    return typed[0], typed[1], left_out
