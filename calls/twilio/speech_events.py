"""What the provider tells while it turns speech into text (status callbacks of <Start><Transcription>)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.utils.dateparse import parse_datetime

logger = structlog.get_logger(__name__)

CONTENT, ERROR = "transcription-content", "transcription-error"
LONGEST_DELAY = timedelta(hours=1)


def read_speech(parameters: Mapping[str, str], *, at: datetime) -> dict[str, Any] | None:
    """The arguments of `note_speech`; None for what is no finished sentence."""
    event = parameters.get("TranscriptionEvent", "")
    if event == ERROR:
        logger.warning("transcription_failed", code=parameters.get("TranscriptionErrorCode", ""))
    text = _words(parameters.get("TranscriptionData", ""))
    if event != CONTENT or parameters.get("Final", "true") != "true" or not text:
        return None
    return {
        "sid": parameters["TranscriptionSid"],
        "call_sid": parameters["CallSid"],
        "sequence": int(parameters.get("SequenceId", 0)),
        "track": parameters.get("Track", ""),
        "text": text,
        "at": _moment(parameters.get("Timestamp", ""), at=at),
    }


def _words(data: str) -> str:
    """The provider puts the words into JSON: {"transcript": "…", "confidence": 0.97}."""
    try:
        said = json.loads(data)
    except ValueError:
        return ""
    words = said.get("transcript") if isinstance(said, dict) else None
    return words.replace("\0", "").strip() if isinstance(words, str) else ""


def _moment(timestamp: str, *, at: datetime) -> datetime:
    """When it was recognised (ISO 8601); now, when that cannot be read or cannot be."""
    try:
        moment = parse_datetime(timestamp)
    except ValueError:
        return at
    is_likely = moment is not None and moment.tzinfo is not None and abs(at - moment) < LONGEST_DELAY
    return moment if is_likely else at
