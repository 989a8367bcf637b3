"""Uploaded sounds, for the telephone provider: it has no session, so the address itself is the secret."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from escalation.models import AudioClip
from helpdesk.byte_ranges import asked_part, byte_range


@require_safe
def audio(request: HttpRequest, token: str) -> HttpResponse:
    """GET or HEAD /audio/<token>, in whole or in part. A clip never changes, so it may be kept."""
    clip = get_object_or_404(AudioClip, token=token)
    part = asked_part(request)
    wanted = byte_range(part, clip.size)
    if wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{clip.size}"}), clip)
    first, last = wanted
    answer = HttpResponse(b"" if request.method == "HEAD" else _bytes(clip, first, last))
    if part:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{clip.size}"
    answer["Content-Length"] = last - first + 1
    return _dressed(answer, clip)


def _bytes(clip: AudioClip, first: int, last: int) -> bytes:
    """At most 4 MB, so there is no need to send it in pieces."""
    try:
        with clip.file.open("rb") as file:
            file.seek(first)
            return file.read(last - first + 1)
    except FileNotFoundError as error:
        raise Http404 from error


def _dressed(answer: HttpResponse, clip: AudioClip) -> HttpResponse:
    answer["Content-Type"] = clip.format
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Robots-Tag"] = "noindex"
    return answer
