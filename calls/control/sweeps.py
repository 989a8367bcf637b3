"""Sweeps: legs and transfers that got lost, calls that we lost track of, callbacks that were not written down."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.callbacks.attempts import sweep_attempts
from calls.callbacks.unanswered import settle_problem_call
from calls.control.answering import adopt_sid
from calls.control.status_callbacks import finish_call, move_leg, settle_attempt
from calls.models import Call, Leg, ProblemCall, Transfer, durations
from calls.ringing import placing
from calls.ringing.emergency_plans import remember_phones
from calls.ringing.pending_cases import sweep_pending_cases
from calls.ringing.problem_calls import locked_call
from calls.ringing.ring_tests import sweep_ring_tests
from calls.transfers.redirects import ask_phones
from calls.transfers.steps import current_transfer, is_rung_out, return_caller
from calls.transfers.story import write_down_transfer
from calls.twilio import rest
from calls.twilio.errors import NotThereError, ProviderError
from calls.twilio.statuses import CALL_ENDS, LEG_STATUSES
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import try_move

logger = structlog.get_logger(__name__)

CALLS_AT_ONCE = 5
"""Their phones are asked for at the same moment, so that one that is not answered for delays no other caller's."""


def sweep_legs(*, at: datetime | None = None, limit: int = 200) -> None:
    """Place what no worker was told of, settle what hangs, owe the callbacks that are not owed yet."""
    at = at or timezone.now()
    remember_phones()
    unplaced = (
        Leg.objects.unplaced(at=at - durations.LOST_TASK).order_by("call").values_list("call", flat=True).distinct()
    )
    call_ids = list(unplaced[:limit])
    for first in range(0, len(call_ids), CALLS_AT_ONCE):
        placing.place_legs(*call_ids[first : first + CALLS_AT_ONCE], at=at)
    for leg in Leg.objects.interrupted(at=at - durations.PLACING)[:limit]:
        try_move(leg, Leg.Status.UNKNOWN, error="interrupted")
    for leg in Leg.objects.unfinished().filter(created_at__lte=at - durations.LEG).order_by("created_at")[:limit]:
        _ask_for_leg(leg, at=at)
    sweep_ring_tests(at=at)
    sweep_pending_cases(at=at - durations.LOST_TASK)
    for problem_call_id in list(
        ProblemCall.objects.unsettled().order_by("created_at").values_list("pk", flat=True)[:limit]
    ):
        settle_problem_call(problem_call_id, at=at)


def _ask_for_leg(leg: Leg, *, at: datetime) -> None:
    """How a phone stands that should be down by now."""
    sid, status = (leg.sid, _status_of(leg.sid)) if leg.sid else _find_in_list(leg, at=at)
    if leg.sid and not status and leg.is_of_callback:
        # The provider cannot be asked for long. A manager's attempt must not wait for it: they would call from
        # elsewhere. A caller's phones are in nobody's way meanwhile, and whether one of them talked the comparison
        # finds out.
        is_talking = leg.status == Leg.Status.ACCEPTED
        given_up, patience = ("completed", durations.LONGEST_CALL) if is_talking else ("failed", durations.SILENCE)
        status = given_up if leg.created_at <= at - patience else ""
    if status not in LEG_STATUSES:
        return
    with transaction.atomic():
        call = locked_call("callback__ticket", "callback__attempted_by", legs=leg.pk)
        if call is None:
            return
        leg = call.legs.get(pk=leg.pk)
        if not sid or adopt_sid(leg, sid):
            move_leg(leg, call, status=LEG_STATUSES[status], at=at)


def _find_in_list(leg: Leg, *, at: datetime) -> tuple[str | None, str]:
    """What became of a phone whose create was not answered: its call and status in the provider's list.

    With two callers in doubt on one phone nobody can tell which is which: they are given up after a while.
    """
    given_up = None, "failed" if leg.created_at <= at - durations.LEG_IN_DOUBT else ""
    try:
        listed = rest.list_calls(to=leg.phone, since=leg.created_at - durations.CLOCKS_DIFFER, until=at, limit=50)
    except ProviderError as error:
        logger.warning("leg_not_found_out", leg=leg.pk, error=str(error))
        return given_up
    placed = {one.sid: one.status for one in listed if one.direction == "outbound-api"}
    known = set(Leg.objects.filter(sid__in=placed).values_list("sid", flat=True))
    ours = [sid for sid in placed if sid not in known]
    rivals = Leg.objects.unfinished().filter(phone=leg.phone, sid=None).exclude(pk=leg.pk)
    if len(ours) == 1 and not rivals.exists():
        return ours[0], placed[ours[0]]
    return given_up


def _status_of(sid: str) -> str:
    """The provider's word, "failed" for what it does not know, "" when it cannot be asked now."""
    try:
        return rest.status_of(sid)
    except NotThereError:
        return "failed"
    except ProviderError as error:
        logger.warning("status_not_told", sid=sid, error=str(error))
        return ""


def settle_stale_calls(*, at: datetime | None = None, limit: int = 100) -> None:
    """Ask about each call that has gone on for long; the callback of its end may have been lost."""
    at = at or timezone.now()
    for call in (
        Call.objects.unfinished().filter(started_at__lte=at - durations.UNHEARD_CALL).order_by("started_at")[:limit]
    ):
        if call.callback_id:
            settle_attempt(call.pk, at=at)
            for leg in call.legs.talking():
                _ask_for_leg(leg, at=at)
        if call.sid and (status := _status_of(call.sid)) in CALL_ENDS:
            with transaction.atomic():
                locked = locked_call("line", "callback__ticket", pk=call.pk)
                finish_call(locked or call, end=CALL_ENDS[status], at=at)
    sweep_attempts(at=at)


def sweep_transfers(*, at: datetime | None = None, limit: int = 100) -> None:
    """Ask phones that did not come, give up what never began, end what nobody takes, look who is still there."""
    at = at or timezone.now()
    for transfer_id in list(Transfer.objects.to_ask(at=at).values_list("pk", flat=True)[:limit]):
        ask_phones(transfer_id, at=at)
    late = (
        Transfer.objects.unfinished().filter(requested_at__lte=at - durations.UNHEARD_TRANSFER).order_by("requested_at")
    )
    for transfer in late.select_related("call", "from_leg", "accepted_by")[:limit]:
        for leg in filter(None, [transfer.from_leg, transfer.accepted_by]):
            _ask_for_transfer_leg(leg, at=at)
        _settle_transfer(transfer, at=at)
    for transfer_id in list(Transfer.objects.unwritten().values_list("pk", flat=True)[:limit]):
        write_down_transfer(transfer_id, at=at)


def _ask_for_transfer_leg(leg: Leg, *, at: datetime) -> None:
    """Is this phone still up?"""
    if leg.ended_at or not leg.sid:
        return
    try:
        status = rest.status_of(leg.sid)
    except ProviderError as error:
        logger.warning("status_not_told", sid=leg.sid, error=str(error))
        return
    if status in CALL_ENDS:
        with transaction.atomic():
            call = locked_call("callback__ticket", "ticket", legs=leg.pk)
            if call is None:
                return
            move_leg(call.legs.select_related("user").get(pk=leg.pk), call, status=LEG_STATUSES[status], at=at)


@transaction.atomic
def _settle_transfer(transfer: Transfer, *, at: datetime) -> None:
    call = locked_call("ticket", pk=transfer.call_id)
    current = current_transfer(call) if call else None
    if current is None or current.pk != transfer.pk:
        return
    is_late = current.requested_at <= at - durations.REQUESTED_TRANSFER
    if is_rung_out(current, at=at):
        return_caller(current, why=_("nobody took it."), at=at)
    elif is_late and try_move(current, Transfer.Status.FAILED, ended_at=at):
        # Only from "requested": they were never parted.
        Transfer.objects.filter(pk=current.pk).update(ask_caller_at=None)
        announce(LiveChannel.TRANSFER.of(current.call_id))
