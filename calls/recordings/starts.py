"""Record a callback: the buyer heard the notice, the row is written, and the provider is asked on their call."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import Call, Leg, RecordingStart
from calls.recordings.missing import note_no_recording
from calls.recordings.transcription import start_transcription
from calls.twilio import rest
from calls.twilio.addresses import address
from calls.twilio.errors import AskAgainError, ProviderError, RefusedError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import claim, try_move

logger = structlog.get_logger(__name__)

Status = RecordingStart.Status


@transaction.atomic
def note_notice_heard(leg_id: int, *, sid: str, at: datetime) -> Leg | None:
    """The buyer heard that the call is recorded: from now on it is. A repeat finds what the first one wrote."""
    leg = Leg.objects.select_related("call").filter(pk=leg_id, call__callback__isnull=False, call__sid=sid).first()
    if leg is None:
        return None
    start, is_new = RecordingStart.objects.get_or_create(call=leg.call, defaults={"requested_at": at})
    if is_new:
        enqueue_on_commit("calls.tasks.start_recording", start.pk)
    return leg


@transaction.atomic
def note_notice_cut(leg_id: int, *, sid: str, at: datetime) -> None:
    """A key was pressed each time before the notice was over, so that nothing may be recorded."""
    call = Call.objects.filter(legs=leg_id, callback__isnull=False, sid=sid).first()
    if call and not RecordingStart.objects.filter(call=call).exists():
        why = _("the notice was cut short by a key")
        RecordingStart.objects.create(call=call, status=Status.FAILED, requested_at=at, error=why)
        note_no_recording(call, why, at=at)


def start_recording(start_id: int, *, at: datetime | None = None) -> int:
    """Ask the provider. Safe to run twice, and side by side. Answers 0, or after how many seconds to come again."""
    at = at or timezone.now()
    start = RecordingStart.objects.select_related("call__line", "call__ticket").get(pk=start_id)
    is_too_late = start.status in RecordingStart.UNFINISHED and not start.call.is_unfinished
    if is_too_late or start.status == Status.UNKNOWN:
        _look(start, at=at)
        return 0
    sid = start.call.sid
    if start.status != Status.ASKING or not sid or not claim(start, at=at):
        return 0
    try:
        rest.start_recording(sid, report_url=address("recording"))
    except AskAgainError as error:
        RecordingStart.objects.filter(pk=start.pk, status=Status.ASKING).update(claimed_at=None)
        return error.seconds
    except RefusedError as error:
        _fail(start, str(error), at=at)
    except ProviderError as error:
        # To ask again could record twice; to look is always right, and the sweep does.
        try_move(start, Status.UNKNOWN, error=str(error)[:300])
    else:
        _note_started(start)
    return 0


def sweep_recording_starts(*, at: datetime | None = None) -> None:
    """Start what no worker was told of, and find out about what is in doubt."""
    at = at or timezone.now()
    for start in RecordingStart.objects.unfinished():
        if start.status == Status.ASKING and start.claimed_at and start.claimed_at <= at - RecordingStart.ASK_LASTS:
            try_move(start, Status.UNKNOWN, error="interrupted")
        start_recording(start.pk, at=at)


def _look(start: RecordingStart, *, at: datetime) -> None:
    try:
        is_there = bool(start.call.sid and rest.list_recordings(start.call.sid))
    except ProviderError as error:
        logger.warning("recording_start_not_told", start=start.pk, error=str(error))
        return
    if is_there:
        _note_started(start)
    elif not start.call.is_unfinished:
        _fail(start, start.error or _("the call ended first"), at=at)
    else:
        try_move(start, Status.ASKING, claimed_at=None)  # it surely did not hear us: the next sweep asks again


def _note_started(start: RecordingStart) -> None:
    if not try_move(start, Status.STARTED, error=""):
        return
    announce(LiveChannel.CALL.of(start.call_id))
    start_transcription(start.call)


def _fail(start: RecordingStart, why: str, *, at: datetime) -> None:
    logger.warning("recording_not_started", start=start.pk, why=why)
    if try_move(start, Status.FAILED, error=why[:300]):
        note_no_recording(start.call, why, at=at)
