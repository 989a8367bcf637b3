"""Status callbacks: calls and legs that moved on, queues and dialled phones that ended."""

from datetime import datetime

from django.db import IntegrityError, transaction

from calls.callbacks.attempts import note_dial_failed, note_nobody_rung
from calls.control.answering import adopt_sid
from calls.control.caller_control import next_for_caller
from calls.control.next_document import Document, NextDocument
from calls.control.out_of_queue import kept_on_hold, out_of_queue
from calls.control.staff_control import decide
from calls.models import Call, Leg, ProblemCall, Transfer, WebhookReceipt
from calls.ringing.intake import receive_call
from calls.ringing.pending_cases import schedule_case
from calls.ringing.problem_calls import (
    announce_ringing,
    leave_queue,
    locked_call,
    note_gone_before,
    note_never_joined,
)
from calls.talks.notes import end_talk, end_talks
from calls.transfers.steps import current_transfer, note_caller_left, note_leg_over
from calls.twilio.queues import note_queue
from calls.twilio.statuses import QueueEnd
from escalation.models import Line
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce, announce_to
from helpdesk.lib.transitions import try_move

LEG_ENDS = Leg.ENDS - {Leg.Status.ACCEPTED}
"""Whoever is accepted talks, and their phone is still up."""


def save_receipt(receipt: WebhookReceipt) -> bool:
    """Save the receipt of a status callback; False when the same one was taken in before."""
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def report_call(
    receipt: WebhookReceipt,
    *,
    end: Call.Status | None,
    ended_at: datetime,
    from_number: str = "",
    to_number: str = "",
    is_dialled: bool = False,
) -> None:
    """The status of a caller's call. Only its end is news: the rest we see by what the caller does.

    `is_dialled`: it is the buyer's of a callback. Who did not pick up is no call of ours: the manager's phone tells.
    """
    if end is None or not save_receipt(receipt):
        return
    sid, at = receipt.sid, receipt.received_at
    if is_dialled:
        call = locked_call("line", "callback__ticket", sid=sid)
    else:
        call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    if call:
        finish_call(call, end=end, at=at)
        if problem_call := getattr(call, "problem_call", None):
            note_gone_before(problem_call, ended_at=ended_at, at=at)


def finish_call(call: Call, *, end: Call.Status, at: datetime) -> bool:
    """The call is over. Needs the call's lock. False when it was over already."""
    if call.status == Call.Status.IN_PROGRESS and end != Call.Status.FAILED:
        end = Call.Status.COMPLETED
    if not try_move(call, end, ended_at=at):
        return False
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None and call.taker_id:
        end_talks(call, at=at)
    elif problem_call is None:
        is_of_requester = call.direction == Call.Direction.INBOUND and not call.is_blocked
        if is_of_requester and (call.line is None or call.line.kind != Line.Kind.MAIN):
            # Hung up before we could ring anyone: still somebody with a problem, who is owed a callback.
            schedule_case(call, at=at)
    elif problem_call.status == ProblemCall.Status.WAITING:
        # The queue tells when somebody hung up in it, perhaps a moment later. When it does not, nobody saw them leave.
        leave_queue(call, at=at, was_in_queue=False)
    else:
        if problem_call.status == ProblemCall.Status.ACCEPTED:
            try_move(problem_call, ProblemCall.Status.ENDED)
        end_talks(call, at=at)
        announce_ringing(problem_call)
    if transfer := current_transfer(call):
        note_caller_left(transfer, at=at)
    enqueue_on_commit("calls.tasks.cancel_legs", call.pk)
    enqueue_on_commit("calls.tasks.delete_queues", call.pk)
    announce(LiveChannel.CALLS, LiveChannel.TRANSFER.of(call.pk))
    return True


@transaction.atomic
def report_leg(receipt: WebhookReceipt, leg_id: int, *, status: Leg.Status | None) -> None:
    """The status of a rung phone, as the provider reports it: twice, late and in any order."""
    if status is None or not save_receipt(receipt):
        return
    call = locked_call("callback__ticket", "callback__attempted_by", legs=leg_id)
    leg = call.legs.get(pk=leg_id) if call else None
    if call and leg and adopt_sid(leg, receipt.sid):
        move_leg(leg, call, status=status, at=receipt.received_at)


def move_leg(leg: Leg, call: Call, *, status: Leg.Status, at: datetime) -> None:
    """Take in how a leg stands. Needs the lock of its call."""
    is_over = status in LEG_ENDS
    if is_over:
        end_leg(leg, call, at=at)
    moved = try_move(leg, status, **({"answered_at": at} if status == Leg.Status.ANSWERED else {}))
    if is_over and leg.is_of_callback:
        _end_callback(leg, call, status=status, at=at)
    if moved:
        if status == Leg.Status.BUSY and leg.is_softphone:
            # "Decline" was clicked: the SDK ends the call as busy.
            enqueue_on_commit("calls.tasks.quiet_person", leg.pk)
        announce(LiveChannel.CALLS)
    if is_over:
        announce_to([leg.user_id], LiveChannel.RINGING_BAR)


def _end_callback(leg: Leg, call: Call, *, status: Leg.Status, at: datetime) -> None:
    """The manager's phone of a callback is down. Before 1 was pressed nobody spoke: the call is owed again."""
    if leg.status == Leg.Status.ACCEPTED:
        if call.callback_id and not call.transfers.exists() and finish_call(call, end=Call.Status.COMPLETED, at=at):
            enqueue_on_commit("calls.tasks.settle_over", call.callback_id)
        # After a transfer the buyer may go on with somebody else: the end of their own call is told by itself.
        return
    end = Call.Status.NO_ANSWER if status == Leg.Status.DECLINED else Call.Status(status)
    if finish_call(call, end=end, at=at):
        note_nobody_rung(leg, call, at=at)


@transaction.atomic
def settle_attempt(call_id: int, *, at: datetime) -> None:
    """A callback whose only phone is down, without the provider having said so: it could not be placed."""
    call = locked_call("callback__ticket", "callback__attempted_by", pk=call_id, callback__isnull=False)
    if call and call.status == Call.Status.RINGING and not call.legs.unfinished().exists():
        _end_callback(call.legs.get(), call, status=Leg.Status.FAILED, at=at)


@transaction.atomic
def report_queue(
    *,
    sid: str,
    end: QueueEnd | None,
    at: datetime,
    queue_sid: str = "",
    from_number: str = "",
    to_number: str = "",
) -> NextDocument:
    """The caller is out of the queue of those who wait, one way or another."""
    if end in {None, QueueEnd.ELSEWHERE}:
        return NextDocument(Document.EMPTY)
    if end is QueueEnd.BROKEN:
        _note_queue_of(sid, queue_sid)  # perhaps nobody was ever asked what the caller hears in it
    if end is QueueEnd.BRIDGED:
        return next_for_caller(sid=sid, parted=True, left_room=False, at=at)
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    if end is QueueEnd.HUNG_UP:
        leave_queue(call, at=at, was_in_queue=True)
    elif end is not QueueEnd.ENDED and call.is_unfinished:
        return out_of_queue(call, is_broken=end is QueueEnd.BROKEN, at=at)
    return NextDocument(Document.HANG_UP, call)


def _note_queue_of(sid: str, queue_sid: str) -> None:
    if queue_sid:
        note_queue(Call.objects.filter(sid=sid).first(), queue_sid)


@transaction.atomic
def report_hold(
    *, sid: str, end: QueueEnd | None, call_end: Call.Status | None, left_room: bool, at: datetime, queue_sid: str = ""
) -> NextDocument:
    """The caller is out of the hold music, or out of the room, or was sent to us."""
    if end is QueueEnd.ELSEWHERE:
        return NextDocument(Document.EMPTY)
    _note_queue_of(sid, queue_sid)
    if call_end:
        call = locked_call("line", "callback__ticket", "ticket", sid=sid)
        if call:
            finish_call(call, end=call_end, at=at)
        return NextDocument(Document.HANG_UP, call)
    found = next_for_caller(sid=sid, parted=end is QueueEnd.BRIDGED, left_room=left_room, at=at)
    return kept_on_hold(found, at=at) if end is QueueEnd.BROKEN else found


@transaction.atomic
def report_dial(
    leg_id: int, *, sid: str, is_over: bool, was_bridged: bool, dial_end: Call.Status | None, at: datetime
) -> NextDocument:
    """The dialling of one of our phones is over: with the caller in a queue, in a room, or with the buyer.

    Of a queue the provider may tell about the call that came out of it. Then we do not know whether our phone is up:
    it is sent to ask again, which only one that is up can do. `is_over`: the call that it tells about has ended.
    """
    call = locked_call("line", "ticket", "callback__attempted_by", legs=leg_id)
    leg = call.legs.select_related("user").get(pk=leg_id) if call else None
    if call is None or leg is None or leg.sid is None:
        return NextDocument(Document.HANG_UP)
    if was_bridged and leg.is_of_callback:
        # They talked, whatever became of the news that the buyer had picked up.
        Call.objects.filter(pk=call.pk, answered_at=None).update(answered_at=at, answered_by=leg.user)
    if sid != leg.sid:
        return NextDocument(Document.HANG_UP if leg.ended_at else Document.WAIT, call, leg)
    if is_over:
        end_leg(leg, call, at=at)
        return NextDocument(Document.HANG_UP)
    leg.call = call
    transfer = current_transfer(call)
    if transfer is None and leg.is_of_callback:
        if was_bridged:
            return NextDocument(Document.CALLBACK_OVER, call, leg)  # what came of it only the manager can say
        # A buyer who was not joined is owed the call again.
        was_rung = note_dial_failed(call, end=dial_end, at=at)
        return NextDocument(Document.BUYER_NOT_REACHED if was_rung else Document.BUYER_NOT_RUNG, call, leg)
    if was_bridged or (transfer and transfer.side_of(leg)):
        # A room says nothing of a bridge, so only who was sent to the queue of the caller is asked for it.
        was_talking = was_bridged or transfer is None or transfer.status != Transfer.Status.RETURNED
        return decide(leg, call, was_talking=was_talking, at=at)
    return NextDocument(_not_joined(call, leg, at=at), call, leg)


def _not_joined(call: Call, leg: Leg, *, at: datetime) -> Document:
    """The member who won waited in vain for the caller to come out of the queue."""
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None or problem_call.winner_id != leg.pk:
        return Document.HANG_UP
    # On the way into the queue, and not rung through by a document that asks nobody.
    is_awaited = not problem_call.never_joined_at and not problem_call.out_of_sight_at
    if call.is_unfinished and is_awaited and problem_call.may_be_joined(at=at):
        return Document.JOIN_CALLER_SOON
    note_never_joined(problem_call, at=at)
    return Document.CALLER_GONE


def end_leg(leg: Leg, call: Call, *, at: datetime) -> None:
    """A phone of ours is down. Needs the lock of its call."""
    if Leg.objects.filter(pk=leg.pk, ended_at=None).update(ended_at=at):
        leg.ended_at = at
        if leg.status == Leg.Status.ACCEPTED:
            end_talk(leg, at=at)
    if leg.status == Leg.Status.ACCEPTED:
        note_leg_over(leg, call, at=at)
