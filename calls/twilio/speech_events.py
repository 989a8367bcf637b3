"""Status callbacks of <Start><Transcription>: what somebody said, who, and when."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.utils.dateparse import parse_datetime

from calls.models import TranscriptLine

logger = structlog.get_logger(__name__)

CONTENT, ERROR = "transcription-content", "transcription-error"
INBOUND = "inbound_track"
LONGEST_DELAY = timedelta(hours=1)


def finished_sentence(parameters: Mapping[str, str]) -> str:
    """What somebody said, when the provider is done with it; else ""."""
    event = parameters.get("TranscriptionEvent", "")
    if event == ERROR:
        logger.warning("transcription_failed", code=parameters.get("TranscriptionErrorCode", ""))
    if event != CONTENT or parameters.get("Final", "true") != "true":
        return ""
    try:
        # The provider puts the words into JSON: {"transcript": "…", "confidence": 0.97}.
        content = json.loads(parameters.get("TranscriptionData", ""))
    except ValueError:
        return ""
    words = content.get("transcript") if isinstance(content, dict) else None
    return words.replace("\0", "").strip() if isinstance(words, str) else ""


def side_of(parameters: Mapping[str, str]) -> TranscriptLine.Side:
    """Who said it."""
    is_caller = parameters.get("Track") == INBOUND
    return TranscriptLine.Side.CALLER if is_caller else TranscriptLine.Side.DESK


def recognized_at(parameters: Mapping[str, str], *, at: datetime) -> datetime:
    """When it was recognized (ISO 8601); now, when that cannot be read or cannot be."""
    try:
        moment = parse_datetime(parameters.get("Timestamp", ""))
    except ValueError:
        return at
    if moment is None or moment.tzinfo is None or abs(at - moment) >= LONGEST_DELAY:
        return at
    return moment
