"""Owe the callback to a caller who reached nobody, once it is sure that nobody talked to them."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Leg, ProblemCall, durations
from calls.twilio import rest
from calls.twilio.errors import ProviderError
from escalation.board import give_up_attempt, owe_callback, raise_escalation, withdraw_callback
from escalation.models import Escalation
from helpdesk.lib.live import LiveChannel, announce
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

Status = ProblemCall.Status


def settle_problem_call(problem_call_id: int, *, at: datetime) -> bool:
    """Owe the callback to a caller who reached nobody, once; True when this call did it."""
    if _has_perhaps_talked(problem_call_id, at=at):
        return False
    with transaction.atomic():
        unsettled = ProblemCall.objects.unsettled().select_for_update(of=("self",), skip_locked=True)
        problem_call = unsettled.select_related("call__ticket").filter(pk=problem_call_id).first()
        if problem_call is None:
            return False
        call, why, callback = problem_call.call, _why_unheard(problem_call), None
        if call.ticket:
            reason = Escalation.Reason.CALL_UNANSWERED
            escalation = raise_escalation(call.ticket, reason=reason, detail=why, at=at)
            phone = "" if call.is_transfer else call.other_number
            if call.callback:
                give_up_attempt(call.callback, why=why, at=at)
            callback = owe_callback(call.ticket, escalation=escalation, phone=phone, at=at)
            add_entry(call.ticket, kind=Entry.Kind.CALL, body=why, at=at, source_key=f"call:{call.pk}:unheard")
        ProblemCall.objects.filter(pk=problem_call.pk).update(settled_at=at, callback=callback)
        announce(LiveChannel.CALLS)
    return True


def _has_perhaps_talked(problem_call_id: int, *, at: datetime) -> bool:
    """Whether phones were rung for a caller who was out of our sight.

    What came of that is written down by the comparison with the provider, for which the callback waits.
    """
    unseen = ProblemCall.objects.unsettled().filter(out_of_sight_at__isnull=False, call__compared_at=None)
    problem_call = unseen.select_related("call").filter(pk=problem_call_id).first()
    if problem_call is None:
        return False
    call = problem_call.call
    if call.ended_at is None:
        return True
    if call.sid is None or at - call.ended_at > durations.CALLBACK_IN_DOUBT:
        return False
    try:
        return bool(rest.list_calls(parent_sid=call.sid, limit=1))
    except ProviderError as error:
        logger.warning("rung_phones_not_told", call=call.pk, error=str(error))
        return True


def _why_unheard(problem_call: ProblemCall) -> str:
    if problem_call.status != Status.ACCEPTED:
        # That nobody answered would be untrue of people whose phones never rang.
        legs = problem_call.call.legs.filter(round__gte=problem_call.first_round, transfer=None)
        statuses = set(legs.values_list("status", flat=True))
        if statuses and statuses <= {Leg.Status.FAILED, Leg.Status.UNKNOWN}:
            if Leg.Status.UNKNOWN in statuses:
                return _("The telephone provider did not say whether it rang anyone's phone. Nobody answered.")
            return _("No phone rang: the telephone provider could not place the calls.")
        if problem_call.first_round > 1:
            return _("Was left on hold, and then nobody answered.")
    if problem_call.status == Status.EXHAUSTED:
        return _("No one answered, not even the managers.") if problem_call.has_managers else _("Nobody answered.")
    if problem_call.status == Status.ABANDONED:
        if problem_call.call.menu_choice:
            return _("Pressed 4 and hung up before anyone answered.")
        return _("Hung up before anyone answered.")
    member = problem_call.winner.user if problem_call.winner else ""
    return _("%(member)s pressed 1, but the caller was not there any more.") % {"member": member}


def withdraw_owed(problem_call: ProblemCall, leg: Leg, *, at: datetime) -> None:
    """The provider says that this person talked to the caller: what was owed meanwhile is owed no more.

    A callback that another call needs as well, or that a manager has taken up, stands for a person to judge.
    """
    callback = problem_call.callback
    if callback and callback.problem_calls.exclude(pk=problem_call.pk).exists():
        return
    why = _("%(member)s talked to the caller, as the provider told us afterwards.") % {"member": leg.user}
    if callback is None or withdraw_callback(callback, why=why, at=at):
        ProblemCall.objects.filter(pk=problem_call.pk).update(settled_at=None, callback=None)
