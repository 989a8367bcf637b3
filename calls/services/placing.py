"""Ring the phones, and call them off. Each is asked for once: claim, commit, create, commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Thread

import structlog
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from calls import provider
from calls.models import Call, Leg, ProblemCall, Transfer
from calls.services.cases import show_cart_on_case
from calls.services.occupied import occupied_people, people_to_ring
from calls.twiml.speech import address
from escalation.models import Callback, Line
from escalation.services.ring_groups import RosterMember
from helpdesk.nudge import nudge_now
from helpdesk.transitions import try_move

logger = structlog.get_logger(__name__)

Status = Leg.Status
CALLBACK_RINGS_SECONDS = 30
ASK_AGAIN_SECONDS = 2


def write_legs(
    call: Call,
    members: Iterable[RosterMember],
    occupied: Mapping[int, str],
    *,
    number: int,
    at: datetime,
    transfer: Transfer | None = None,
) -> None:
    """A leg for each phone of a round. It rings after the commit, unless its person is busy and another one is not."""
    members = list(members)
    ringing = people_to_ring((member["user"] for member in members), occupied)
    Leg.objects.bulk_create(
        Leg(
            call=call,
            user_id=member["user"],
            phone=member["phone"],
            round=number,
            transfer=transfer,
            created_at=at,
            **({} if member["user"] in ringing else {"status": Status.BUSY, "ended_at": at}),
        )
        for member in members
    )
    place_soon(call.pk)


def ring_spared(call: Call, legs: Iterable[Leg], *, at: datetime) -> None:
    """Nobody else rings any more, so ring those too who were spared. Needs the call's lock.

    What we know of their talks may be old, as when PostgreSQL was away; whose phone is in use the provider will say.
    """
    again = [leg.once_more(at=at) for leg in legs if leg.was_spared]
    if again:
        Leg.objects.bulk_create(again)
        place_soon(call.pk)


def place_soon(call_id: int) -> None:
    """After the commit, have a worker ring the phones. With the broker away a thread of this process does."""

    def hand_over() -> None:
        if not nudge_now("calls.tasks.place_legs", call_id):
            place_here(call_id)

    transaction.on_commit(hand_over)


def place_here(call_id: int) -> None:
    """Ring the phones from a thread of this process: no worker does."""
    Thread(target=_place_in_thread, args=(call_id,), name=f"place-legs-{call_id}", daemon=True).start()


def _place_in_thread(call_id: int) -> None:
    try:
        place_legs(call_id)
    except Exception:
        logger.exception("place_legs_failed", call=call_id)
    finally:
        connections.close_all()


def place_legs(call_id: int, *, at: datetime | None = None) -> int:
    """Ask the provider for each leg that nobody has claimed. Answers 0, or after how many seconds to come again."""
    at = at or timezone.now()
    call = Call.objects.select_related("line", "problem_call", "callback", "ticket", "cart").get(pk=call_id)
    show_cart_on_case(call, at=at)
    _stop_earlier_rounds(call, at=at)
    _stop_pages_left(call, at=at)
    _skip_who_talks_by_now(call, at=at)
    for leg in call.legs.filter(status=Status.PLACING, claimed_at=None).order_by("pk"):
        leg.call = call
        if not is_wanted(leg):
            try_move(leg, Status.CANCELED, ended_at=at)
        elif _claim(leg, at=at) and (seconds := _place(leg, call, at=at)):
            return seconds
    return 0


def _skip_who_talks_by_now(call: Call, *, at: datetime) -> None:
    """Of two callers at one moment the phones of the second wait for those of the first, whom somebody has by then."""
    unplaced = list(call.legs.filter(status=Status.PLACING, claimed_at=None))
    people = {leg.user_id for leg in unplaced}
    ringing = people_to_ring(people, occupied_people(people, at=at))
    for leg in unplaced:
        if leg.user_id not in ringing:
            try_move(leg, Status.BUSY, ended_at=at)


def is_wanted(leg: Leg) -> bool:
    """Whether this phone should ring, asked of the database now."""
    if leg.is_of_callback:
        return Callback.objects.filter(
            pk=leg.call.callback_id, status=Callback.Status.ATTEMPTING, calls__status__in=Call.UNFINISHED
        ).exists()
    if leg.transfer_id:
        return Transfer.objects.filter(pk=leg.transfer_id, status=Transfer.Status.RINGING).exists()
    waiting = ProblemCall.objects.filter(call=leg.call_id, status=ProblemCall.Status.WAITING, out_of_sight_at=None)
    return waiting.exists()


def ring_seconds_of(call: Call) -> int:
    """How long the phones of a round ring."""
    problem_call = getattr(call, "problem_call", None)
    return problem_call.ring_seconds if problem_call else CALLBACK_RINGS_SECONDS


def _claim(leg: Leg, *, at: datetime) -> bool:
    """Of two workers one gets it. A claimed leg is never placed again, whatever becomes of this worker."""
    return bool(Leg.objects.filter(pk=leg.pk, status=Status.PLACING, claimed_at=None).update(claimed_at=at))


def _place(leg: Leg, call: Call, *, at: datetime) -> int:
    """Create the call of one leg. Answers 0, or for how many seconds the provider, who did nothing, wants no more."""
    try:
        sid = provider.place_call(
            to=_address_of(leg),
            caller_id=caller_id_of(call),
            url=address("whisper", leg.pk),
            status_url=address("leg_status", leg.pk),
            ring_seconds=ring_seconds_of(call),
        )
    except provider.TooFastError as error:
        Leg.objects.filter(pk=leg.pk, status=Status.PLACING).update(claimed_at=None)
        return error.seconds
    except provider.RefusedError as error:
        logger.warning("leg_refused", leg=leg.pk, error=str(error))
        try_move(leg, Status.FAILED, error=str(error)[:300], ended_at=at)
        if leg.is_of_callback:
            nudge_now("calls.tasks.settle_attempt", call.pk)
        return 0
    except provider.InDoubtError as error:
        logger.warning("leg_in_doubt", leg=leg.pk, error=str(error))
        try_move(leg, Status.UNKNOWN, error=str(error)[:300])
        return 0
    Leg.objects.filter(pk=leg.pk, sid=None).update(sid=sid)
    try_move(leg, Status.QUEUED)
    if not is_wanted(leg):
        # Somebody won, or the caller left, while this one was being placed: nobody else would call it off.
        leg.refresh_from_db()
        _stop(leg, at=at)
    return 0


def _address_of(leg: Leg) -> str:
    """Where the provider rings. A browser is told which call it is, so that its page shows the button there."""
    return f"{leg.phone}?call={leg.call_id}" if leg.is_softphone else leg.phone


def caller_id_of(call: Call) -> str:
    """The number of ours that a rung phone shows."""
    if call.line:
        return call.line.number
    line = Line.objects.filter(is_active=True).order_by("kind", "pk").first()
    return line.number if line else call.to_number


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
    seconds = 0
    for leg in legs.filter(status__in=Leg.RINGING):
        if leg.status == Status.PLACING and leg.claimed_at is None:
            try_move(leg, Status.CANCELED, ended_at=at)
        else:
            seconds = max(seconds, _stop(leg, at=at))
    return seconds


def _stop_earlier_rounds(call: Call, *, at: datetime) -> None:
    problem_call = getattr(call, "problem_call", None)
    if problem_call and problem_call.round > 1:
        for leg in call.legs.filter(status__in=Leg.RINGING, round__lt=problem_call.round, sid__isnull=False):
            _stop(leg, at=at)


def _stop_pages_left(call: Call, *, at: datetime) -> None:
    """The pages that were left while they rang: a browser takes the second ring only when the first one is over."""
    rung = call.legs.filter(attempt__gt=1).values_list("round", "phone", "attempt")
    newest = {(number, phone): attempt for number, phone, attempt in rung.order_by("attempt")}
    for leg in call.legs.filter(status__in=Leg.RINGING, sid__isnull=False) if newest else []:
        if leg.attempt < newest.get((leg.round, leg.phone), 1):
            _stop(leg, at=at)


def _stop(leg: Leg, *, at: datetime) -> int:
    """Tolerant: one phone that cannot be called off must not keep the others ringing.

    Answers 0, or after how many seconds to ask again: unlike a create this may be repeated, and a person who works
    hears the phone ring in vain.
    """
    if not leg.sid:
        return 0
    try:
        if provider.stop_ringing(leg.sid):
            try_move(leg, Status.CANCELED, ended_at=at)
    except provider.TooFastError as error:
        return error.seconds
    except provider.RefusedError as error:
        logger.warning("leg_not_called_off", leg=leg.pk, error=str(error))
    except provider.ProviderError as error:
        logger.warning("leg_perhaps_called_off", leg=leg.pk, error=str(error))
        return ASK_AGAIN_SECONDS
    return 0
