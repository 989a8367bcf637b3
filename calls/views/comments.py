"""Comments at a moment of a recording."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from calls import recordings
from calls.forms.comments import CommentForm, CommentTextForm
from calls.models import Recording, RecordingComment
from helpdesk.accounts.access import DeskRequest, agent_required


@agent_required
@require_http_methods(["GET", "POST"])
def comments(request: DeskRequest, pk: int) -> HttpResponse:
    """/calls/recordings/3/comments/: the list, and one more."""
    heard = Recording.objects.visible_to(request.user).stored()
    recording = get_object_or_404(heard.select_related("call"), pk=pk)
    if request.method == "GET":
        return _list(request, recording)
    form = CommentForm(request.POST)
    if form.is_valid():
        recordings.add_comment(recording, by=request.user, at=timezone.now(), **form.cleaned_data)
    return _answer(request, recording, is_valid=form.is_valid())


@agent_required
@require_POST
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/comments/5/: only who wrote it."""
    comment = _own(request, pk)
    form = CommentTextForm(request.POST)
    if form.is_valid():
        recordings.change_comment(comment, at=timezone.now(), **form.cleaned_data)
    return _answer(request, comment.recording, is_valid=form.is_valid())


@agent_required
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/comments/5/delete/: only who wrote it."""
    comment = _own(request, pk)
    recordings.delete_comment(comment)
    return _answer(request, comment.recording, is_valid=True)


def _own(request: DeskRequest, pk: int) -> RecordingComment:
    return get_object_or_404(RecordingComment.objects.of(request.user).select_related("recording__call"), pk=pk)


def _answer(request: DeskRequest, recording: Recording, *, is_valid: bool) -> HttpResponse:
    if request.htmx:
        return _list(request, recording, status=200 if is_valid else 422)
    return redirect(f"{recording.call.get_absolute_url()}#recording-{recording.pk}")


def _list(request: DeskRequest, recording: Recording, *, status: int = 200) -> HttpResponse:
    context = {"recording": recording, "comments": recording.comments.select_related("user")}
    return render(request, "calls/recordings/_comments.html", context, status=status)
