"""The provider's queue let a caller go who is still wanted: in again, and if that does not last, to every phone."""

from datetime import datetime

from calls.control.next_document import Document, NextDocument
from calls.models import Call, durations
from calls.ringing.emergencies import plan_for
from calls.ringing.problem_calls import fail_over, is_still_wanted, ring_again
from calls.transfers.steps import release_caller

MOST_RETURNS = 3


def out_of_queue(call: Call, *, is_broken: bool, at: datetime) -> NextDocument:
    """Where a caller goes who was let go, or whose queue broke. Needs the call's lock."""
    if not is_still_wanted(call):
        # Whoever was to hear the apology in the queue hears it now.
        return NextDocument(Document.APOLOGY if is_broken else Document.HANG_UP, call)
    if call.problem_call.out_of_sight_at is None and _may_return(call, at=at):
        return NextDocument(Document.WAIT_AGAIN, call)
    return _to_every_phone(call, at=at)


def kept_on_hold(found: NextDocument, *, at: datetime) -> NextDocument:
    """The same for the hold music, of which `found` says where the caller goes. Needs the call's lock."""
    is_back = found.document in {Document.HOLD, Document.WAIT_AGAIN}
    if found.call is None or not is_back or _may_return(found.call, at=at):
        return found
    if found.transfer and release_caller(found.transfer, at=at):
        ring_again(found.call, at=at)
    return _to_every_phone(found.call, at=at)


def _to_every_phone(call: Call, *, at: datetime) -> NextDocument:
    if problem_call := getattr(call, "problem_call", None):
        fail_over(problem_call, at=at)
    plan = plan_for(call.line.number if call.line else call.to_number)
    return NextDocument(Document.EVERY_PHONE, call, plan=plan)


def _may_return(call: Call, *, at: datetime) -> bool:
    """Note one more return to a queue; False when there were too many of late."""
    if call.returns_since is None or at - call.returns_since > durations.RETURNS_WITHIN:
        call.returns_since, call.returns = at, 0
    call.returns += 1
    call.save(update_fields=["returns_since", "returns"])
    return call.returns <= MOST_RETURNS
