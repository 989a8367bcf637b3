"""The next document of a phone: decided by the rows each time it asks, and written by `calls/twiml/documents.py`."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from calls.models import Call, Leg, Transfer
from calls.ringing.emergency_plans import EmergencyPlan

Row = TypeVar("Row")


class Document(Enum):
    """Which document a phone gets."""

    # a caller
    WAIT_AGAIN = auto()  # into the queue, while everyone is rung anew
    HOLD = auto()
    HOLD_CLIP = auto()  # one more piece of the hold music
    LEAVE_HOLD = auto()  # out of the music, to ask again
    CALLER_INTO_ROOM = auto()  # with those who talk about it
    EVERY_PHONE = auto()  # no queue holds the caller, or no phone of ours can be rung: all at once, by a document
    APOLOGY = auto()  # the provider's queue broke as they were let go

    # a phone that was rung
    WHISPER = auto()
    JOIN_CALLER = auto()
    JOIN_CALLER_SOON = auto()  # the caller is still on the way into the queue
    DIAL_BUYER = auto()
    TAKEN = auto()
    NOT_TAKEN = auto()  # did not press 1, or is not whom we rang
    CALLER_GONE = auto()
    BUYER_NOT_REACHED = auto()
    BUYER_NOT_RUNG = auto()  # the provider could not put the call through
    CALLBACK_OVER = auto()

    # a phone of ours in a transfer
    HOLD_MENU = auto()  # back, everyone, managers
    RINGING = auto()
    BRIEFING_MENU = auto()  # back, bring in, hand over
    STAFF_INTO_ROOM = auto()
    BACK_TO_CALLER = auto()
    HANDED_OVER = auto()
    TAKEN_BACK = auto()
    CALLER_HUNG_UP = auto()
    WAIT = auto()  # a second of silence, then ask again

    # any
    EMPTY = auto()  # the provider only tells that somebody was sent elsewhere, and plays no answer
    HANG_UP = auto()


@dataclass(frozen=True)
class NextDocument:
    """A document, and the rows of which it tells; `tries` counts the seconds that a phone has waited for news."""

    document: Document
    call: Call | None = None
    leg: Leg | None = None
    transfer: Transfer | None = None
    plan: EmergencyPlan | None = None
    tries: int = 0


def known(row: Row | None) -> Row:
    """A row that each document of this kind tells of. Raises ValueError when it was decided without."""
    if row is None:
        raise ValueError("This document tells of a row that it was not given.")
    return row
