"""The quick log: open a case in seconds, while the requester is still on the phone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.phones import readable_phone, say_extension
from helpdesk.lib.text.visibility import is_seen, one_line
from tickets.cases import find_or_create_requester, open_ticket
from tickets.cases.once import once_per_source_key
from tickets.cases.regions import regions_of
from tickets.models import Entry, Event, Requester, Ticket
from tickets.rules.clues import case_with_order, clues_in
from tickets.rules.hints import leave_hints

LONGEST_SUBJECT = 90


@dataclass(frozen=True)
class NewCase:
    """What an agent was told. `text` alone is enough, and its first words become the subject."""

    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    """In any format."""
    extension: str = ""
    event: Event | None = None
    order_reference: str = ""


@once_per_source_key
def log_case(new: NewCase, *, by: User, source_key: str, at: datetime | None = None) -> Ticket:
    """Make a case of what an agent was told. A form that is sent twice, known by its `source_key`, makes one case."""
    regions = regions_of(event=new.event)
    requester, order, clue = _identify(new, by=by, regions=regions)
    ticket = Ticket(
        requester=requester,
        subject=first_words(new.text),
        channel=Ticket.Channel.DESK,
        event=new.event,
        order_reference=order,
    )
    open_ticket(ticket, body=new.text, at=at)
    body = _("Logged by %(agent)s.") % {"agent": by}
    if new.extension:
        body = f"{body}\n{say_extension(new.phone, new.extension, regions=regions)}"
    Entry.objects.create(
        ticket=ticket, kind=Entry.Kind.NOTE, actor=by, body=body, source_key=source_key, occurred_at=ticket.created_at
    )
    leave_hints(ticket, text=new.text, by=by, guess=clue)
    return ticket


def _identify(new: NewCase, *, by: User, regions: list[str]) -> tuple[Requester, str, str]:
    """Whom a case is about, the order, and the clue that gave them away, "" when the agent said it.

    Known by an address that was given, else by one in the text, else by an earlier case about an order in it.
    """
    order = new.order_reference
    if new.email or new.phone:
        found = find_or_create_requester(name=new.name, email=new.email, phone=new.phone, regions=regions, by=by)
        return found, order, ""
    email, phone, orders = clues_in(new.text, regions=regions)
    if email or phone:
        found = find_or_create_requester(name=new.name, email=email, phone=phone, by=by)
        return found, order, email or readable_phone(phone)
    earlier = None if new.name else case_with_order((order.upper(),) if order else orders, by=by)
    if earlier:
        return earlier.requester, earlier.order_reference, earlier.order_reference
    return find_or_create_requester(name=new.name), order, ""


def first_words(text: str) -> str:
    """The first line of `text` in which there is something to see, cut after a whole word."""
    line = one_line(next(filter(is_seen, text.splitlines()), ""), 200)
    if len(line) <= LONGEST_SUBJECT:
        return line
    words = line[:LONGEST_SUBJECT].rpartition(" ")[0] or line[:LONGEST_SUBJECT]
    return words.rstrip(",;:") + "…"
