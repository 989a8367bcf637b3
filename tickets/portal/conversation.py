"""What a requester sees of a case: what they and the desk said to each other, what was promised, and how far it is."""

from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.time_zones import zone_called
from helpdesk.mail.inbox import is_form
from tickets.models import Attachment, ContactPoint, Entry, Requester, Ticket

Kind, Status = Entry.Kind, Ticket.Status
SHOWN = (Kind.MESSAGE, Kind.CALL, Kind.REPLY, Kind.REMEDY, Kind.REFUSAL)
STATUSES: dict[str, str | Words] = {
    Status.NEW: _("We have it. Somebody will look at it soon."),
    Status.OPEN: _("We are working on it."),
    Status.PENDING: _("We need an answer from you."),
    Status.SOLVED: _("Solved, as far as we know. Tell us if it is not."),
    Status.CLOSED: _("Closed. If you write again, we open a new case."),
}


def read_conversation(ticket: Ticket, *, at: datetime) -> list[Entry]:
    """What the requester of this case and the desk said to each other, the oldest first.

    Where it was merged with that of somebody else, only their own part. Of the desk's replies those that were sent to
    them; nothing that is written for the desk alone, and nothing that other people wrote.
    """
    person = ticket.requester
    addresses = {point.value for point in person.contact_points.all() if point.kind == ContactPoint.Kind.EMAIL}
    entries = ticket.survivor.entries.filter(kind__in=SHOWN, is_public=True).order_by("occurred_at", "pk")
    related = ("actor", "received", "message", "ticket__requester", "came_from__requester")
    entries = entries.select_related(*related).defer("received__raw", "message__raw", "message__text")
    found = entries.prefetch_related(Prefetch("attachments", Attachment.objects.order_by("pk")))
    theirs = []
    for entry in found:
        mail, came = entry.message, entry.received
        if mail is not None:
            is_held = mail.is_queued and mail.due_at > at  # its author may still take it back
            went_to = {*map(normal_email, mail.recipients)}
            is_theirs = not mail.is_cancelled and not is_held and bool(went_to & addresses)
        else:
            is_theirs = entry.requester == person and (
                came is None or came.from_address in addresses or is_form(came.from_address)
            )
        if is_theirs:
            theirs.append(entry)
    return theirs


def attachments_of(ticket: Ticket, *, at: datetime) -> list[Attachment]:
    """The files of what is shown, and no others."""
    return [file for entry in read_conversation(ticket, at=at) for file in entry.attachments.all()]


def describe_case(ticket: Ticket) -> dict[str, Any]:
    """`status` in words, `promises` with their dates, whether a manager looks, and what may be done."""
    case = ticket.survivor
    is_own = case.requester_id == ticket.requester_id
    owed = case.promises.owed() if is_own else case.promises.none()
    return {
        "status": STATUSES[case.status],
        "is_solved": case.status in Ticket.FINISHED,
        "is_escalated": is_own and case.escalated_at is not None and case.is_unfinished,
        "promises": owed.order_by("due_at"),
        "kept": case.promises.filter(was_kept=True).order_by("settled_at") if is_own else owed.none(),
        "zone": zone_of(ticket),
    }


def zone_of(ticket: Ticket) -> tzinfo:
    """In which its moments are said: that of the requester, else of the event."""
    return zone_called(ticket.requester.timezone or (ticket.event.timezone if ticket.event else ""))


def cases_of(person: Requester) -> QuerySet[Ticket]:
    """All of theirs, the newest first."""
    return Ticket.objects.filter(requester=person).select_related("event", "merged_into").order_by("-active_at", "-pk")
