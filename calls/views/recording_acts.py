"""Deletion and legal hold of recordings. Each asks for a reason that stays with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls import recordings
from calls.models import Recording
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required, right_required
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from tickets.views.reasons import ask_why


@right_required(User.Right.DELETE_RECORDINGS)
@require_http_methods(["GET", "POST"])
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """/calls/recordings/3/delete/"""
    return _act_for_reason(
        request, pk, act="delete", service=recordings.delete_recording, done=_("The recording is deleted.")
    )


@manager_required
@require_http_methods(["GET", "POST"])
def hold(request: DeskRequest, pk: int) -> HttpResponse:
    """/calls/recordings/3/hold/"""
    return _act_for_reason(
        request, pk, act="hold", service=recordings.hold_recording, done=_("The recording is on legal hold.")
    )


@manager_required
@require_http_methods(["GET", "POST"])
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """/calls/recordings/3/release/"""
    done = _("The recording is kept as long as any other.")
    return _act_for_reason(request, pk, act="release", service=recordings.release_recording, done=done)


@agent_required
@require_POST
def try_again(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/recordings/3/try-again/: the provider is asked once more."""
    recording = get_object_or_404(Recording.objects.visible_to(request.user), pk=pk)
    try:
        recordings.ask_again(recording, by=request.user, at=timezone.now())
    except ConflictError as error:
        return _refused(request, recording, error)
    messages.success(request, _("We ask the provider again now."))
    return redirect(recording.call)


def _act_for_reason(
    request: DeskRequest, pk: int, *, act: str, service: Callable[..., None], done: str
) -> HttpResponse:
    stored = Recording.objects.visible_to(request.user).stored()
    recording = get_object_or_404(stored.select_related("call__ticket__requester"), pk=pk)

    def answer(why: str) -> HttpResponse:
        try:
            service(recording, by=request.user, why=why, at=timezone.now())
        except ConflictError as error:
            return _refused(request, recording, error)
        messages.success(request, done)
        return redirect(recording.call)

    return ask_why(request, "calls/recordings/recording_act.html", {"recording": recording, "act": act}, answer)


def _refused(request: DeskRequest, recording: Recording, error: ConflictError) -> HttpResponse:
    context = {"message": error, "back_url": recording.call.get_absolute_url()}
    return render(request, "409.html", context, status=409)
