"""Call off phones that ring in vain, all of them at once."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from calls.models import Call, Leg
from calls.twilio import rest
from calls.twilio.errors import AskAgainError, ProviderError, RefusedError
from calls.twilio.parallel import Outcome, ParallelRequests
from helpdesk.lib.transitions import try_move

logger = structlog.get_logger(__name__)

Status = Leg.Status
ASK_AGAIN_SECONDS = 2


def cancel_legs(call_id: int, *, at: datetime | None = None) -> int:
    """Call off every phone of a call that still rings. Whoever listens to the whisper may press 1 and is told.

    Answers 0, or after how many seconds to come again.
    """
    return _call_off(Leg.objects.filter(call=call_id), at=at or timezone.now())


def quiet_person(leg_id: int, *, at: datetime | None = None) -> int:
    """Somebody said no on one device: the other one of the same person stops ringing for this call too.

    Answers 0, or after how many seconds to come again.
    """
    said_no = Leg.objects.get(pk=leg_id)
    others = Leg.objects.filter(call=said_no.call_id, user=said_no.user_id, round=said_no.round)
    return _call_off(others, at=at or timezone.now())


def _call_off(legs: QuerySet[Leg], *, at: datetime) -> int:
    with ParallelRequests() as asking:
        for leg in legs.filter(status__in=Leg.RINGING):
            if leg.status == Status.PLACING and leg.claimed_at is None:
                try_move(leg, Status.CANCELED, ended_at=at)
            elif leg.sid:
                asking.ask(partial(rest.stop_ringing, leg.sid), partial(note_stopped, leg, at=at))
    return max(asking.noted, default=0)


def note_stopped(leg: Leg, outcome: Outcome[bool], *, at: datetime) -> int:
    """Tolerant: one phone that cannot be called off must not keep the others ringing.

    Answers 0, or after how many seconds to ask again: unlike a create this may be repeated, and a person who works
    hears the phone ring in vain.
    """
    try:
        if outcome():
            try_move(leg, Status.CANCELED, ended_at=at)
    except AskAgainError as error:
        return error.seconds
    except RefusedError as error:
        logger.warning("leg_not_called_off", leg=leg.pk, error=str(error))
    except ProviderError as error:
        logger.warning("leg_perhaps_called_off", leg=leg.pk, error=str(error))
        return ASK_AGAIN_SECONDS
    return 0


def ringing_in_vain(call: Call) -> Iterator[Leg]:
    """Phones that still ring for a call and that nobody is to answer any more, now that others ring in their place."""
    ringing = call.legs.filter(status__in=Leg.RINGING, sid__isnull=False)
    problem_call = getattr(call, "problem_call", None)
    if problem_call and problem_call.round > 1:
        yield from ringing.filter(round__lt=problem_call.round)
    # The pages that were left while they rang: a browser takes the second ring only when the first one is over.
    rung = call.legs.filter(attempt__gt=1).values_list("round", "phone", "attempt")
    newest = {(number, phone): attempt for number, phone, attempt in rung.order_by("attempt")}
    for leg in ringing.all() if newest else []:
        if leg.attempt < newest.get((leg.round, leg.phone), 1):
            yield leg
