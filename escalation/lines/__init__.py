"""Lines: how a telephone number is set up, what its callers hear, and when it is open."""

from escalation.lines.audio import keep_audio
from escalation.lines.configuration import configure_line
from escalation.lines.fallback import fallback_people, fallback_phones, note_fallback_check
from escalation.lines.hours import configure_hours
from escalation.lines.notices import default_notice, default_notice_text, write_notice
from escalation.lines.unused_audio import remove_unused_audio
from escalation.lines.words import configure_words

__all__ = [
    "configure_hours",
    "configure_line",
    "configure_words",
    "default_notice",
    "default_notice_text",
    "fallback_people",
    "fallback_phones",
    "keep_audio",
    "note_fallback_check",
    "remove_unused_audio",
    "write_notice",
]
