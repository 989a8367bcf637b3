"""What the phones of our people hear next in a transfer, and what their keys do."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Call, Leg, Transfer
from calls.services.asking import ask, has_come
from calls.services.legs import adopt_sid
from calls.services.problem_calls import locked_call
from calls.services.transfer_steps import (
    bring_caller_in,
    current_transfer,
    finish_transfer,
    hold,
    is_rung_out,
    note_sent_back,
    return_caller,
    ring_colleagues,
)

Status = Transfer.Status
Side = Transfer.Side
PATIENCE = 3
"""So many seconds a phone that came out of a talk waits for the news of why it ended."""


class StaffHears(Enum):
    """Where a phone of ours is sent."""

    MENU = auto()  # the caller is on hold: back, everyone, managers
    RINGING = auto()
    ROOM = auto()
    BRIEFING_MENU = auto()  # back, bring in, hand over
    CALLER = auto()
    HANDED_OVER = auto()
    TAKEN_BACK = auto()
    CALLER_GONE = auto()
    TRY_AGAIN = auto()  # the caller is still on the way into the queue
    BUYER_NOT_REACHED = auto()
    BUYER_NOT_RUNG = auto()  # the provider could not put the call through
    CALLBACK_OVER = auto()
    WAIT = auto()  # a second of silence, then ask again
    NOTHING = auto()


@dataclass(frozen=True)
class StaffTurn:
    """A phone of ours and what it hears next; `tries` counts the seconds that it has waited for news."""

    hears: StaffHears
    leg: Leg | None = None
    transfer: Transfer | None = None
    tries: int = 0


@transaction.atomic
def next_for_leg(leg_id: int, *, sid: str, digits: str, tries: int, at: datetime) -> StaffTurn:
    """A phone of ours asks, after a key, after some seconds, or because it was sent to us."""
    call = locked_call("line", "ticket", legs=leg_id)
    leg = call.legs.select_related("user").get(pk=leg_id) if call else None
    if leg is None or not adopt_sid(leg, sid):
        return StaffTurn(StaffHears.NOTHING)
    return decide(leg, call, digits=digits, tries=tries, was_talking=tries > 0, at=at)


def decide(leg: Leg, call: Call, *, digits: str = "", tries: int = 0, was_talking: bool, at: datetime) -> StaffTurn:
    """Where this phone goes. `was_talking`: it came out of a talk by itself. Needs the call's lock."""
    leg.call = call
    transfer = current_transfer(call)
    side = _side(transfer, leg)
    has_come(transfer if side else None, side)
    if not call.is_unfinished:
        hears = StaffHears.CALLER_GONE if side else StaffHears.NOTHING
    elif side == Side.TAKER and not _is_past(transfer, was_talking=was_talking):
        hears = _for_taker(transfer, digits, tries, was_talking=was_talking, at=at)
    elif side == Side.COLLEAGUE and not (transfer.status == Status.DONE and was_talking):
        hears = _for_colleague(transfer, tries, was_talking=was_talking, at=at)
    else:
        hears, transfer = _after_talk(call, leg, transfer, tries, at=at)
    if hears is StaffHears.CALLER:
        note_sent_back(transfer, at=at)
    return StaffTurn(hears, leg, transfer, tries)


def _side(transfer: Transfer | None, leg: Leg) -> str | None:
    if transfer and transfer.from_leg_id == leg.pk:
        return Side.TAKER
    return Side.COLLEAGUE if transfer and transfer.accepted_by_id == leg.pk else None


def _is_past(transfer: Transfer, *, was_talking: bool) -> bool:
    """The taker talks with the caller as if there had been no transfer."""
    is_back = transfer.status == Status.RETURNED and transfer.back_at and was_talking
    return bool(is_back) or transfer.status == Status.FAILED


def _for_taker(transfer: Transfer, digits: str, tries: int, *, was_talking: bool, at: datetime) -> StaffHears:
    if digits:
        press(transfer, digits, at=at)
    if is_rung_out(transfer, at=at):
        return_caller(transfer, why=_("nobody took it."), at=at)
    if transfer.is_forgotten_star(at=at):
        return_caller(transfer, why=_("nobody pressed a key."), at=at)
    match transfer.status:
        case Status.REQUESTED:
            return StaffHears.WAIT
        case Status.HELD:
            return StaffHears.MENU
        case Status.RINGING:
            return StaffHears.RINGING
        case Status.BRIEFING if was_talking and not digits:
            # The star, or the colleague hung up and the news of it are on their way.
            return StaffHears.BRIEFING_MENU if tries else StaffHears.WAIT
        case Status.BRIEFING:
            return StaffHears.ROOM
        case Status.JOINED if transfer.taker_leaves:
            return StaffHears.HANDED_OVER
        case Status.JOINED if was_talking and transfer.joined_at:
            return _leaves_room(transfer, tries, at=at)
        case Status.JOINED:
            return StaffHears.ROOM
        case Status.RETURNED:
            return StaffHears.CALLER
        case Status.DONE:
            return StaffHears.HANDED_OVER
        case Status.CALLER_LEFT:
            return StaffHears.CALLER_GONE
    return StaffHears.NOTHING


def press(transfer: Transfer, digits: str, *, at: datetime) -> None:
    """A key of whoever hands over."""
    match transfer.status, digits:
        case ((Status.HELD | Status.RINGING | Status.BRIEFING), "1"):
            return_caller(transfer, why=_("taken back."), at=at)
        case Status.HELD, ("2" | "3"):
            transfer.target = Transfer.Target.EVERYONE if digits == "2" else Transfer.Target.MANAGERS
            ring_colleagues(transfer, at=at)
        case Status.BRIEFING, ("2" | "3"):
            bring_caller_in(transfer, taker_leaves=digits == "3", at=at)


def _leaves_room(transfer: Transfer, tries: int, *, at: datetime) -> StaffHears:
    """Out of the talk of three: a star, or the caller or the colleague hung up, which ends the room for all."""
    if tries < PATIENCE:
        return StaffHears.WAIT
    finish_transfer(transfer, at=at)
    return StaffHears.HANDED_OVER


def _for_colleague(transfer: Transfer, tries: int, *, was_talking: bool, at: datetime) -> StaffHears:
    match transfer.status:
        case Status.BRIEFING | Status.JOINED | Status.DONE if not was_talking:
            return StaffHears.ROOM
        case Status.BRIEFING | Status.JOINED if tries < PATIENCE:
            return StaffHears.WAIT
        case Status.BRIEFING | Status.JOINED:
            # The star: they give it back.
            return_caller(transfer, why=_("%(colleague)s gave it back.") % {"colleague": _who(transfer)}, at=at)
            ask(transfer, Side.TAKER, at=at)
            return StaffHears.TAKEN_BACK
        case Status.RETURNED:
            return StaffHears.TAKEN_BACK
        case Status.CALLER_LEFT:
            return StaffHears.CALLER_GONE
    return StaffHears.NOTHING


def _who(transfer: Transfer) -> str:
    return str(transfer.accepted_by.user)


def _after_talk(
    call: Call, leg: Leg, transfer: Transfer | None, tries: int, *, at: datetime
) -> tuple[StaffHears, Transfer | None]:
    """The talk with the caller is over: by a star, when the caller turns up too, or they hung up."""
    if call.taker_id != leg.pk:
        return StaffHears.NOTHING, transfer
    if call.parted_at:
        return StaffHears.MENU, hold(call, leg, at=at)
    return (StaffHears.WAIT if tries < PATIENCE else StaffHears.NOTHING), transfer
