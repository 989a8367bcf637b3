"""Ring the phones, all at once. Each is asked for once: claim, commit, create, commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from random import uniform
from threading import Thread
from time import sleep

import structlog
from django.db import connections, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from calls.models import Call, Leg, ProblemCall, Transfer, durations
from calls.ringing.busy import busy_people, people_to_ring
from calls.ringing.cancelling import note_stopped, ringing_in_vain
from calls.ringing.cases import show_cart_on_case
from calls.twilio import rest
from calls.twilio.addresses import address
from calls.twilio.errors import AskAgainError, InDoubtError, NotBelievedError, NotReachedError, RefusedError
from calls.twilio.parallel import Outcome, ParallelRequests
from escalation.duty.rosters import RosterMember
from escalation.models import Callback, Line
from helpdesk.lib.database_roles import connect_as_callers
from helpdesk.lib.enqueue import enqueue_now
from helpdesk.lib.transitions import claim, try_move

logger = structlog.get_logger(__name__)

Status = Leg.Status
_WAITS = Q(status=Status.PLACING, claimed_at=None)
ATTEMPTS_HERE = 20
"""So often a thread of the web process asks, as a worker would."""
AT_LEAST = 0.1
"""Seconds until whatever is due by now is asked for again."""
STOPPING_LASTS = 2.0
"""Seconds that the next round waits for the last one to fall silent."""
LOOK_EVERY = 1.0


def write_legs(
    call: Call,
    members: Iterable[RosterMember],
    busy: Mapping[int, str],
    *,
    number: int,
    at: datetime,
    transfer: Transfer | None = None,
) -> None:
    """A leg for each phone of a round. It rings after the commit, unless its person is busy and another one is not."""
    members = list(members)
    ringing = people_to_ring((member["user"] for member in members), busy)
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
        if not enqueue_now("calls.tasks.place_legs", call_id):
            place_here(call_id)

    transaction.on_commit(hand_over)


def place_here(call_id: int) -> None:
    """Ring the phones from a thread of this process: no worker does."""
    Thread(target=_place_in_thread, args=(call_id,), name=f"place-legs-{call_id}", daemon=True).start()


def _place_in_thread(call_id: int) -> None:
    connect_as_callers()
    try:
        for _attempt in range(ATTEMPTS_HERE):
            seconds = place_legs(call_id)
            if not seconds:
                break
            sleep(seconds)
    except Exception:
        logger.exception("place_legs_failed", call=call_id)
    finally:
        connections.close_all()


def place_legs(*call_ids: int, at: datetime | None = None) -> float:
    """Ask the provider for each leg of these calls that is due and that nobody has claimed, for all of them at once.

    Answers after how many seconds to come again: 0 unless it was this run that the provider sent away.
    """
    at = at or timezone.now()
    rows = Call.objects.select_related("line", "problem_call", "callback", "ticket", "cart")
    calls = [rows.get(pk=call_id) for call_id in call_ids]
    for call in calls:
        show_cart_on_case(call, at=at)
        # Of two callers at one moment the phones of the second wait for those of the first, whom somebody has by then.
        unplaced = list(call.legs.filter(_WAITS))
        people = {leg.user_id for leg in unplaced}
        ringing = people_to_ring(people, busy_people(people, at=at))
        for leg in unplaced:
            if leg.user_id not in ringing:
                try_move(leg, Status.BUSY, ended_at=at)
    with ParallelRequests() as asking:
        placing = _Placing(calls, asking)
        placing.make_way(at=at)
        placing.ask(at=at)
        while asking.is_waiting:
            asking.settle(within=LOOK_EVERY)
            if asking.is_waiting and placing.is_due:
                placing.ask(at=timezone.now())  # one phone that is not answered for keeps no other from its next try
    return placing.seconds


class _Placing:
    """One run over the phones of some calls."""

    def __init__(self, calls: list[Call], asking: ParallelRequests) -> None:
        self.calls, self.asking = calls, asking
        self._due: dict[int, datetime] = {}
        """When to ask again, by the call."""
        self._is_told = False

    @property
    def is_due(self) -> bool:
        """Whether a phone that the provider was too busy for may be asked for again."""
        return any(due <= timezone.now() for due in self._due.values())

    @property
    def seconds(self) -> float:
        """Until then; 0 when nothing was put off."""
        if not self._due:
            return 0
        return max((min(self._due.values()) - timezone.now()).total_seconds(), AT_LEAST)

    def make_way(self, *, at: datetime) -> None:
        """What rang before and rings in vain; waited for only as long as the provider takes to answer well."""
        for call in self.calls:
            for leg in list(ringing_in_vain(call)):
                self.stop(leg, at=at)
        self.asking.settle(within=STOPPING_LASTS)

    def ask(self, *, at: datetime) -> None:
        for call in self.calls:
            if self._due.get(call.pk, at) <= at:
                self._due.pop(call.pk, None)
                self._ask_for(call, at=at)

    def _ask_for(self, call: Call, *, at: datetime) -> None:
        """All phones at the same moment; while the provider is asked too much, one of them tries for all."""
        for leg in call.legs.unplaced(at=at).order_by("pk"):
            leg.call = call
            if not is_wanted(leg):
                try_move(leg, Status.CANCELED, ended_at=at)
            elif claim(leg, at=at):
                # The request runs in a thread of its own, so it touches no row.
                create = partial(
                    rest.place_call,
                    # A browser is told which call it is, so that its page shows the button there.
                    to=f"{leg.phone}?call={leg.call_id}" if leg.is_softphone else leg.phone,
                    caller_id=caller_id_of(call),
                    url=address("whisper", leg.pk),
                    status_url=address("leg_status", leg.pk),
                    ring_seconds=ring_seconds_of(call),
                )
                self.asking.ask(create, partial(self._note, leg))
                if leg.due_at:
                    return

    def stop(self, leg: Leg, *, at: datetime) -> None:
        if leg.sid:
            self.asking.ask(partial(rest.stop_ringing, leg.sid), partial(note_stopped, leg, at=at))

    def _note(self, leg: Leg, outcome: Outcome[tuple[str, timedelta]]) -> None:
        """What came of one create."""
        at = timezone.now()
        try:
            sid, queue_time = outcome()
        except AskAgainError as error:
            self._put_off(leg, error, at=at)
            return
        except RefusedError as error:
            _note_refused(leg, error, at=at)
            if isinstance(error, NotBelievedError) and not self._is_told:
                # Our token is not taken, so no phone of anybody will ring: the page of the lines says so in a moment.
                self._is_told = True
                enqueue_now("calls.tasks.check_provider")
        except InDoubtError as error:
            logger.warning("leg_in_doubt", leg=leg.pk, error=str(error))
            try_move(leg, Status.UNKNOWN, error=str(error)[:300])
        else:
            Leg.objects.filter(pk=leg.pk).update(sid=Coalesce("sid", Value(sid)), queue_time=queue_time)
            try_move(leg, Status.QUEUED)
            if not is_wanted(leg):
                # Somebody won, or the caller left, while this one was being placed: nobody else would call it off.
                leg.refresh_from_db()
                self.stop(leg, at=at)
        if leg.due_at and leg.call.legs.filter(_WAITS).update(due_at=None):
            self._ask_for(leg.call, at=at)  # the provider listens again

    def _put_off(self, leg: Leg, error: AskAgainError, *, at: datetime) -> None:
        """It surely did nothing. All phones of the call that still wait do so for as long again as it was asked in
        vain, as its page on error 20429 wants it, and never less than it says; each caller a little differently, lest
        all come back at the same moment. Who would wait too long is given up, so that the caller is rung otherwise.
        """
        tried = at - leg.created_at
        wait = max(timedelta(seconds=error.seconds), tried) * uniform(1, 1.25)
        is_unreached = isinstance(error, NotReachedError)
        Leg.objects.filter(pk=leg.pk, status=Status.PLACING).update(claimed_at=None)
        waiting = leg.call.legs.filter(_WAITS)
        if tried + wait > (durations.PROVIDER_UNREACHED if is_unreached else durations.PROVIDER_TOO_FAST):
            for one in waiting:
                one.call = leg.call
                _note_refused(one, error, at=at)
            return
        waiting.update(due_at=at + wait, error=str(error)[:300])
        self._due[leg.call_id] = at + wait


def is_wanted(leg: Leg) -> bool:
    """Whether this phone should ring, asked of the database now."""
    if leg.is_of_callback and leg.call.callback_id:
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
    return problem_call.ring_seconds if problem_call else durations.MANAGER_RINGS_SECONDS


def _note_refused(leg: Leg, error: RefusedError, *, at: datetime) -> None:
    logger.warning("leg_refused", leg=leg.pk, error=str(error))
    try_move(leg, Status.FAILED, error=str(error)[:300], ended_at=at)
    if leg.is_of_callback:
        enqueue_now("calls.tasks.settle_attempt", leg.call_id)


def caller_id_of(call: Call) -> str:
    """The number of ours that a rung phone shows."""
    if call.line:
        return call.line.number
    line = Line.objects.filter(is_active=True).order_by("kind", "pk").first()
    return line.number if line else call.to_number
