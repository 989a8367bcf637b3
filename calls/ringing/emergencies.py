"""One of our answers failed: every phone rings at once, and the customer's problem is written down all the same."""

from datetime import datetime

import structlog
from django.db import transaction

from calls.models import ProblemCall
from calls.ringing.emergency_plans import EmergencyPlan, plan_of, remembered_plan
from calls.ringing.intake import line_of, receive_call
from calls.ringing.pending_cases import schedule_case
from calls.ringing.problem_calls import fail_over

logger = structlog.get_logger(__name__)


def ring_at_once(*, sid: str, from_number: str, to_number: str, at: datetime) -> EmergencyPlan | None:
    """Whom to ring, after the row of the call; a worker writes its case. A repeat finds what the first one wrote.

    None: the talk of this caller is over, so nobody rings. Who answers, nobody tells us before the end of the call: the
    comparison with the provider writes it down.
    """
    try:
        if _note_call(sid=sid, from_number=from_number, to_number=to_number, at=at):
            return None
        return plan_for(to_number)
    except Exception:
        # What broke the ordinary answer may break this one too, whatever it is, and somebody is on the line who must
        # reach a phone. Should the call not be written down, the comparison with the provider does it.
        logger.exception("emergency_not_noted", call_sid=sid)
        return remembered_plan(to_number)


@transaction.atomic
def _note_call(*, sid: str, from_number: str, to_number: str, at: datetime) -> bool:
    """Answers whether the two have talked and parted, and the call only goes on until that is reported."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    problem_call = getattr(call, "problem_call", None) if call.ticket_id else None
    if not call.is_unfinished or call.is_blocked:
        return False
    if problem_call is None:
        schedule_case(call, at=at)
        return False
    if call.parted_at and problem_call.status == ProblemCall.Status.ACCEPTED:
        return True
    fail_over(problem_call, at=at)
    return False


def plan_for(to_number: str) -> EmergencyPlan:
    """As it is remembered, or made now when the file is not there yet."""
    plan = remembered_plan(to_number)
    line = None if plan.phones else line_of(to_number)
    return plan_of(line) if line else plan
