"""The sound of a call, in whole or in part (RFC 9110 section 14), and never without a note of who listened."""

from functools import partial
from typing import TypeVar

import structlog
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from calls.models import Recording, RecordingPeaks
from calls.recordings import note_download, note_play
from calls.recordings.sound import outline_of
from helpdesk.accounts.access import DeskRequest, agent_required, right_required
from helpdesk.accounts.models import User
from helpdesk.lib.file_responses import FileRange, LoopFileResponse, range_response
from tickets.views.reasons import ask_why

logger = structlog.get_logger(__name__)

Sound = TypeVar("Sound", bound=HttpResponse | LoopFileResponse)


def _stored(request: DeskRequest, pk: int) -> Recording:
    recordings = Recording.objects.visible_to(request.user).stored()
    return get_object_or_404(recordings.select_related("call__ticket__requester"), pk=pk)


@agent_required
@require_safe
def play(request: DeskRequest, pk: int) -> HttpResponse | LoopFileResponse:
    """GET or HEAD /calls/recordings/3/play/. Written down first: should that fail, nothing is served."""
    recording = _stored(request, pk)
    asked = request.headers.get("Range", "")
    note_play(recording, by=request.user, method=request.method or "", range_header=asked, at=timezone.now())
    answer = range_response(request, recording.size, partial(_sound, recording))
    if answer.status_code != 416:
        answer["Content-Disposition"] = "inline"
    return _dressed(answer)


@right_required(User.Right.DOWNLOAD_RECORDINGS)
@require_http_methods(["GET", "POST"])
def download(request: DeskRequest, pk: int) -> HttpResponse | LoopFileResponse:
    """/calls/recordings/3/download/: asks for a reason, writes it down, and only then hands the file over."""
    recording = _stored(request, pk)

    def answer(why: str) -> LoopFileResponse:
        note_download(recording, by=request.user, why=why, at=timezone.now())
        sound = _sound(recording, 0, recording.size - 1)
        sound["Content-Length"] = recording.size
        sound["Content-Disposition"] = f'attachment; filename="call-{recording.call_id}-{recording.pk}.wav"'
        return _dressed(sound)

    context = {"recording": recording, "act": "download"}
    return ask_why(request, "calls/recordings/recording_act.html", context, answer)


@agent_required
@require_GET
def peaks(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/recordings/3/peaks/: the outline of the sound, for the player to draw. No word can be heard of it."""
    visible = Recording.objects.visible_to(request.user).stored()
    outline = get_object_or_404(RecordingPeaks.objects.select_related("recording"), recording__in=visible.filter(pk=pk))
    drawn = outline_of(bytes(outline.data), channels=outline.channels)
    answer = JsonResponse({"seconds": outline.recording.seconds, "channels": drawn})
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _sound(recording: Recording, first: int, last: int) -> LoopFileResponse:
    try:
        file = recording.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("recording_file_missing", recording=recording.pk)
        raise Http404 from error
    # The server sends files itself: whoever listens for an hour keeps neither a thread nor a connection to PostgreSQL.
    return LoopFileResponse(FileRange(file, first, last))


def _dressed(answer: Sound) -> Sound:
    answer["Content-Type"] = "audio/wav"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
