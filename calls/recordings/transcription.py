"""Transcription of a call, for a line that says so, and not while somebody reads out a card."""

import structlog

from calls.models import Call, RecordingPause
from calls.twilio import rest
from calls.twilio.addresses import address
from calls.twilio.errors import ProviderError
from escalation.lines.script import script_of

logger = structlog.get_logger(__name__)


def transcription_name(call: Call, *, pauses: int = 0) -> str:
    """The name by which it can be stopped.

    Another one after each pause: a name that was used once may not be free again.
    """
    return f"press4-{call.pk}-{pauses + 1}"


def start_transcription(call: Call, *, pauses: int = 0) -> None:
    """From now on. Nobody waits for it, so it is tried once."""
    if not call.sid or not _is_transcribed(call) or not call.is_unfinished:
        return
    try:
        rest.start_transcription(
            call.sid,
            name=transcription_name(call, pauses=pauses),
            language=script_of(call.line).language,
            report_url=address("transcription"),
        )
    except ProviderError as error:
        logger.warning("transcription_not_started", call=call.pk, error=str(error))


def stop_transcription(pause: RecordingPause) -> None:
    """The provider hears the card no more than the recording does. What it tells us all the same is dropped."""
    sid = pause.call.sid
    if not sid or not _is_transcribed(pause.call):
        return
    try:
        rest.stop_transcription(sid, transcription_name(pause.call, pauses=_earlier(pause)))
    except ProviderError as error:
        logger.warning("transcription_not_stopped", pause=pause.pk, error=str(error))


def resume_transcription(pause: RecordingPause) -> None:
    """The card was read out."""
    start_transcription(pause.call, pauses=_earlier(pause) + 1)


def _is_transcribed(call: Call) -> bool:
    return bool(call.line and call.line.is_transcribed)


def _earlier(pause: RecordingPause) -> int:
    return pause.call.pauses.filter(paused_at__isnull=False, pk__lt=pause.pk).count()
