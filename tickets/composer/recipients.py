"""Whom a reply goes to until its author changes that: who wrote last, and those who were copied before."""

from tickets.models import Requester, Ticket


def addressee_of(ticket: Ticket) -> Requester:
    """Who is written to: in a case that took in another person's, that person may have written last."""
    if ticket.wrote_last in {None, ticket.requester_id}:
        return ticket.requester
    other = Requester.objects.prefetch_related("contact_points").get(pk=ticket.wrote_last)
    return other if other.email else ticket.requester


def recipients_of(ticket: Ticket, person: Requester) -> tuple[str, str]:
    """To and Cc as they are typed. Who stood there in the last reply to the same person stays, as in a mailbox.

    A hidden copy (Bcc) goes out once: nobody would see that it is repeated.
    """
    to, cc = [person.email], []
    last = ticket.last_reply
    if last and last["to"] == person.email:
        to += [other["address"] for other in last["others"] if other["kind"] == "to"]
        cc = [other["address"] for other in last["others"] if other["kind"] == "cc"]
    return ", ".join(to), ", ".join(cc)
