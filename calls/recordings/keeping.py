"""Playing, download, legal hold, deletion and retention of recordings, each written down with its reason."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import Recording, RecordingAct, RecordingPeaks, RecordingPlay, RecordingPolicy
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.transitions import move
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

Kind = RecordingAct.Kind


def note_play(recording: Recording, *, by: User, method: str, range_header: str, at: datetime) -> RecordingPlay:
    """Who listens, written before the first byte is served."""
    return RecordingPlay.objects.create(
        recording=recording, user=by, method=method[:8], range_header=range_header[:100], played_at=at
    )


def note_download(recording: Recording, *, by: User, why: str, at: datetime) -> RecordingAct:
    """Who takes a copy along and why, written before the first byte is served."""
    return _note(recording, Kind.DOWNLOADED, by=by, why=why, at=at)


@transaction.atomic
def hold_recording(recording: Recording, *, by: User, why: str, at: datetime) -> None:
    """Keep it whatever happens, because somebody may ask for it in court. Twice is once."""
    if Recording.objects.stored().filter(pk=recording.pk, held_at=None).update(held_at=at):
        _note(recording, Kind.HELD, by=by, why=why, at=at)


@transaction.atomic
def release_recording(recording: Recording, *, by: User, why: str, at: datetime) -> None:
    """From now on it is kept as long as any other."""
    if Recording.objects.filter(pk=recording.pk, held_at__isnull=False).update(held_at=None):
        _note(recording, Kind.RELEASED, by=by, why=why, at=at)


def delete_recording(recording: Recording, *, by: User, why: str, at: datetime) -> None:
    """Remove the sound for good; the row says who and why. Raises ConflictError when it is on legal hold."""
    _remove(recording, Kind.DELETED, by=by, why=why, at=at)


def expire_recordings(*, at: datetime | None = None, limit: int = 5000) -> int:
    """Remove what was kept long enough; answers how many. What is on legal hold stays."""
    at = at or timezone.now()
    days = RecordingPolicy.current().keep_days
    expired = Recording.objects.expired(before=at - timedelta(days=days)).order_by("started_at")[:limit]
    removed = 0
    for recording in expired.select_related("call__ticket"):
        try:
            why = _("Recordings are kept for %(days)s days.") % {"days": days}
            _remove(recording, Kind.EXPIRED, by=None, why=why, at=at)
        except ConflictError as error:  # held or deleted since it was read
            logger.info("recording_not_expired", recording=recording.pk, error=str(error))
        else:
            removed += 1
    return removed


@transaction.atomic
def _remove(recording: Recording, kind: str, *, by: User | None, why: str, at: datetime) -> None:
    # Locked, so that a hold which is set at this moment either comes first or finds nothing to hold.
    if locked(recording).held_at:
        raise ConflictError(_("This recording is on legal hold. A manager must release it first."))
    move(recording, Recording.Status.DELETED, deleted_at=at, due_at=at)
    RecordingPeaks.objects.filter(recording=recording).delete()
    if not recording.call.recordings.stored().exists():
        recording.call.transcript.all().delete()
    _note(recording, kind, by=by, why=why, at=at)
    if recording.call.ticket:
        add_entry(
            recording.call.ticket,
            kind=Entry.Kind.CALL,
            body=_("Recording deleted: %(why)s") % {"why": why},
            actor=by,
            source_key=f"recording:{recording.pk}:deleted",
            at=at,
        )
    enqueue_on_commit("calls.tasks.erase_recording", recording.pk)


def erase_recording(recording_id: int) -> None:
    """Remove the file of a deleted recording. Only then its name is forgotten, so a sweep finds what is left."""
    recording = Recording.objects.unerased().filter(pk=recording_id).first()
    if recording and recording.file.name:
        recording.file.storage.delete(recording.file.name)
        Recording.objects.filter(pk=recording_id).update(file="")


def erase_recordings(*, limit: int = 500) -> None:
    """Remove the files whose task was lost, and those that the storage would not remove."""
    for recording_id in list(Recording.objects.unerased().order_by("deleted_at").values_list("pk", flat=True)[:limit]):
        try:
            erase_recording(recording_id)
        except OSError as error:
            logger.warning("recording_not_erased", recording=recording_id, error=str(error))


@transaction.atomic
def ask_again(recording: Recording, *, by: User, at: datetime) -> None:
    """Ask the provider once more for a recording that we gave up. Raises ConflictError when there is one."""
    move(recording, Recording.Status.OWED, attempts=0, due_at=at, error="")
    _note(recording, Kind.RETRIED, by=by, why="", at=at)
    enqueue_on_commit("calls.tasks.fetch_recording", recording.pk)


def _note(recording: Recording, kind: str, *, by: User | None, why: str, at: datetime) -> RecordingAct:
    announce(LiveChannel.RECORDING.of(recording.pk))
    return RecordingAct.objects.create(recording=recording, kind=kind, user=by, why=redact_cards(why)[:300], done_at=at)
