"""The waiting caller asks what is next: ring on, ring the next round, every phone at once, or leave the queue."""

from datetime import datetime

from django.db import transaction

from calls.models import Leg, ProblemCall, durations
from calls.ringing import placing
from calls.ringing.problem_calls import (
    announce_ringing,
    dequeue_unanswered,
    fail_over,
    locked_call,
    note_never_joined,
    ring_round,
)
from calls.twilio.queues import note_queue
from helpdesk.lib.live import LiveChannel, announce

Status = ProblemCall.Status


@transaction.atomic
def next_turn(problem_call_id: int, *, sid: str, queue_sid: str = "", at: datetime) -> ProblemCall | None:
    """The provider asks what the waiting caller hears next. Rounds, overflow and leaving need no worker and no timer.

    None: this is not the call that waits there.
    """
    call = locked_call("line__notice__clip", problem_call=problem_call_id, sid=sid)
    if call is None:
        return None
    problem_call = call.problem_call
    if problem_call.queued_at is None:
        problem_call.queued_at = at
        problem_call.save(update_fields=["queued_at"])
        note_queue(call, queue_sid)
    # Somebody pressed 1 and perhaps never took the caller out of the queue: the phone died in between.
    winner = problem_call.winner if problem_call.status == Status.ACCEPTED else None
    if winner and (winner.ended_at or not problem_call.may_be_joined(at=at)):
        note_never_joined(problem_call, at=at)
    if problem_call.status != Status.WAITING or problem_call.is_rung_at_once:
        return problem_call
    # A round lasts for as long as its phones ring.
    legs = call.legs.filter(round=problem_call.round).order_by("attempt")
    newest = {leg.phone: leg for leg in legs}.values()
    if newest and all(leg.will_never_ring(at=at) for leg in newest):
        # The provider takes no calls of ours: it rings everyone by a document, which asks nothing of us.
        fail_over(problem_call, at=at)
    elif any(leg.is_unplaced(at=at - durations.ROUND_UNPLACED) for leg in newest):
        # The broker took the task, and no worker came for it.
        transaction.on_commit(lambda: placing.place_here(call.pk))
    elif not any(leg.status in Leg.UNFINISHED for leg in newest):
        # Nothing rings any more: those who were spared, or the next round.
        if any(leg.was_spared for leg in newest):
            placing.ring_spared(call, newest, at=at)
        else:
            _ring_next(problem_call, at=at)
    elif at >= max(leg.rings_until for leg in newest if leg.status in Leg.UNFINISHED):
        _ring_next(problem_call, at=at)
    return problem_call


def _ring_next(problem_call: ProblemCall, *, at: datetime) -> None:
    is_last = problem_call.round >= problem_call.manager_round - 1 + problem_call.has_managers
    if is_last or not problem_call.roster:
        dequeue_unanswered(problem_call, Status.EXHAUSTED, at=at)
        return
    problem_call.round += 1
    problem_call.round_started_at = at
    problem_call.save(update_fields=["round", "round_started_at"])
    ring_round(problem_call, at=at)
    announce_ringing(problem_call)
    announce(LiveChannel.RINGING_BAR)
