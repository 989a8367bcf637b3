"""The name under which the speech of a call is turned into text, so that it can be stopped for a card."""

from calls.models import Call


def transcription_name(call: Call, *, pauses: int = 0) -> str:
    """Another one after each pause: a name that was used once may not be free again."""
    return f"press4-{call.pk}-{pauses + 1}"
