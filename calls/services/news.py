"""What the provider reports afterwards: calls and legs that moved on, queues and dials that ended."""

from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Call, Leg, ProblemCall, WebhookReceipt
from calls.services.intake import receive_call
from calls.services.legs import adopt_sid
from calls.services.problem_calls import (
    give_up_queue,
    leave_queue,
    locked_call,
    note_never_joined,
    start_problem_call,
    tell_rung,
)
from calls.services.talks import end_talk, end_talks
from escalation.models import Line
from escalation.services import give_up_attempt
from helpdesk.live import announce, announce_to
from helpdesk.nudge import nudge
from helpdesk.transitions import try_move

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
JOINING_LASTS = timedelta(seconds=25)
"""A member may press 1 before the notice to the caller was spoken to its end; so long the queue may be empty."""


class AfterDial(Enum):
    """What a member hears when the dialling is over."""

    TRY_AGAIN = auto()
    CALLER_GONE = auto()
    BUYER_NOT_REACHED = auto()
    CALLBACK_OVER = auto()
    NOTHING = auto()


def take_in(hook: str, parameters: dict[str, str], *, what: str, at: datetime) -> bool:
    """Note a callback; False when the same one was taken in before."""
    sid = parameters["CallSid"]
    key = ":".join([hook, sid, parameters.get("SequenceNumber", ""), what])[:160]
    _row, is_new = WebhookReceipt.objects.get_or_create(
        key=key, defaults={"hook": hook, "sid": sid, "payload": parameters, "received_at": at}
    )
    return is_new


@transaction.atomic
def report_call(parameters: dict[str, str], *, at: datetime) -> None:
    """The status of a caller's call. Only its end is news: the rest we see by what the caller does."""
    status = parameters.get("CallStatus", "")
    if status not in CALL_ENDS or not take_in("status", parameters, what=status, at=at):
        return
    call = receive_call(
        sid=parameters["CallSid"], from_number=parameters.get("From", ""), to_number=parameters.get("To", ""), at=at
    )
    finish_call(call, status=status, at=at)


def finish_call(call: Call, *, status: str, at: datetime) -> bool:
    """The call is over; `status` is the provider's word. Needs the call's lock. False when it was over already."""
    end = CALL_ENDS[status]
    if call.status == Call.Status.IN_PROGRESS and end != Call.Status.FAILED:
        end = Call.Status.COMPLETED
    if not try_move(call, end, ended_at=at):
        return False
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None:
        is_on_problem_line = call.line is None or call.line.kind != Line.Kind.MAIN
        if call.direction == Call.Direction.INBOUND and is_on_problem_line and not call.is_blocked:
            # Hung up before we could ring anyone: still somebody with a problem, who is owed a callback.
            start_problem_call(call, at=at)
    elif problem_call.status == ProblemCall.Status.WAITING:
        leave_queue(call, at=at)
    else:
        try_move(problem_call, ProblemCall.Status.ENDED)
        end_talks(call, at=at)
        tell_rung(problem_call)
    nudge("calls.tasks.cancel_legs", call.pk)
    announce("calls")
    return True


@transaction.atomic
def report_leg(leg_id: int, parameters: dict[str, str], *, at: datetime) -> None:
    """The status of a rung phone, as the provider reports it: twice, late and in any order."""
    status = parameters.get("CallStatus", "")
    if status not in LEG_NEWS or not take_in("leg-status", parameters, what=f"{leg_id}:{status}", at=at):
        return
    call = locked_call("callback__ticket", legs=leg_id)
    leg = call.legs.get(pk=leg_id) if call else None
    if leg and adopt_sid(leg, parameters["CallSid"]):
        move_leg(leg, call, status=status, at=at)


def move_leg(leg: Leg, call: Call, *, status: str, at: datetime) -> None:
    """Take in the provider's word for a leg. Needs the lock of its call."""
    is_over = status in CALL_ENDS
    has_ended = is_over and Leg.objects.filter(pk=leg.pk, ended_at=None).update(ended_at=at)
    if has_ended and leg.status == Leg.Status.ACCEPTED:
        end_talk(leg, at=at)
    moment = {"answered_at": at} if status == "in-progress" else {}
    moved = try_move(leg, LEG_NEWS[status], **moment)
    if is_over and call.callback_id:
        _end_callback(leg, call, status=status, at=at)
    if moved:
        if status == "busy" and leg.is_softphone:
            nudge("calls.tasks.quiet_person", leg.pk)  # "Decline" was clicked: the SDK ends the call as busy
        announce("calls")
    if is_over:
        announce_to([leg.user_id], "ringing-bar")


def _end_callback(leg: Leg, call: Call, *, status: str, at: datetime) -> None:
    """The manager's phone of a callback is down. Before 1 was pressed nobody spoke: the call is owed again."""
    if leg.status == Leg.Status.ACCEPTED:
        finish_call(call, status="completed", at=at)
        return
    if finish_call(call, status="no-answer" if status == "completed" else status, at=at):
        give_up_attempt(call.callback, why=_("The manager's phone was not answered."), at=at)


@transaction.atomic
def settle_attempt(call_id: int, *, at: datetime) -> None:
    """A callback whose only phone is down, without the provider having said so: it could not be placed."""
    call = locked_call("callback__ticket", pk=call_id, callback__isnull=False)
    if call and call.is_unfinished and not call.legs.unfinished().exists():
        _end_callback(call.legs.get(), call, status="failed", at=at)


@transaction.atomic
def report_queue(parameters: dict[str, str], *, at: datetime) -> Call:
    """The caller is out of the queue, one way or another."""
    call = receive_call(
        sid=parameters["CallSid"], from_number=parameters.get("From", ""), to_number=parameters.get("To", ""), at=at
    )
    match parameters.get("QueueResult"):
        case "hangup":
            leave_queue(call, at=at)
        case "queue-full" | "error" | "system-error":
            give_up_queue(call, at=at)
    return call


@transaction.atomic
def report_dial(parameters: dict[str, str], *, at: datetime) -> tuple[AfterDial, Leg | None]:
    """A member's dialling is over: with the caller in the queue, or with the buyer of a callback."""
    leg = Leg.objects.filter(sid=parameters["CallSid"]).first()
    call = locked_call(legs=leg.pk) if leg else None
    if call is None:
        return AfterDial.NOTHING, None
    leg.call = call
    was_bridged = _was_bridged(parameters)
    if call.callback_id:
        return (AfterDial.CALLBACK_OVER if was_bridged else AfterDial.BUYER_NOT_REACHED), leg
    problem_call = call.problem_call
    if was_bridged or problem_call.winner_id != leg.pk:
        return AfterDial.NOTHING, leg
    if call.is_unfinished and at - problem_call.accepted_at < JOINING_LASTS and not problem_call.never_joined_at:
        return AfterDial.TRY_AGAIN, leg
    note_never_joined(problem_call, at=at)
    return AfterDial.CALLER_GONE, leg


def _was_bridged(parameters: dict[str, str]) -> bool:
    if "DialBridged" in parameters:
        return parameters["DialBridged"] == "true"
    return parameters.get("DialCallStatus") in {"completed", "answered"}
