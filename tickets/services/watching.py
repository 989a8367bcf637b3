"""Say that somebody looks at a case, writes to it, or has left it: told to the others, written to no row."""

from datetime import datetime

from helpdesk import presence
from helpdesk.accounts.models import User
from helpdesk.live import announce
from tickets.models import Ticket
from tickets.watching import place_of


def watch_ticket(ticket: Ticket, *, by: User, tab: str, doing: str, at: datetime) -> None:
    """A tab of somebody's browser shows the case. The others hear of it only when that is new."""
    place = place_of(ticket.pk)
    if presence.stay(place, presence.Here(by.pk, doing), tab=tab, at=at):
        announce(place)


def leave_ticket(ticket: Ticket, *, by: User, tab: str, at: datetime) -> None:
    """That tab shows something else now, or is closed."""
    place = place_of(ticket.pk)
    if presence.leave(place, by.pk, tab=tab, at=at):
        announce(place)
