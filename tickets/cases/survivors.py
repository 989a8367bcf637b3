"""The case where a merged one goes on."""

from helpdesk.lib.locking import lock_row, locked
from tickets.models import Ticket


def lock_survivor(ticket: Ticket) -> Ticket:
    """The case where `ticket` goes on, also when it was merged a moment ago, as it is now and kept from other hands."""
    case = locked(ticket.survivor)
    return lock_row(Ticket, case.merged_into_id) if case.merged_into_id else case
