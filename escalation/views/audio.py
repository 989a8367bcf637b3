"""Audio clips, served to the telephone provider: it has no session, so the URL itself is the secret."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from escalation.models import AudioClip
from helpdesk.lib.file_responses import range_response


@require_safe
def audio(request: HttpRequest, token: str) -> HttpResponse:
    """GET or HEAD /audio/<token>, in whole or in part. A clip never changes, so it may be kept."""
    clip = get_object_or_404(AudioClip, token=token)
    answer = range_response(request, clip.size, partial(_bytes, clip))
    answer["Content-Type"] = clip.format
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _bytes(clip: AudioClip, first: int, last: int) -> HttpResponse:
    """At most 4 MB, so there is no need to send it in pieces."""
    try:
        with clip.file.open("rb") as file:
            file.seek(first)
            return HttpResponse(file.read(last - first + 1))
    except FileNotFoundError as error:
        raise Http404 from error
