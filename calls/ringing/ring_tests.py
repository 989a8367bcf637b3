"""Ring the phones of a group to see whether they work. Of a real call it has the ringing, and nothing else."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import RingTest, RingTestLeg, durations
from calls.twilio import rest
from calls.twilio.addresses import address
from calls.twilio.errors import InDoubtError, RefusedError, TooFastError
from calls.twilio.parallel import Outcome, ParallelRequests
from escalation.duty import all_devices
from escalation.models import Line, RingGroup
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import claim, try_move

logger = structlog.get_logger(__name__)

Status = RingTestLeg.Status
MOST_IN_AN_HOUR = 12


@transaction.atomic
def start_ring_test(group: RingGroup, *, by: User, key: UUID, only: User | None = None, at: datetime) -> RingTest:
    """Write the test and its devices, of one person or of the whole group; a worker rings them after the commit."""
    # The lock of the group: of two managers one test is the first.
    locked(group)
    known = RingTest.objects.filter(key=key).first()
    if known:
        return known
    recent = RingTestLeg.objects.unfinished().filter(created_at__gt=at - RingTest.LASTS)
    if recent.filter(ring_test__group=group).exists():
        raise ConflictError(_("A test of %(group)s is running. Wait until it ends.") % {"group": group})
    if RingTest.objects.filter(created_at__gt=at - timedelta(hours=1)).count() >= MOST_IN_AN_HOUR:
        words = _("At most %(most)s tests an hour, because each one keeps a phone busy. Try again later.")
        raise ConflictError(words % {"most": MOST_IN_AN_HOUR})
    devices = [device for device in all_devices(group) if only is None or device["user"] == only.pk]
    if not devices:
        raise ConflictError(_("Nobody in %(group)s has a phone that can ring. Add a mobile first.") % {"group": group})
    ring_test = RingTest.objects.create(key=key, group=group, asked_by=by, created_at=at)
    RingTestLeg.objects.bulk_create(
        RingTestLeg(ring_test=ring_test, user_id=device["user"], phone=device["phone"], created_at=at)
        for device in devices
    )
    enqueue_on_commit("calls.tasks.place_ring_test", ring_test.pk)
    return ring_test


def place_ring_test(ring_test_id: int, *, at: datetime | None = None) -> int:
    """Ring each device that nobody has claimed. Answers 0, or after how many seconds to come again."""
    at = at or timezone.now()
    line = Line.objects.filter(is_active=True).order_by("kind", "pk").first()
    with ParallelRequests() as asking:
        for leg in RingTestLeg.objects.unplaced(at=at).filter(ring_test=ring_test_id).order_by("pk"):
            if line is None:
                try_move(leg, Status.FAILED, error=_("No active line to call from."))
            elif claim(leg, at=at):
                create = partial(
                    rest.place_call,
                    to=leg.phone,
                    caller_id=line.number,
                    url=address("test_whisper", leg.pk),
                    status_url=address("test_status", leg.pk),
                    ring_seconds=durations.TEST_RINGS_SECONDS,
                )
                asking.ask(create, partial(_note_placed, leg))
    return max(asking.noted, default=0)


def _note_placed(leg: RingTestLeg, outcome: Outcome[tuple[str, timedelta]]) -> int:
    """Asked once, as for a real leg. Answers 0, or how many seconds the provider wants to be left alone.

    A provider that is not reached is not tried again: somebody waits to hear that it does not work.
    """
    try:
        sid, _queue_time = outcome()
    except TooFastError as error:
        RingTestLeg.objects.filter(pk=leg.pk, status=Status.PLACING).update(claimed_at=None, error=str(error)[:300])
        return error.seconds
    except RefusedError as error:
        try_move(leg, Status.FAILED, error=str(error)[:300])
    except InDoubtError as error:
        # It may ring all the same; its own news will tell. Until then the row waits for the sweep.
        RingTestLeg.objects.filter(pk=leg.pk).update(error=str(error)[:300])
    else:
        RingTestLeg.objects.filter(pk=leg.pk, sid=None).update(sid=sid)
    _tell(leg)
    return 0


@transaction.atomic
def pick_up_test_leg(leg_id: int, *, sid: str) -> RingTestLeg | None:
    """A tested phone was picked up. In a browser "Answer" was clicked, which nobody's voicemail does."""
    leg = _leg(leg_id, sid=sid)
    if leg:
        try_move(leg, Status.CONFIRMED if leg.is_softphone else Status.ANSWERED)
        _tell(leg)
    return leg


@transaction.atomic
def confirm_test_leg(leg_id: int, *, sid: str, digits: str) -> RingTestLeg | None:
    """A key was pressed, or none until the question was over: then perhaps a voicemail listened."""
    leg = _leg(leg_id, sid=sid)
    if leg:
        outcomes = {"1": Status.CONFIRMED, "": Status.VOICEMAIL}
        try_move(leg, outcomes.get(digits, Status.UNCONFIRMED))
        _tell(leg)
    return leg


@transaction.atomic
def report_test_leg(leg_id: int, *, sid: str, status: RingTestLeg.Status | None) -> None:
    """The status of a tested phone; repeats, late ones and those that say nothing to us change nothing."""
    leg = _leg(leg_id, sid=sid)
    if leg is None or status is None or (status == Status.UNCONFIRMED and leg.status != Status.ANSWERED):
        return
    try_move(leg, status)
    _tell(leg)


def sweep_ring_tests(*, at: datetime) -> None:
    """Ring what no worker was told of, and give up on what nobody told us of."""
    # Whoever was sent away by the provider comes again by itself, later each time.
    waiting = (
        RingTestLeg.objects.unplaced(at=at - durations.LOST_TASK)
        .filter(error="")
        .values_list("ring_test", flat=True)
        .distinct()
    )
    for ring_test_id in list(waiting):
        place_ring_test(ring_test_id, at=at)
    for leg in RingTestLeg.objects.unfinished().filter(created_at__lte=at - RingTest.LASTS):
        try_move(leg, Status.UNKNOWN)
        _tell(leg)


def _leg(leg_id: int, *, sid: str) -> RingTestLeg | None:
    """The leg, if this is its call; the first that speaks of a leg without a SID proves that it rang."""
    leg = RingTestLeg.objects.select_for_update().filter(pk=leg_id).first()
    if leg and leg.sid is None:
        RingTestLeg.objects.filter(pk=leg.pk).update(sid=sid)
        leg.sid = sid
    return leg if leg and leg.sid == sid else None


def _tell(leg: RingTestLeg) -> None:
    announce(LiveChannel.RING_TEST.of(leg.ring_test_id))
