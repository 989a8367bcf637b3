"""Find calls by what was said on them."""

from typing import Any

from django.contrib.postgres.search import SearchQuery

from calls.models import Recording, TranscriptLine
from calls.models.transcripts import SPOKEN
from helpdesk.accounts.models import User

LINES = 60
CALLS = 10
LINES_OF_CALL = 3
SHORTEST = 3


def find_spoken(text: str, *, user: User) -> list[dict[str, Any]]:
    """The newest calls that `user` may hear on which every word of `text` was said in one breath.

    Of each the `call`, the `lines` with the words, and the `recording` that tells where they were said, or None.
    """
    words = ["".join(filter(str.isalnum, word)) for word in text.split()[:8]]
    words = [word for word in words if len(word) >= SHORTEST]
    if not words:
        return []
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    lines = TranscriptLine.objects.visible_to(user).annotate(spoken=SPOKEN).filter(spoken=query)
    related = ("call__ticket__requester", "call__line")
    lines = lines.select_related(*related).prefetch_related(
        "call__recordings", "call__ticket__requester__contact_points"
    )
    found: dict[int, dict[str, Any]] = {}
    for line in lines.order_by("-spoken_at", "-pk")[:LINES]:
        if line.call_id not in found and len(found) == CALLS:
            continue
        audible = next((recording for recording in line.call.recordings.all() if recording.is_stored), None)
        hit = found.setdefault(line.call_id, {"call": line.call, "recording": audible, "lines": []})
        if len(hit["lines"]) < LINES_OF_CALL:
            line.second = second_of(line, hit["recording"])
            hit["lines"].insert(0, line)
    return list(found.values())


def second_of(line: TranscriptLine, recording: Recording | None) -> int:
    """The place of a line in the recording."""
    if recording is None:
        return 0
    offset = int((line.spoken_at - recording.started_at).total_seconds())
    return min(max(offset, 0), int(recording.seconds))
