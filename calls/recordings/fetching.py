"""Recordings are owed by the provider, fetched, verified, kept, and deleted over there."""

from dataclasses import replace
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

from calls.models import Call, Recording, RecordingPeaks
from calls.recordings.missing import note_no_recording
from calls.recordings.sound import NoSoundError, Sound, checksum, listen
from calls.reviews.scorecards import enrol_call
from calls.twilio import rest
from calls.twilio.errors import NotThereError, ProviderError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import try_move
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""How long one worker may take for one recording, before another may try."""
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 120, 300, 900, 3600)]
"""The pause after each attempt that failed, the last one for all that follow: the sound answers 404 for seconds, on a
bad day for minutes; an outage is over some hours later."""
GIVE_UP_AFTER = timedelta(hours=36)
"""From the beginning of the recording, or from when a person asked once more."""
REPORT_LASTS = timedelta(minutes=1)
"""A recording that was not reported so long after its call is asked for."""
ASK_FOR_A_DAY = timedelta(days=1)
SECONDS_OFF = 2.0
"""The provider gives the length in whole seconds; a file that differs by more was cut, or is another call's."""


class NotReadyError(Exception):
    """The provider is still at work on it."""


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
    if status in rest.NO_SOUND:
        _note_absent(recording, status, at=at)
    elif is_new:
        enqueue_on_commit("calls.tasks.fetch_recording", recording.pk)
    return recording


def _note_absent(recording: Recording, status: str, *, at: datetime) -> None:
    if try_move(recording, Recording.Status.ABSENT, error=status):
        note_no_recording(recording.call, _("the provider has none (%(status)s)") % {"status": status}, at=at)
        announce(LiveChannel.CALL.of(recording.call_id), LiveChannel.RECORDING.of(recording.pk))


def fetch_recording(recording_id: int, *, at: datetime | None = None) -> None:
    """Copy one recording here, then delete it there. Safe to run twice, and side by side."""
    at = at or timezone.now()
    # Of two workers one gets it. The lease is the moment until which the other leaves it alone.
    if not Recording.objects.due(at=at).filter(pk=recording_id).update(due_at=at + LEASE):
        return
    related = ("call__ticket", "call__problem_call__winner", "call__callback")
    recording = Recording.objects.select_related(*related).get(pk=recording_id)
    try:
        if recording.status == Recording.Status.OWED:
            _download(recording, at=at)
        # Only what was read back and found whole is STORED, so the copy over there may go.
        if recording.status in {Recording.Status.STORED, Recording.Status.DELETED}:
            rest.delete_recording(recording.sid)
            Recording.objects.filter(pk=recording.pk).update(deleted_there_at=at, error="")
    except (ProviderError, NoSoundError, NotReadyError, OSError) as error:
        attempts = recording.attempts + 1
        logger.warning("recording_not_fetched", recording=recording.pk, attempts=attempts, error=str(error))
        if attempts > len(RETRY_AFTER) and at - recording.started_at > GIVE_UP_AFTER:
            _lose(recording, str(error), at=at)
            return
        again_at = at + RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
        Recording.objects.filter(pk=recording.pk).update(attempts=attempts, error=str(error)[:300], due_at=again_at)


def _download(recording: Recording, *, at: datetime) -> None:
    facts = rest.recording_facts(recording.sid)
    if facts.status in rest.NO_SOUND:
        _note_absent(recording, facts.status, at=at)
        return
    if facts.status != rest.READY:
        raise NotReadyError(_("the provider is still at work on it (%(status)s)") % {"status": facts.status})
    if facts.is_encrypted:
        why = _("the account encrypts its recordings with a key of its own: switch that off at the provider")
        _lose(recording, why, at=at)
        return
    with TemporaryFile() as file:
        try:
            rest.download_recording(recording.sid, file)
        except rest.OneChannelError:
            rest.download_recording(recording.sid, file, channels=1)
            facts = replace(facts, channels=1)
        except NotThereError:
            if not facts.is_elsewhere:
                raise  # it comes later
            why = _("the account keeps its recordings in a store of its own: switch that off at the provider")
            _lose(recording, why, at=at)
            return
        keep_recording(recording, file, at=at, facts=facts)


def _lose(recording: Recording, why: str, *, at: datetime) -> None:
    if try_move(recording, Recording.Status.LOST, error=why[:300]):
        note_no_recording(recording.call, why, at=at)
        announce(LiveChannel.CALL.of(recording.call_id), LiveChannel.RECORDING.of(recording.pk))


def keep_recording(
    recording: Recording, file: BinaryIO, *, at: datetime, facts: rest.RecordingFacts | None = None
) -> None:
    """Put the sound into the storage and on the timeline. `facts`: what the provider says that it should be.

    Raises NoSoundError for what is no whole sound, is not the sound that the provider described, or came back from
    the storage changed.
    """
    sound = listen(file)
    if facts and facts.seconds is not None and abs(sound.seconds - facts.seconds) > SECONDS_OFF:
        why = _("the file is %(file)d s long, the provider's recording %(there)d s")
        raise NoSoundError(why % {"file": sound.seconds, "there": facts.seconds})
    if facts and facts.channels and sound.channels != facts.channels:
        why = _("the file has %(file)d channels, the provider's recording %(there)d")
        raise NoSoundError(why % {"file": sound.channels, "there": facts.channels})
    storage = recording.file.storage
    # A random name: knowing a call or a SID must not tell where its sound lies.
    name = storage.save(f"recordings/{uuid4().hex}.wav", File(file))
    try:
        with storage.open(name, "rb") as kept:
            if checksum(kept) != sound.sha256:
                raise NoSoundError(_("the storage gave back something else than it was given"))
        is_stored = _write_down(recording, sound, name=name, facts=facts, at=at)
    except BaseException:
        storage.delete(name)
        raise
    if not is_stored:
        storage.delete(name)


@transaction.atomic
def _write_down(
    recording: Recording, sound: Sound, *, name: str, facts: rest.RecordingFacts | None, at: datetime
) -> bool:
    """False when another worker was first."""
    known = {
        "file": name,
        "sha256": sound.sha256,
        "size": sound.size,
        "duration": timedelta(seconds=sound.seconds),
        "channels": sound.channels,
        "started_at": (facts and facts.started_at) or recording.started_at,
        "stored_at": at,
        "error": "",
    }
    if not try_move(recording, Recording.Status.STORED, **known):
        return False
    Call.objects.filter(pk=recording.call_id).exclude(recording_problem="").update(recording_problem="")
    enrol_call(recording, at=at)
    RecordingPeaks.objects.create(recording=recording, channels=sound.channels, data=sound.peaks)
    if recording.call.ticket:
        add_entry(
            recording.call.ticket,
            kind=Entry.Kind.CALL,
            body=_("Recording available."),
            panel="calls:recording_panel",
            panel_id=recording.pk,
            source_key=f"recording:{recording.pk}",
            at=at,
        )
    announce(LiveChannel.CALLS, LiveChannel.CALL.of(recording.call_id), LiveChannel.RECORDING.of(recording.pk))
    return True


def sweep_recordings(*, at: datetime | None = None, limit: int = 100) -> None:
    """Fetch what is due, and ask for what was never reported."""
    at = at or timezone.now()
    for recording_id in list(Recording.objects.due(at=at).order_by("due_at").values_list("pk", flat=True)[:limit]):
        fetch_recording(recording_id, at=at)
    silent = Call.objects.without_recording(before=at - REPORT_LASTS, after=at - ASK_FOR_A_DAY)
    for call in silent.prefetch_related("legs")[:limit]:
        # Of a callback the provider may name the recording by the manager's call, which dialled the buyer.
        legs = call.legs.all() if call.callback_id or not call.sid else []
        sids = [sid for sid in [call.sid, *(leg.sid for leg in legs)] if sid]
        try:
            found = [(sid, facts) for sid in sids for facts in rest.list_recordings(sid)]
        except ProviderError as error:
            logger.warning("recordings_not_listed", call=call.pk, error=str(error))
            continue
        for sid, facts in found:
            note_recording(sid=facts.sid, call_sid=sid, status=facts.status, at=at)
        Call.objects.filter(pk=call.pk).update(recordings_listed_at=at)
        if not found:
            note_no_recording(call, _("the provider lists none"), at=at)
