"""Control of a caller's phone: hold, room, everyone rung or goodbye, decided by the rows each time it asks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.control.next_document import Document, NextDocument
from calls.models import Call, ProblemCall, Transfer, durations
from calls.ringing.problem_calls import locked_call
from calls.transfers.redirects import note_arrival
from calls.transfers.steps import (
    current_transfer,
    is_left_alone,
    is_rung_out,
    note_caller_joined,
    note_held,
    release_caller,
    return_caller,
    ring_for_released,
)
from calls.twilio.queues import note_queue

Status = Transfer.Status


@transaction.atomic
def next_for_caller(*, sid: str, parted: bool, left_room: bool, at: datetime) -> NextDocument:
    """The caller's phone asks: out of a talk with our people (`parted`), out of the room, or sent to us."""
    call = locked_call("line", "ticket", sid=sid)
    if call is None or not call.is_unfinished:
        return NextDocument(Document.HANG_UP, call)
    transfer = current_transfer(call)
    note_arrival(transfer, Transfer.Side.CALLER)
    # Out of the room with the colleague who has them, or put on hold by a request that we had given up.
    left_colleague = transfer is not None and left_room and transfer.status == Status.DONE
    was_given_up = transfer is not None and transfer.status == Status.FAILED
    is_talk_of_two = transfer is None or not transfer.is_unfinished
    if is_talk_of_two and (parted or left_colleague or was_given_up):
        Call.objects.filter(pk=call.pk).update(parted_at=at)
        call.parted_at = at
    _ring_for_left_alone(transfer, at=at)
    document = Document.HOLD
    if _is_waiting_for_everyone(call):
        document = Document.WAIT_AGAIN
    elif transfer and transfer.status in Transfer.ON_HOLD:
        note_held(transfer, at=at)
    elif transfer and transfer.status == Status.JOINED and not left_room:
        note_caller_joined(transfer, at=at)
        document = Document.CALLER_INTO_ROOM
    elif (transfer is None or not transfer.is_unfinished) and _is_taker_gone(call):
        document = Document.HANG_UP
    return NextDocument(document, call, transfer=transfer)


@transaction.atomic
def next_on_hold(call_id: int, *, sid: str, queue_sid: str = "", at: datetime) -> NextDocument:
    """One more clip of the hold music, or out of it."""
    call = locked_call("line", "ticket", pk=call_id, sid=sid)
    note_queue(call, queue_sid)  # whoever hangs up in the music may be the last we hear of it
    if call is None or not call.is_unfinished:
        return NextDocument(Document.HANG_UP, call)
    transfer = current_transfer(call)
    if transfer and is_rung_out(transfer, at=at):
        return_caller(transfer, why=_("nobody took it."), at=at)
    _ring_for_left_alone(transfer, at=at)
    is_late = call.parted_at and at - call.parted_at > durations.TAKER_NEWS
    document = Document.HOLD_CLIP
    # Once out of the room again they wait for the news of who else left it.
    is_to_join = transfer and transfer.status == Status.JOINED and not transfer.joined_at
    if _is_waiting_for_everyone(call) or is_to_join:
        document = Document.LEAVE_HOLD
    elif (transfer is None or not transfer.is_unfinished) and (is_late or _is_taker_gone(call)):
        document = Document.HANG_UP
    return NextDocument(document, call, transfer=transfer)


def _ring_for_left_alone(transfer: Transfer | None, *, at: datetime) -> None:
    """Everyone is rung anew for a caller with whom nobody of the transfer is left."""
    if transfer and is_left_alone(transfer):
        release_caller(transfer, at=at)
    if transfer:
        ring_for_released(transfer, at=at)


def _is_waiting_for_everyone(call: Call) -> bool:
    problem_call = getattr(call, "problem_call", None)
    return problem_call is not None and problem_call.status == ProblemCall.Status.WAITING


def _is_taker_gone(call: Call) -> bool:
    return call.taker is None or call.taker.ended_at is not None
