"""Recordings: owed by the provider, fetched, verified, kept, and deleted over there; each play written down."""

import hashlib
import wave
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import uuid4

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from calls import provider
from calls.models import Call, Recording, RecordingPlay
from helpdesk.accounts.models import User
from helpdesk.live import announce
from helpdesk.nudge import nudge
from helpdesk.transitions import try_move
from tickets.models import Entry
from tickets.services import record

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""How long one worker may take for one recording, before another may try."""
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 120, 300, 900, 3600, 3 * 3600, 12 * 3600)]
"""The pause after each attempt that failed: the sound often answers 404 for some seconds after the call."""
REPORT_LASTS = timedelta(minutes=2)
"""A recording that was not reported so long after its call is asked for."""
ASK_FOR_A_DAY = timedelta(days=1)


class NoSoundError(Exception):
    """What came is no recording that a browser can play."""


@transaction.atomic
def note_recording(*, sid: str, call_sid: str, status: str, at: datetime) -> Recording | None:
    """The provider says that there is a recording, or that there is none. None when the call is not ours."""
    call = Call.objects.filter(Q(sid=call_sid) | Q(legs__sid=call_sid)).distinct().first()
    if call is None:
        logger.warning("recording_of_unknown_call", recording_sid=sid)
        return None
    recording, is_new = Recording.objects.get_or_create(
        sid=sid, defaults={"call": call, "due_at": at, "started_at": call.answered_at or call.started_at}
    )
    if status in {"absent", "failed"}:
        try_move(recording, Recording.Status.ABSENT, error=status)
    elif is_new:
        nudge("calls.tasks.fetch_recording", recording.pk)
    return recording


def fetch_recording(recording_id: int, *, at: datetime | None = None) -> None:
    """Copy one recording here, then delete it there. Safe to run twice, and side by side."""
    at = at or timezone.now()
    recording = _claim(recording_id, at=at)
    if recording is None:
        return
    try:
        if recording.status == Recording.Status.OWED:
            _store(recording, at=at)
        _delete_there(recording, at=at)
    except (provider.ProviderError, NoSoundError, OSError) as error:
        _put_back(recording, error, at=at)


def _claim(recording_id: int, *, at: datetime) -> Recording | None:
    """Of two workers one gets it. The lease is the moment until which the other leaves it alone."""
    due = Recording.objects.due(at=at).filter(pk=recording_id)
    if not due.update(due_at=at + LEASE):
        return None
    return Recording.objects.select_related("call__ticket").get(pk=recording_id)


def _store(recording: Recording, *, at: datetime) -> None:
    with TemporaryFile() as sound:
        provider.download_recording(recording.sid, sound)
        keep_recording(recording, sound, at=at)


def keep_recording(recording: Recording, sound: BinaryIO, *, at: datetime) -> None:
    """Put the sound into the storage and on the timeline. Raises NoSoundError for what no browser can play."""
    facts = _listen(sound) | {"size": sound.tell(), "sha256": _checksum(sound), "stored_at": at}
    # A random name: knowing a call or a SID must not tell where its sound lies.
    name = recording.file.storage.save(f"recordings/{uuid4().hex}.wav", File(sound))
    with transaction.atomic():
        stored = try_move(recording, Recording.Status.STORED, file=name, error="", **facts)
        if stored and recording.call.ticket:
            record(
                recording.call.ticket,
                kind=Entry.Kind.CALL,
                body=_("The recording of the call is here."),
                panel="calls:recording_panel",
                panel_id=recording.pk,
                source_key=f"recording:{recording.pk}",
                at=at,
            )
        announce("calls", f"call-{recording.call_id}")
    if not stored:
        recording.file.storage.delete(name)


def _listen(sound: BinaryIO) -> dict[str, object]:
    """Length and channels of a WAV file; leaves the position at its end. Raises NoSoundError."""
    sound.seek(0)
    try:
        with wave.open(sound, "rb") as wav:
            length = timedelta(seconds=wav.getnframes() / wav.getframerate())
            channels = wav.getnchannels()
            complete = len(wav.readframes(wav.getnframes())) == wav.getnframes() * channels * wav.getsampwidth()
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise NoSoundError(_("no WAV file: %(error)s") % {"error": error}) from error
    if not complete:
        raise NoSoundError(_("the file ends too early"))
    sound.seek(0, 2)
    return {"duration": length, "channels": channels}


def _checksum(sound: BinaryIO) -> str:
    sound.seek(0)
    digest = hashlib.file_digest(sound, "sha256").hexdigest()
    sound.seek(0)
    return digest


def _delete_there(recording: Recording, *, at: datetime) -> None:
    provider.delete_recording(recording.sid)
    Recording.objects.filter(pk=recording.pk).update(deleted_there_at=at, error="")


def _put_back(recording: Recording, error: Exception, *, at: datetime) -> None:
    attempts = recording.attempts + 1
    logger.warning("recording_not_fetched", recording=recording.pk, attempts=attempts, error=str(error))
    if attempts > len(RETRY_AFTER) and try_move(recording, Recording.Status.ABSENT, error=str(error)[:300]):
        return
    pause = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
    Recording.objects.filter(pk=recording.pk).update(attempts=attempts, error=str(error)[:300], due_at=at + pause)


def sweep_recordings(*, at: datetime | None = None, limit: int = 100) -> None:
    """Fetch what is due, and ask for what was never reported."""
    at = at or timezone.now()
    for recording_id in list(Recording.objects.due(at=at).order_by("due_at").values_list("pk", flat=True)[:limit]):
        fetch_recording(recording_id, at=at)
    silent = Call.objects.without_recording(before=at - REPORT_LASTS, after=at - ASK_FOR_A_DAY)
    for call in silent.prefetch_related("legs")[:limit]:
        _ask_for_recordings(call, at=at)


def _ask_for_recordings(call: Call, *, at: datetime) -> None:
    sids = [call.sid] if call.sid else [leg.sid for leg in call.legs.all() if leg.sid]
    try:
        found = [(sid, facts) for sid in sids for facts in provider.list_recordings(sid)]
    except provider.ProviderError as error:
        logger.warning("recordings_not_listed", call=call.pk, error=str(error))
        return
    for sid, facts in found:
        note_recording(sid=facts.sid, call_sid=sid, status=facts.status, at=at)
    Call.objects.filter(pk=call.pk).update(recordings_listed_at=at)


def note_play(recording: Recording, *, by: User, range_header: str, at: datetime) -> RecordingPlay:
    """Who listens, written before the first byte is served."""
    return RecordingPlay.objects.create(recording=recording, user=by, range_header=range_header[:100], played_at=at)
