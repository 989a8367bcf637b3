"""Open the case of a caller whom no answer of ours put into the queue: a worker does it, so that no webhook waits."""

from datetime import datetime

import structlog
from django.db import transaction

from calls.models import Call
from calls.ringing.intake import call_taker
from calls.ringing.problem_calls import fail_over, leave_queue, locked_call, open_problem_call
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce

logger = structlog.get_logger(__name__)


def schedule_case(call: Call, *, at: datetime) -> None:
    """The row first, then the task; a repeat changes nothing."""
    if Call.objects.filter(pk=call.pk, case_due_at=None).update(case_due_at=at):
        enqueue_on_commit("calls.tasks.open_owed_case", call.pk)


@transaction.atomic
def open_pending_case(call_id: int) -> None:
    """The case, and what became of the caller. Safe to run twice."""
    call = locked_call("line__ring_group", "line__closed_ring_group", "cart__ticket", "ticket", pk=call_id)
    if call is None or call.case_due_at is None:
        return
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None:
        problem_call = open_problem_call(call, transferred_by=call_taker(call), at=call.case_due_at)
    if call.is_unfinished:
        fail_over(problem_call, at=call.case_due_at)
    else:
        leave_queue(problem_call.call, at=call.ended_at or call.case_due_at, was_in_queue=False)
    announce(LiveChannel.CALLS)


def sweep_pending_cases(*, at: datetime, limit: int = 100) -> None:
    """Open those whose task was lost."""
    for call_id in list(Call.objects.without_case(before=at).values_list("pk", flat=True)[:limit]):
        try:
            open_pending_case(call_id)
        except Exception:
            # One call that cannot be written down must not keep the others from it.
            logger.exception("case_not_opened", call=call_id)
