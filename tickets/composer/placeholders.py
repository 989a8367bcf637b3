"""The placeholders of saved replies, such as {{ requester.first_name }}, and what stands in their place.

Filled by looking a name up in a table, never by Django's template engine: what people save must not run.
"""

import re
from collections.abc import Callable, Container

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.moments import say_day, say_time_there, words_of_the_desk
from helpdesk.lib.text.first_names import greeting_name
from tickets.models import Event, Requester, Ticket

PLACEHOLDER = re.compile(r"\{\{\s*+((?:[^{}\s]|\s++(?!\}\}))*+)\s*+\}\}")
"""Possessive, so that a brace with a thousand spaces behind it is read once and not a thousand times a thousand."""
GAP = re.compile(r"⟦[^⟦⟧]*⟧|\{\{|\}\}")
"""What must not reach a requester: a value that we did not know, or a placeholder that somebody typed."""


Reader = Callable[[Ticket, Requester, User], str]


def _of_event(read: Callable[[Event], str]) -> Reader:
    return lambda ticket, to, agent: read(ticket.event) if ticket.event else ""


PLACEHOLDERS: dict[str, tuple[str | Promise, Reader]] = {
    "requester.first_name": (_("first name"), lambda ticket, to, agent: greeting_name(to.name)),
    "requester.name": (_("name"), lambda ticket, to, agent: to.name),
    "requester.email": (_("email address"), lambda ticket, to, agent: to.email),
    "case.number": (_("number of the case"), lambda ticket, to, agent: str(ticket.pk)),
    "case.subject": (_("subject of the case"), lambda ticket, to, agent: ticket.subject),
    "order.reference": (_("number of the order"), lambda ticket, to, agent: ticket.order_reference),
    "event.name": (_("event"), _of_event(lambda event: event.name)),
    "event.date": (
        _("day of the event"),
        _of_event(lambda event: say_day(event.starts_at, event.zone, year=True)),
    ),
    "event.time": (_("time of the event"), _of_event(lambda event: say_time_there(event.starts_at, event.zone))),
    "event.venue": (_("venue"), _of_event(lambda event: event.venue)),
    "organizer.name": (_("organizer"), _of_event(lambda event: event.organizer.name)),
    "agent.name": (_("name of the agent"), lambda ticket, to, agent: agent.name),
    "agent.first_name": (_("first name of the agent"), lambda ticket, to, agent: greeting_name(agent.name)),
}
"""What each means to people, and how its value is found, of the case, who gets it and who writes; "" for none."""


def find_unknown(text: str, known: Container[str] = PLACEHOLDERS) -> list[str]:
    """What stands in braces and means nothing, as it was written, each once."""
    unknown = [match[0] for match in PLACEHOLDER.finditer(text) if match[1] not in known]
    rest = PLACEHOLDER.sub("", text)
    return list(dict.fromkeys(unknown + re.findall(r"\{\{[^\n{}]{0,30}|\}\}", rest)))


def fill(text: str, ticket: Ticket, *, agent: User, to: Requester | None = None) -> str:
    """`text` for this case, `to` its requester or somebody else whose problem it is too.

    A value that we do not know becomes a gap that nobody overlooks: ⟦first name⟧.
    """
    person = to or ticket.requester

    def value(match: re.Match[str]) -> str:
        if match[1] not in PLACEHOLDERS:
            return match[0]
        label, read = PLACEHOLDERS[match[1]]
        with words_of_the_desk():
            value = read(ticket, person, agent)
        return value or f"⟦{label}⟧"

    return PLACEHOLDER.sub(value, text)


def find_gaps(text: str) -> list[str]:
    """What is not filled in, each once."""
    return list(dict.fromkeys(GAP.findall(text)))
