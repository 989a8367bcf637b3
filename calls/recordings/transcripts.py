"""Transcripts: what was said, written down while people talk, without card numbers."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from calls.models import Call, RecordingPause, TranscriptLine
from helpdesk.lib.redaction import REDACTED, redact_cards

logger = structlog.get_logger(__name__)

Side = TranscriptLine.Side

WORDS_PER_SECOND = 2.6
"""The provider tells when a sentence was recognised, which is at its end. So it began about this much earlier."""
READ_OUT_WITHIN = timedelta(seconds=45)
"""A card number is read out in pieces, with pauses and questions in between."""
DIGITS = re.compile(r"\d[\d .\-]*\d|\d")


@transaction.atomic
def note_speech(*, sid: str, call_sid: str, sequence: int, side: str, text: str, at: datetime) -> None:
    """One sentence of a call, recognised at `at`. The same one twice is one; one of an unknown call is dropped."""
    call = Call.objects.select_for_update().filter(sid=call_sid).first()
    if call is None:
        logger.warning("speech_of_unknown_call", call_sid=call_sid)
        return
    text = " ".join(text.split())
    spoken_at = at - timedelta(seconds=len(text.split()) / WORDS_PER_SECOND)
    if side == Side.DESK and (call.answered_at is None or spoken_at < call.answered_at):
        return  # our own announcements: nobody of the desk is on the line yet
    # Said, even in part, between the click that asked for a pause and the recording's going on.
    goes_on = Q(resumed_at=None) | Q(resumed_at__gte=spoken_at)
    pauses = call.pauses.exclude(status=RecordingPause.Status.FAILED).filter(goes_on, requested_at__lte=at)
    if pauses.exists():
        return
    earlier = call.transcript.filter(side=side, spoken_at__gte=at - READ_OUT_WITHIN).order_by("spoken_at", "pk")
    text = _without_cards(text, list(earlier))
    if text:
        TranscriptLine.objects.get_or_create(
            sid=sid,
            sequence=sequence,
            defaults={"call": call, "side": side, "text": text, "spoken_at": spoken_at},
        )


def _without_cards(text: str, earlier: Sequence[TranscriptLine]) -> str:
    """`text` without card numbers. One that began in earlier sentences takes their digits with it."""
    for first in range(len(earlier)):
        pieces = [*(line.text for line in earlier[first:]), text]
        whole = " ".join(digits for piece in pieces for digits in DIGITS.findall(piece))
        if REDACTED in redact_cards(whole):
            for line in earlier[first:]:
                TranscriptLine.objects.filter(pk=line.pk).update(text=DIGITS.sub(REDACTED, line.text))
            return DIGITS.sub(REDACTED, text)
    return redact_cards(text)
