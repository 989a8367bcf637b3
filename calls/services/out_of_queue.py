"""The provider's queue let a caller go who is still wanted: in again, and if that does not last, to every phone."""

from datetime import datetime, timedelta

from calls.models import Call
from calls.services.emergencies import plan_for
from calls.services.hold import CallerHears, CallerTurn
from calls.services.problem_calls import is_still_wanted, lose_sight, ring_again
from calls.services.transfer_steps import release_caller

MOST_RETURNS = 3
WITHIN = timedelta(minutes=1)
"""A caller who falls out of the queue more often than that in this time is held by none."""


def out_of_queue(call: Call, *, is_broken: bool, at: datetime) -> CallerTurn:
    """Where a caller goes who was let go, or whose queue broke. Needs the call's lock."""
    if not is_still_wanted(call):
        # Whoever was to hear the apology in the queue hears it now.
        return CallerTurn(CallerHears.APOLOGY if is_broken else CallerHears.NOTHING, call)
    if call.problem_call.out_of_sight_at is None and _may_return(call, at=at):
        return CallerTurn(CallerHears.RING_AGAIN, call)
    return _to_every_phone(call, at=at)


def kept_on_hold(turn: CallerTurn, *, at: datetime) -> CallerTurn:
    """The same for the hold music, of which `turn` says where the caller goes. Needs the call's lock."""
    is_back = turn.hears in {CallerHears.HOLD, CallerHears.RING_AGAIN}
    if not is_back or _may_return(turn.call, at=at):
        return turn
    if turn.transfer and release_caller(turn.transfer, at=at):
        ring_again(turn.call, at=at)
    return _to_every_phone(turn.call, at=at)


def _to_every_phone(call: Call, *, at: datetime) -> CallerTurn:
    if problem_call := getattr(call, "problem_call", None):
        lose_sight(problem_call, at=at)
    plan = plan_for(call.line.number if call.line else call.to_number)
    return CallerTurn(CallerHears.EVERY_PHONE, call, plan=plan)


def _may_return(call: Call, *, at: datetime) -> bool:
    """Note one more return to a queue; False when there were too many of late."""
    if call.returns_since is None or at - call.returns_since > WITHIN:
        call.returns_since, call.returns = at, 0
    call.returns += 1
    call.save(update_fields=["returns_since", "returns"])
    return call.returns <= MOST_RETURNS
