"""Control of our people's phones in a transfer: their next document, and their keys."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.control.answering import adopt_sid
from calls.control.next_document import Document, NextDocument
from calls.models import Call, Leg, Transfer, durations
from calls.ringing.problem_calls import locked_call
from calls.transfers.redirects import note_arrival, redirect_on_commit
from calls.transfers.steps import (
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


@transaction.atomic
def next_for_leg(leg_id: int, *, sid: str, digits: str, tries: int, at: datetime) -> NextDocument:
    """A phone of ours asks, after a key, after some seconds, or because it was sent to us."""
    call = locked_call("line", "ticket", legs=leg_id)
    leg = call.legs.select_related("user").get(pk=leg_id) if call else None
    if call is None or leg is None or not adopt_sid(leg, sid):
        return NextDocument(Document.HANG_UP)
    return decide(leg, call, digits=digits, tries=tries, was_talking=tries > 0, at=at)


def decide(leg: Leg, call: Call, *, digits: str = "", tries: int = 0, was_talking: bool, at: datetime) -> NextDocument:
    """Where this phone goes. `was_talking`: it came out of a talk by itself. Needs the call's lock."""
    leg.call = call
    transfer = current_transfer(call)
    side = transfer.side_of(leg) if transfer else None
    if side:
        note_arrival(transfer, side)
    if not call.is_unfinished:
        document = Document.CALLER_HUNG_UP if side else Document.HANG_UP
    elif transfer and side == Side.TAKER and not transfer.has_taker_as_before(was_talking=was_talking):
        document = _document_of_taker(transfer, digits, tries, was_talking=was_talking, at=at)
    elif transfer and side == Side.COLLEAGUE and not (transfer.status == Status.DONE and was_talking):
        document = _document_of_colleague(transfer, leg, tries, was_talking=was_talking, at=at)
    # The talk with the caller is over: by a star, when the caller turns up too, or they hung up.
    elif call.taker_id == leg.pk and call.parted_at:
        document, transfer = Document.HOLD_MENU, hold(call, leg, at=at)
    elif call.taker_id == leg.pk and tries < durations.NEWS_TRIES:
        document = Document.WAIT
    else:
        document = Document.HANG_UP
    if transfer and document is Document.BACK_TO_CALLER:
        note_sent_back(transfer, at=at)
    return NextDocument(document, call, leg, transfer, tries=tries)


def _document_of_taker(transfer: Transfer, digits: str, tries: int, *, was_talking: bool, at: datetime) -> Document:
    if digits:
        press(transfer, digits, at=at)
    if is_rung_out(transfer, at=at):
        return_caller(transfer, why=_("nobody took it."), at=at)
    if transfer.is_forgotten_star(at=at):
        return_caller(transfer, why=_("nobody pressed a key."), at=at)
    match transfer.status:
        case Status.REQUESTED:
            return Document.WAIT
        case Status.HELD:
            return Document.HOLD_MENU
        case Status.RINGING:
            return Document.RINGING
        case Status.BRIEFING if was_talking and not digits:
            # The star, or the colleague hung up and the news of it are on their way.
            return Document.BRIEFING_MENU if tries else Document.WAIT
        case Status.BRIEFING:
            return Document.STAFF_INTO_ROOM
        case Status.JOINED if transfer.taker_leaves:
            return Document.HANDED_OVER
        case Status.JOINED if was_talking and transfer.joined_at:
            # Out of the talk of three: a star, or the caller or the colleague hung up, which ends the room for all.
            if tries < durations.NEWS_TRIES:
                return Document.WAIT
            finish_transfer(transfer, at=at)
            return Document.HANDED_OVER
        case Status.JOINED:
            return Document.STAFF_INTO_ROOM
        case Status.RETURNED:
            return Document.BACK_TO_CALLER
        case Status.DONE:
            return Document.HANDED_OVER
        case Status.CALLER_LEFT:
            return Document.CALLER_HUNG_UP
    return Document.HANG_UP


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


def _document_of_colleague(transfer: Transfer, leg: Leg, tries: int, *, was_talking: bool, at: datetime) -> Document:
    match transfer.status:
        case Status.BRIEFING | Status.JOINED | Status.DONE if not was_talking:
            return Document.STAFF_INTO_ROOM
        case Status.BRIEFING | Status.JOINED if tries < durations.NEWS_TRIES:
            return Document.WAIT
        case Status.BRIEFING | Status.JOINED:
            # The star: they give it back.
            return_caller(transfer, why=_("%(colleague)s gave it back.") % {"colleague": leg.user}, at=at)
            redirect_on_commit(transfer, Side.TAKER, at=at)
            return Document.TAKEN_BACK
        case Status.RETURNED:
            return Document.TAKEN_BACK
        case Status.CALLER_LEFT:
            return Document.CALLER_HUNG_UP
    return Document.HANG_UP
