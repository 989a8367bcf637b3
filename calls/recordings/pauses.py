"""Pauses of a recording for card data: the row first, then the provider, and never longer than a few minutes."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import Call, Leg, RecordingPause, durations
from calls.recordings.transcription import resume_transcription, stop_transcription
from calls.ringing.problem_calls import locked_call
from calls.twilio import rest
from calls.twilio.errors import AskAgainError, NotThereError, ProviderError, RefusedError
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce, announce_to
from helpdesk.lib.transitions import claim, try_move
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

Status = RecordingPause.Status
Found = TypeVar("Found", bound=rest.RecordingFacts | None)


@transaction.atomic
def pause_recording(call: Call, *, by: User, at: datetime) -> RecordingPause:
    """Ask for a pause; a worker asks the provider. A second click finds the pause of the first."""
    locked = locked_call(pk=call.pk)
    if locked is None or not locked.is_unfinished or not locked.is_recorded:
        raise ConflictError(_("%(call)s is not being recorded any more.") % {"call": call})
    pause = locked.pauses.unfinished().first()
    if pause is None:
        pause = RecordingPause.objects.create(
            call=locked, user=by, requested_at=at, resume_due_at=at + durations.LONGEST_PAUSE
        )
        enqueue_on_commit("calls.tasks.carry_out_pause", pause.pk)
        _tell(pause)
    return pause


@transaction.atomic
def resume_recording(call: Call, *, at: datetime) -> None:
    """Go on recording, as soon as the provider can be asked. Without a pause there is nothing to do."""
    locked_call(pk=call.pk)
    pause = call.pauses.unfinished().first()
    if pause and RecordingPause.objects.filter(pk=pause.pk, resume_due_at__gt=at).update(resume_due_at=at):
        enqueue_on_commit("calls.tasks.carry_out_pause", pause.pk)
        _tell(pause)


def carry_out_pause(pause_id: int, *, at: datetime | None = None) -> int:
    """Ask the provider for whatever this pause needs next. Safe to run twice, and side by side.

    Answers 0, or after how many seconds to come again, because the provider asked us to slow down.
    """
    at = at or timezone.now()
    pause = RecordingPause.objects.select_related("call__ticket", "user").get(pk=pause_id)
    if pause.status in RecordingPause.UNFINISHED and not pause.call.is_unfinished:
        # The call is over, and with it the recording.
        if pause.status == Status.PAUSED:
            try_move(pause, Status.RESUMING)
        if pause.status == Status.RESUMING:
            _note_over(pause, at=pause.call.ended_at or pause.resume_due_at)
        else:
            _fail(pause, "the call ended first" if pause.status == Status.ASKING else pause.error)
    elif pause.status == Status.ASKING and claim(pause, at=at):
        return _pause_there(pause, at=at)
    elif pause.status in {Status.UNKNOWN, Status.RESUMING}:
        _look(pause, at=at)
    if pause.status == Status.PAUSED and pause.resume_due_at <= at:
        return _resume_there(pause, at=at)
    return 0


def sweep_pauses(*, at: datetime | None = None) -> None:
    """End the pauses that nobody ended, and find out about those in doubt."""
    at = at or timezone.now()
    for pause in RecordingPause.objects.unfinished().select_related("call"):
        if pause.status == Status.ASKING and pause.claimed_at and pause.answer_due_at <= at:
            try_move(pause, Status.UNKNOWN, error="interrupted")  # its worker was killed between asking and noting
        if pause.status != Status.ASKING or pause.requested_at <= at - durations.LOST_TASK:
            carry_out_pause(pause.pk, at=at)


def _of_call(ask: Callable[[str], Found], call: Call) -> Found:
    """What the provider answers about the recording of this call. Raises ProviderError.

    It may be that of the caller's call, or of the manager's who called back and dialled theirs: the provider does not
    say whether it keeps what began on a dialled call under that one's name or its parent's.
    """
    dialled_by = call.legs.filter(status=Leg.Status.ACCEPTED, round=1) if call.callback_id else call.legs.none()
    *others, last = filter(None, [call.sid, *dialled_by.values_list("sid", flat=True)])
    for sid in others:
        with suppress(NotThereError):
            if found := ask(sid):
                return found
    return ask(last)


def _pause_there(pause: RecordingPause, *, at: datetime) -> int:
    if at >= pause.answer_due_at:
        _fail(pause, "asked too late")
        return 0
    try:
        facts = _of_call(rest.pause_recording, pause.call)
    except AskAgainError as error:
        # It surely did nothing, and somebody is about to read out a card.
        RecordingPause.objects.filter(pk=pause.pk, status=Status.ASKING).update(claimed_at=None)
        return error.seconds
    except RefusedError as error:
        _fail(pause, str(error))
    except ProviderError as error:
        # Perhaps it is paused. To ask again could be wrong by now; to look is always right.
        logger.warning("pause_in_doubt", pause=pause.pk, error=str(error))
        try_move(pause, Status.UNKNOWN, error=str(error)[:300])
        _tell(pause)
        _look(pause, at=at)
    else:
        _note_paused(pause, facts, at=at)
    return 0


def _resume_there(pause: RecordingPause, *, at: datetime) -> int:
    if not try_move(pause, Status.RESUMING):
        return 0
    try:
        _of_call(lambda sid: rest.resume_recording(sid, pause.recording_sid), pause.call)
    except AskAgainError as error:
        try_move(pause, Status.PAUSED)
        return error.seconds
    except ProviderError as error:
        logger.warning("resume_in_doubt", pause=pause.pk, error=str(error))
        _look(pause, at=at)
    else:
        _note_over(pause, at=at)
    return 0


def _look(pause: RecordingPause, *, at: datetime) -> None:
    """Ask the provider how it stands, and believe only that."""
    try:
        facts = _of_call(rest.running_recording, pause.call)
    except ProviderError as error:
        logger.warning("pause_not_told", pause=pause.pk, error=str(error))
        return
    paused = facts if facts and facts.status == rest.PAUSED else None
    if pause.status == Status.UNKNOWN:
        _note_paused(pause, paused, at=at) if paused else _fail(pause, pause.error)
    elif paused:
        try_move(pause, Status.PAUSED)  # it surely did not hear us: the next sweep asks again
    else:
        _note_over(pause, at=at)


def _note_paused(pause: RecordingPause, facts: rest.RecordingFacts, *, at: datetime) -> None:
    if facts.status != rest.PAUSED:
        _fail(pause, facts.status)
        return
    begins = max(at - facts.started_at, timedelta()) if facts.started_at else None
    if try_move(pause, Status.PAUSED, paused_at=at, recording_sid=facts.sid, starts_at=begins, error=""):
        _tell(pause)
        stop_transcription(pause)


def _note_over(pause: RecordingPause, *, at: datetime) -> None:
    length, ticket = at - (pause.paused_at or at), pause.call.ticket
    ends = pause.starts_at + length if pause.starts_at is not None else None
    with transaction.atomic():
        is_over = try_move(pause, Status.OVER, resumed_at=at, ends_at=ends)
        if is_over and ticket:
            body = _("Paused the recording for %(seconds)s seconds, so that no card data is kept.")
            body %= {"seconds": int(length.total_seconds())}
            key = f"pause:{pause.pk}"
            add_entry(ticket, kind=Entry.Kind.CALL, body=body, actor=pause.user, at=at, source_key=key)
        if is_over:
            _tell(pause)
    if pause.status == Status.OVER:
        resume_transcription(pause)


def _fail(pause: RecordingPause, why: str) -> None:
    logger.warning("recording_not_paused", pause=pause.pk, why=why)
    if try_move(pause, Status.FAILED, error=why[:300]):
        _tell(pause)


def _tell(pause: RecordingPause) -> None:
    announce_to([pause.user_id], LiveChannel.RINGING_BAR)
    announce(LiveChannel.CALL.of(pause.call_id))
