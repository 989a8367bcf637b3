"""Uploaded sounds, for the telephone provider: it has no session, so the address itself is the secret."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from escalation.models import AudioClip


@require_safe
def audio(request: HttpRequest, token: str) -> FileResponse:
    """GET or HEAD /audio/<token>. A clip never changes, so it may be kept."""
    clip = get_object_or_404(AudioClip, token=token)
    answer = FileResponse(clip.file.open("rb"), content_type=clip.format)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Robots-Tag"] = "noindex"
    return answer
