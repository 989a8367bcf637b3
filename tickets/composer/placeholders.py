"""The placeholders of saved replies, such as {{ requester.first_name }}, and what stands in their place.

Filled by looking a name up in a table, never by Django's template engine: what people save must not run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.text.first_names import greeting_name
from helpdesk.lib.time_zones import say_there
from tickets.models import Event, Ticket

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
GAP = re.compile(r"⟦[^⟦⟧]*⟧|\{\{|\}\}")
"""What must not reach a requester: a value that we did not know, or a placeholder that somebody typed."""


@dataclass(frozen=True)
class Placeholder:
    """What it means to people, and how its value is found; "" when there is none."""

    label: str | Promise
    read: Callable[[Ticket, User], str]


def _of_event(read: Callable[[Event], str]) -> Callable[[Ticket, User], str]:
    return lambda ticket, agent: read(ticket.event) if ticket.event else ""


PLACEHOLDERS = {
    "requester.first_name": Placeholder(_("first name"), lambda ticket, agent: greeting_name(ticket.requester.name)),
    "requester.name": Placeholder(_("name"), lambda ticket, agent: ticket.requester.name),
    "requester.email": Placeholder(_("e-mail address"), lambda ticket, agent: ticket.requester.email),
    "case.number": Placeholder(_("number of the case"), lambda ticket, agent: str(ticket.pk)),
    "case.subject": Placeholder(_("subject of the case"), lambda ticket, agent: ticket.subject),
    "order.reference": Placeholder(_("order"), lambda ticket, agent: ticket.order_reference),
    "event.name": Placeholder(_("event"), _of_event(lambda event: event.name)),
    "event.date": Placeholder(
        _("day of the event"),
        _of_event(lambda event: date_format(event.starts_at.astimezone(event.zone), "j F Y")),
    ),
    "event.time": Placeholder(
        _("time of the event"), _of_event(lambda event: say_there(event.starts_at, event.zone, "H:i"))
    ),
    "event.venue": Placeholder(_("venue"), _of_event(lambda event: event.venue)),
    "organizer.name": Placeholder(_("organizer"), _of_event(lambda event: event.organizer.name)),
    "agent.name": Placeholder(_("name of the agent"), lambda ticket, agent: agent.name),
    "agent.first_name": Placeholder(_("first name of the agent"), lambda ticket, agent: greeting_name(agent.name)),
}


def find_unknown(text: str) -> list[str]:
    """What stands in braces and means nothing, as it was written, each once."""
    unknown = [match[0] for match in PLACEHOLDER.finditer(text) if match[1] not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", text)
    return list(dict.fromkeys(unknown + re.findall(r"\{\{[^\n{}]{0,30}|\}\}", rest)))


def fill(text: str, ticket: Ticket, *, agent: User) -> str:
    """`text` for this case. A value that we do not know becomes a gap that nobody overlooks: ⟦first name⟧."""

    def value(match: re.Match[str]) -> str:
        placeholder = PLACEHOLDERS.get(match[1])
        if placeholder is None:
            return match[0]
        return placeholder.read(ticket, agent) or f"⟦{placeholder.label}⟧"

    return PLACEHOLDER.sub(value, text)


def find_gaps(text: str) -> list[str]:
    """What is not filled in, each once."""
    return list(dict.fromkeys(GAP.findall(text)))
