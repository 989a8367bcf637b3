"""The sound of a call, in whole or in part (RFC 9110 section 14), and never without a note of who listened."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from calls.models import Recording
from calls.services import note_play
from helpdesk.accounts.access import agent_required

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PIECE = 64 * 1024


@agent_required
@require_safe
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """GET or HEAD /calls/recordings/3/play/. The play is written down first: should that fail, nothing is served."""
    stored = Recording.objects.visible_to(request.user).filter(status=Recording.Status.STORED)
    recording = get_object_or_404(stored, pk=pk)
    wanted = byte_range(request.headers.get("Range", ""), recording.size)
    if wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{recording.size}"}))
    first, last = wanted
    is_part = "Range" in request.headers and (first, last) != (0, recording.size - 1)
    if request.method == "HEAD":
        answer = HttpResponse(content_type="audio/wav")
    else:
        header = request.headers.get("Range", "")
        note_play(recording, by=request.user, range_header=header, at=timezone.now())
        sound = recording.file.open("rb")
        answer = StreamingHttpResponse(_pieces(sound, first, last), content_type="audio/wav")
    if is_part:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{recording.size}"
    answer["Content-Length"] = last - first + 1
    return _dressed(answer)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; the whole file for no range or several of them; None when impossible."""
    asked = RANGE.fullmatch(header.strip())
    if asked is None or asked[1] == asked[2] == "":
        return 0, size - 1
    if asked[1] == "":
        first, last = max(size - int(asked[2]), 0), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
    return (first, last) if first <= last and first < size else None


def _pieces(sound: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with sound:
        sound.seek(first)
        left = last - first + 1
        while left > 0 and (piece := sound.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _dressed(answer: HttpResponse) -> HttpResponse:
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    return answer
