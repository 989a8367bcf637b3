"""Redirects: a phone is made to ask for its next document, which the rows decide when it comes."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.utils import timezone

from calls.models import Transfer, durations
from calls.twilio import rest
from calls.twilio.addresses import address
from calls.twilio.errors import AskAgainError, ProviderError, RefusedError
from helpdesk.lib.enqueue import enqueue_on_commit

logger = structlog.get_logger(__name__)

Side = Transfer.Side


def redirect_fields(sides: Sequence[str], *, at: datetime) -> dict[str, datetime]:
    """The fields that note which phones to redirect; a task is enqueued, and the sweep finds what got lost."""
    return {f"ask_{side}_at": at for side in sides}


def redirect_on_commit(transfer: Transfer, *sides: str, at: datetime) -> None:
    """Have a worker redirect these phones."""
    Transfer.objects.filter(pk=transfer.pk).update(**redirect_fields(sides, at=at))
    enqueue_on_commit("calls.tasks.ask_phones", transfer.pk)


def note_arrival(transfer: Transfer | None, side: str) -> None:
    """The phone asks, by itself or because it was redirected."""
    if transfer and getattr(transfer, f"ask_{side}_at"):
        Transfer.objects.filter(pk=transfer.pk).update(**{f"ask_{side}_at": None})


def ask_phones(transfer_id: int, *, at: datetime | None = None) -> int:
    """Redirect what is still to come. Safe to repeat, unlike a create: the phone is told by the rows where to go.

    Answers 0, or after how many seconds to come again, because the provider did not do it or did not say so.
    """
    at, seconds = at or timezone.now(), 0
    for side in Side.values:
        due = Transfer.objects.filter(pk=transfer_id, **{f"ask_{side}_at__lte": at})
        # Claimed by moving it on: of two workers one asks, and when nobody comes it is due again.
        if due.update(**{f"ask_{side}_at": at + durations.ASK_PHONE_AGAIN}):
            transfer = Transfer.objects.select_related("call", "from_leg", "accepted_by").get(pk=transfer_id)
            seconds = max(seconds, _redirect(transfer, side, at=at))
    return seconds


def _redirect(transfer: Transfer, side: str, *, at: datetime) -> int:
    if side == Side.CALLER:
        sid, url = transfer.call.sid, address("next")
    else:
        leg = transfer.from_leg if side == Side.TAKER else transfer.accepted_by
        sid, url = (leg.sid, address("leg_next", leg.pk, 0)) if leg else (None, "")
    try:
        if sid:
            rest.send_to(sid, url)
            return 0
    except AskAgainError as error:
        Transfer.objects.filter(pk=transfer.pk, **{f"ask_{side}_at__gt": at}).update(**{f"ask_{side}_at": at})
        return error.seconds
    except RefusedError as error:
        logger.info("phone_not_sent", transfer=transfer.pk, side=side, error=str(error))
    except ProviderError as error:
        logger.warning("phone_perhaps_sent", transfer=transfer.pk, side=side, error=str(error))
        return int(durations.ASK_PHONE_AGAIN.total_seconds())
    # It is not up any more, so there is nobody to send anywhere.
    note_arrival(transfer, side)
    return 0
