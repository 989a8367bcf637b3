"""What the provider reports afterwards: calls and legs that moved on, queues and dials that ended."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.db import IntegrityError, transaction

from calls.models import Call, Leg, ProblemCall, Transfer, WebhookReceipt
from calls.services.attempts import note_dial_failed, note_nobody_rung
from calls.services.hold import CallerHears, CallerTurn, next_for_caller
from calls.services.intake import receive_call
from calls.services.keys import StaffHears, StaffTurn, decide
from calls.services.legs import adopt_sid
from calls.services.out_of_queue import kept_on_hold, out_of_queue
from calls.services.owed_cases import owe_case
from calls.services.problem_calls import (
    leave_queue,
    locked_call,
    note_gone_before,
    note_never_joined,
    tell_rung,
)
from calls.services.provider_queues import note_queue
from calls.services.talks import end_talk, end_talks
from calls.services.transfer_steps import current_transfer, note_caller_left, note_leg_over
from escalation.models import Line
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import announce, announce_to
from helpdesk.lib.transitions import try_move

CALL_ENDS = {
    "completed": Call.Status.COMPLETED,
    "busy": Call.Status.BUSY,
    "failed": Call.Status.FAILED,
    "no-answer": Call.Status.NO_ANSWER,
    "canceled": Call.Status.CANCELED,
}
LEG_NEWS = {
    "queued": Leg.Status.QUEUED,
    "initiated": Leg.Status.QUEUED,
    "ringing": Leg.Status.RINGING,
    "in-progress": Leg.Status.ANSWERED,
    "completed": Leg.Status.DECLINED,  # unless 1 was pressed: then it is ACCEPTED already, and that is its end
    "busy": Leg.Status.BUSY,
    "failed": Leg.Status.FAILED,
    "no-answer": Leg.Status.NO_ANSWER,
    "canceled": Leg.Status.CANCELED,
}
OUTBOUND_DIAL = "outbound-dial"
"""How the provider names the direction of a call that a Dial of ours made."""
QUEUE_BREAKS = {"error", "system-error", "queue-full"}
QUEUE_ENDS = {"bridged", "leave", "hangup"} | QUEUE_BREAKS
"""What the end of a queue may mean for us. Whoever is redirected is on the way to where we sent them, and a word that
nobody knew yesterday must not move anyone."""


def take_in(hook: str, parameters: dict[str, str], *, what: str, at: datetime) -> bool:
    """Note a callback; False when the same one was taken in before."""
    sid = parameters["CallSid"]
    key = ":".join([hook, sid, parameters.get("SequenceNumber", ""), what])[:160]
    try:
        with transaction.atomic():
            WebhookReceipt.objects.create(key=key, hook=hook, sid=sid, payload=parameters, received_at=at)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def report_call(parameters: dict[str, str], *, at: datetime) -> None:
    """The status of a caller's call. Only its end is news: the rest we see by what the caller does."""
    status = parameters.get("CallStatus", "")
    if status not in CALL_ENDS or not take_in("status", parameters, what=status, at=at):
        return
    sid = parameters["CallSid"]
    if parameters.get("Direction") == OUTBOUND_DIAL:
        # The buyer of a callback. Who did not pick up is no call of ours: the manager's phone tells of it.
        call = locked_call("line", "callback__ticket", sid=sid)
    else:
        call = receive_call(sid=sid, from_number=parameters.get("From", ""), to_number=parameters.get("To", ""), at=at)
    if call:
        finish_call(call, status=status, at=at)
        if problem_call := getattr(call, "problem_call", None):
            note_gone_before(problem_call, ended_at=_happened_at(parameters, at=at), at=at)


def _happened_at(parameters: dict[str, str], *, at: datetime) -> datetime:
    """When it did, by the provider; news may be late."""
    try:
        return parsedate_to_datetime(parameters.get("Timestamp", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return at


def finish_call(call: Call, *, status: str, at: datetime) -> bool:
    """The call is over; `status` is the provider's word. Needs the call's lock. False when it was over already."""
    end = CALL_ENDS[status]
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
            owe_case(call, at=at)
    elif problem_call.status == ProblemCall.Status.WAITING:
        # The queue tells when somebody hung up in it, perhaps a moment later. When it does not, nobody saw them leave.
        leave_queue(call, at=at, was_in_queue=False)
    else:
        if problem_call.status == ProblemCall.Status.ACCEPTED:
            try_move(problem_call, ProblemCall.Status.ENDED)
        end_talks(call, at=at)
        tell_rung(problem_call)
    if transfer := current_transfer(call):
        note_caller_left(transfer, at=at)
    enqueue_on_commit("calls.tasks.cancel_legs", call.pk)
    enqueue_on_commit("calls.tasks.delete_queues", call.pk)
    announce("calls", f"transfer-{call.pk}")
    return True


@transaction.atomic
def report_leg(leg_id: int, parameters: dict[str, str], *, at: datetime) -> None:
    """The status of a rung phone, as the provider reports it: twice, late and in any order."""
    status = parameters.get("CallStatus", "")
    if status not in LEG_NEWS or not take_in("leg-status", parameters, what=f"{leg_id}:{status}", at=at):
        return
    call = locked_call("callback__ticket", "callback__attempted_by", legs=leg_id)
    leg = call.legs.get(pk=leg_id) if call else None
    if leg and adopt_sid(leg, parameters["CallSid"]):
        move_leg(leg, call, status=status, at=at)


def move_leg(leg: Leg, call: Call, *, status: str, at: datetime) -> None:
    """Take in the provider's word for a leg. Needs the lock of its call."""
    is_over = status in CALL_ENDS
    if is_over:
        end_leg(leg, call, at=at)
    moment = {"answered_at": at} if status == "in-progress" else {}
    moved = try_move(leg, LEG_NEWS[status], **moment)
    if is_over and leg.is_of_callback:
        _end_callback(leg, call, status=status, at=at)
    if moved:
        if status == "busy" and leg.is_softphone:
            # "Decline" was clicked: the SDK ends the call as busy.
            enqueue_on_commit("calls.tasks.quiet_person", leg.pk)
        announce("calls")
    if is_over:
        announce_to([leg.user_id], "ringing-bar")


def _end_callback(leg: Leg, call: Call, *, status: str, at: datetime) -> None:
    """The manager's phone of a callback is down. Before 1 was pressed nobody spoke: the call is owed again."""
    if leg.status == Leg.Status.ACCEPTED:
        if not call.transfers.exists() and finish_call(call, status="completed", at=at):
            enqueue_on_commit("calls.tasks.settle_over", call.callback_id)
        # After a transfer the buyer may go on with somebody else: the end of their own call is told by itself.
        return
    if finish_call(call, status="no-answer" if status == "completed" else status, at=at):
        note_nobody_rung(leg, call, at=at)


@transaction.atomic
def settle_attempt(call_id: int, *, at: datetime) -> None:
    """A callback whose only phone is down, without the provider having said so: it could not be placed."""
    call = locked_call("callback__ticket", "callback__attempted_by", pk=call_id, callback__isnull=False)
    if call and call.status == Call.Status.RINGING and not call.legs.unfinished().exists():
        _end_callback(call.legs.get(), call, status="failed", at=at)


@transaction.atomic
def report_queue(parameters: dict[str, str], *, at: datetime) -> CallerTurn:
    """The caller is out of the queue of those who wait, one way or another."""
    result = parameters.get("QueueResult")
    if result not in QUEUE_ENDS:
        return CallerTurn(CallerHears.NOTHING_NEW)
    if result in QUEUE_BREAKS:
        _note_queue_of(parameters)  # perhaps nobody was ever asked what the caller hears in it
    if result == "bridged" and parameters.get("CallStatus") not in CALL_ENDS:
        return next_for_caller(sid=parameters["CallSid"], parted=True, left_room=False, at=at)
    call = receive_call(
        sid=parameters["CallSid"], from_number=parameters.get("From", ""), to_number=parameters.get("To", ""), at=at
    )
    if result == "hangup":
        leave_queue(call, at=at, was_in_queue=True)
    elif result != "bridged" and call.is_unfinished:
        return out_of_queue(call, is_broken=result != "leave", at=at)
    return CallerTurn(CallerHears.NOTHING, call)


def _note_queue_of(parameters: dict[str, str]) -> None:
    if sid := parameters.get("QueueSid"):
        note_queue(Call.objects.filter(sid=parameters["CallSid"]).first(), sid)


@transaction.atomic
def report_hold(parameters: dict[str, str], *, at: datetime) -> CallerTurn:
    """The caller is out of the hold music, or out of the room, or was sent to us."""
    sid, result = parameters["CallSid"], parameters.get("QueueResult")
    if result is not None and result not in QUEUE_ENDS:
        return CallerTurn(CallerHears.NOTHING_NEW)
    _note_queue_of(parameters)
    if parameters.get("CallStatus") in CALL_ENDS:
        call = locked_call("line", "callback__ticket", "ticket", sid=sid)
        if call:
            finish_call(call, status=parameters["CallStatus"], at=at)
        return CallerTurn(CallerHears.NOTHING, call)
    left_room = "DialCallStatus" in parameters
    turn = next_for_caller(sid=sid, parted=result == "bridged", left_room=left_room, at=at)
    return kept_on_hold(turn, at=at) if result in QUEUE_BREAKS else turn


@transaction.atomic
def report_dial(leg_id: int, parameters: dict[str, str], *, at: datetime) -> StaffTurn:
    """The dialling of one of our phones is over: with the caller in a queue, in a room, or with the buyer.

    Of a queue the provider may tell about the call that came out of it. Then we do not know whether our phone is up:
    it is sent to ask again, which only one that is up can do.
    """
    call = locked_call("line", "ticket", "callback__attempted_by", legs=leg_id)
    leg = call.legs.select_related("user").get(pk=leg_id) if call else None
    if leg is None or leg.sid is None:
        return StaffTurn(StaffHears.NOTHING)
    was_bridged = _was_bridged(parameters)
    if was_bridged and leg.is_of_callback:
        # They talked, whatever became of the news that the buyer had picked up.
        Call.objects.filter(pk=call.pk, answered_at=None).update(answered_at=at, answered_by=leg.user)
    if parameters["CallSid"] != leg.sid:
        return StaffTurn(StaffHears.NOTHING if leg.ended_at else StaffHears.WAIT, leg)
    if parameters.get("CallStatus") in CALL_ENDS:
        end_leg(leg, call, at=at)
        return StaffTurn(StaffHears.NOTHING)
    leg.call = call
    transfer = current_transfer(call)
    if transfer is None and leg.is_of_callback:
        return StaffTurn(_after_buyer(call, parameters, was_bridged=was_bridged, at=at), leg)
    if was_bridged or (transfer and leg.pk in {transfer.from_leg_id, transfer.accepted_by_id}):
        return decide(leg, call, was_talking=_was_talking(transfer, was_bridged=was_bridged), at=at)
    return StaffTurn(_not_joined(call, leg, at=at), leg)


def _after_buyer(call: Call, parameters: dict[str, str], *, was_bridged: bool, at: datetime) -> StaffHears:
    """A buyer who was not joined is owed the call again. What came of a talk only the manager can say."""
    if was_bridged:
        return StaffHears.CALLBACK_OVER
    was_rung = note_dial_failed(call, dial_status=parameters.get("DialCallStatus", ""), at=at)
    return StaffHears.BUYER_NOT_REACHED if was_rung else StaffHears.BUYER_NOT_RUNG


def _was_talking(transfer: Transfer | None, *, was_bridged: bool) -> bool:
    """A room says nothing of a bridge, so only who was sent to the queue of the caller is asked for it."""
    return was_bridged or not (transfer and transfer.status == Transfer.Status.RETURNED)


def _not_joined(call: Call, leg: Leg, *, at: datetime) -> StaffHears:
    """The member who won waited in vain for the caller to come out of the queue."""
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None or problem_call.winner_id != leg.pk:
        return StaffHears.NOTHING
    if call.is_unfinished and _may_still_come(problem_call, at=at):
        return StaffHears.TRY_AGAIN
    note_never_joined(problem_call, at=at)
    return StaffHears.CALLER_GONE


def _may_still_come(problem_call: ProblemCall, *, at: datetime) -> bool:
    """Whether the caller is on the way into the queue, and not rung through by a document that asks nobody."""
    if problem_call.never_joined_at or problem_call.out_of_sight_at:
        return False
    return problem_call.may_be_joined(at=at)


def end_leg(leg: Leg, call: Call, *, at: datetime) -> None:
    """A phone of ours is down. Needs the lock of its call."""
    if Leg.objects.filter(pk=leg.pk, ended_at=None).update(ended_at=at):
        leg.ended_at = at
        if leg.status == Leg.Status.ACCEPTED:
            end_talk(leg, at=at)
    if leg.status == Leg.Status.ACCEPTED:
        note_leg_over(leg, call, at=at)


def _was_bridged(parameters: dict[str, str]) -> bool:
    if "DialBridged" in parameters:
        return parameters["DialBridged"] == "true"
    return parameters.get("DialCallStatus") in {"completed", "answered"}
