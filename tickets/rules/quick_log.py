"""The quick log: open a case in seconds, while the requester is still on the phone."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.phones import readable_phone, say_extension
from helpdesk.lib.text.visibility import is_seen, one_line
from tickets.cases import find_or_create_requester, open_ticket
from tickets.cases.regions import regions_of
from tickets.models import Entry, Event, Requester, Ticket
from tickets.rules.clues import case_with_order, clues_in
from tickets.rules.hints import leave_hints

LONGEST_SUBJECT = 90


def log_case(text: str, *, by: User, source_key: str, at: datetime | None = None, **details: Any) -> Ticket:
    """Make a case of what an agent was told: `text` alone is enough, and its first words become the subject.

    `details` may hold name, email, phone (any format), its extension, event and order_reference. A form that is sent
    twice, known by its `source_key`, makes one case.
    """
    try:
        with transaction.atomic():
            return _log_case(text, by=by, source_key=source_key, at=at, **details)
    except IntegrityError:  # the same form, a moment earlier
        return Entry.objects.get(source_key=source_key).ticket


def _log_case(
    text: str,
    *,
    by: User,
    source_key: str,
    at: datetime | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    extension: str = "",
    event: Event | None = None,
    order_reference: str = "",
) -> Ticket:
    logged_before = Entry.objects.filter(source_key=source_key).first()
    if logged_before:
        return logged_before.ticket
    regions = regions_of(event=event)
    requester, order, clue = _identify(
        text, by=by, name=name, email=email, phone=phone, order=order_reference, regions=regions
    )
    ticket = open_ticket(
        requester,
        subject=first_words(text),
        channel=Ticket.Channel.DESK,
        body=text,
        event=event,
        order_reference=order,
        at=at,
    )
    body = _("Logged by %(agent)s.") % {"agent": by}
    if extension:
        body = f"{body}\n{say_extension(phone, extension, regions=regions)}"
    Entry.objects.create(
        ticket=ticket, kind=Entry.Kind.NOTE, actor=by, body=body, source_key=source_key, occurred_at=ticket.created_at
    )
    leave_hints(ticket, text=text, by=by, guess=clue)
    return ticket


def _identify(
    text: str, *, by: User, name: str, email: str, phone: str, order: str, regions: list[str]
) -> tuple[Requester, str, str]:
    """Whom a case is about, the order, and the clue that gave them away, "" when the agent said it.

    Known by an address that was given, else by one in the text, else by an earlier case about an order in it.
    """
    if email or phone:
        return find_or_create_requester(name=name, email=email, phone=phone, regions=regions, by=by), order, ""
    clues = clues_in(text, regions=regions)
    if clues.email or clues.phone:
        found = find_or_create_requester(name=name, email=clues.email, phone=clues.phone, by=by)
        return found, order, clues.email or readable_phone(clues.phone)
    earlier = None if name else case_with_order((order.upper(),) if order else clues.orders, by=by)
    if earlier:
        return earlier.requester, earlier.order_reference, earlier.order_reference
    return find_or_create_requester(name=name), order, ""


def first_words(text: str) -> str:
    """The first line of `text` in which there is something to see, cut after a whole word."""
    line = one_line(next(filter(is_seen, text.splitlines()), ""), 200)
    if len(line) <= LONGEST_SUBJECT:
        return line
    words = line[:LONGEST_SUBJECT].rpartition(" ")[0] or line[:LONGEST_SUBJECT]
    return words.rstrip(",;:") + "…"
