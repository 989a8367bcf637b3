"""The sound of a call, in whole or in part (RFC 9110 section 14), and never without a note of who listened."""

from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO

import structlog
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from calls.models import Recording, RecordingPeaks
from calls.services import note_download, note_play
from calls.sound import outline_of
from helpdesk.accounts.access import agent_required, right_required
from helpdesk.accounts.models import User
from helpdesk.byte_ranges import byte_range
from tickets.forms import WhyForm

logger = structlog.get_logger(__name__)

PIECE = 64 * 1024


def _stored(request: HttpRequest, pk: int) -> Recording:
    recordings = Recording.objects.visible_to(request.user).stored()
    return get_object_or_404(recordings.select_related("call__ticket__requester"), pk=pk)


@agent_required
@require_safe
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """GET or HEAD /calls/recordings/3/play/. Written down first: should that fail, nothing is served."""
    recording = _stored(request, pk)
    asked = request.headers.get("Range", "")
    note_play(recording, by=request.user, method=request.method, range_header=asked, at=timezone.now())
    wanted = byte_range(asked, recording.size)
    if wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{recording.size}"}))
    first, last = wanted
    answer = HttpResponse() if request.method == "HEAD" else _sound(request, recording, first, last)
    if asked and wanted != (0, recording.size - 1):
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{recording.size}"
    answer["Content-Length"] = last - first + 1
    answer["Content-Disposition"] = "inline"
    return _dressed(answer)


@right_required(User.Right.DOWNLOAD_RECORDINGS)
@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """/calls/recordings/3/download/: asks for a reason, writes it down, and only then hands the file over."""
    recording = _stored(request, pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"recording": recording, "form": form, "act": "download"}
        return render(request, "calls/recording_act.html", context, status=422 if form.is_bound else 200)
    note_download(recording, by=request.user, why=form.cleaned_data["why"], at=timezone.now())
    answer = _sound(request, recording, 0, recording.size - 1)
    answer["Content-Length"] = recording.size
    answer["Content-Disposition"] = f'attachment; filename="call-{recording.call_id}-{recording.pk}.wav"'
    return _dressed(answer)


@agent_required
@require_GET
def peaks(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /calls/recordings/3/peaks/: the outline of the sound, for the player to draw. No word can be heard of it."""
    visible = Recording.objects.visible_to(request.user).stored()
    outline = get_object_or_404(RecordingPeaks.objects.select_related("recording"), recording__in=visible.filter(pk=pk))
    drawn = outline_of(bytes(outline.data), channels=outline.channels)
    answer = JsonResponse({"seconds": outline.recording.seconds, "channels": drawn})
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _sound(request: HttpRequest, recording: Recording, first: int, last: int) -> StreamingHttpResponse:
    try:
        file = recording.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("recording_file_missing", recording=recording.pk)
        raise Http404 from error
    pieces = _pieces(file, first, last)
    # An asynchronous server would read a plain iterator to its end, the whole sound into memory, before it sends any.
    return StreamingHttpResponse(_without_waiting(pieces) if isinstance(request, ASGIRequest) else pieces)


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


async def _without_waiting(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # The play is written down by now; whoever listens for an hour must not hold a connection to PostgreSQL.
    await sync_to_async(connections.close_all)()
    try:
        while piece := await sync_to_async(next, thread_sensitive=False)(pieces, b""):
            yield piece
    finally:
        pieces.close()


def _dressed(answer: HttpResponse) -> HttpResponse:
    answer["Content-Type"] = "audio/wav"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
