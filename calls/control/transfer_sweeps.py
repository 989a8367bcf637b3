"""What the sweep sets right in transfers: phones that never came, news that were lost, lines that nobody wrote."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.control.status_callbacks import move_leg
from calls.models import Leg, Transfer, durations
from calls.ringing.problem_calls import locked_call
from calls.transfers.redirects import ask_phones
from calls.transfers.steps import current_transfer, is_rung_out, return_caller
from calls.transfers.story import write_down_transfer
from calls.twilio import rest
from calls.twilio.errors import ProviderError
from calls.twilio.statuses import CALL_ENDS, LEG_STATUSES
from helpdesk.lib.live import announce
from helpdesk.lib.transitions import try_move

logger = structlog.get_logger(__name__)

Status = Transfer.Status


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
            _look_for(leg, at=at)
        _settle(transfer, at=at)
    for transfer_id in list(Transfer.objects.unwritten().values_list("pk", flat=True)[:limit]):
        write_down_transfer(transfer_id, at=at)


def _look_for(leg: Leg, *, at: datetime) -> None:
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
            move_leg(call.legs.select_related("user").get(pk=leg.pk), call, status=LEG_STATUSES[status], at=at)


@transaction.atomic
def _settle(transfer: Transfer, *, at: datetime) -> None:
    call = locked_call("ticket", pk=transfer.call_id)
    current = current_transfer(call)
    if current.pk != transfer.pk:
        return
    if is_rung_out(current, at=at):
        return_caller(current, why=_("nobody took it."), at=at)
    elif current.requested_at <= at - durations.REQUESTED_TRANSFER and try_move(current, Status.FAILED, ended_at=at):
        # Only from "requested": they were never parted.
        Transfer.objects.filter(pk=current.pk).update(ask_caller_at=None)
        announce(f"transfer-{current.call_id}")
