"""What was sent in our name, by us or by others: keeping copies, and answering "did we send this?"."""

from tickets.ledger.checking import TooLongError, check_sent
from tickets.ledger.copies import keep_copy
from tickets.ledger.denials import denial_in
from tickets.ledger.guard import DenialError, refuse_denial
from tickets.ledger.sources import gaps_of, sources

__all__ = ["DenialError", "TooLongError", "check_sent", "denial_in", "gaps_of", "keep_copy", "refuse_denial", "sources"]
