"""The manager's queue of calls to review, and what agents read of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls import reviews
from calls.forms.reviews import AnswerForm, ScorecardForm
from calls.models import Call, Review, ReviewQuestion
from calls.recordings.player import read_recording
from calls.reviews.queue import SHOWS, read_own, read_queue, solved_shares
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError

RELATED = ("call__ticket__requester", "call__line", "call__problem_call__winner__user", "agent", "reviewer")


@manager_required
@require_GET
def queue(request: DeskRequest) -> HttpResponse:
    """GET /reviews/: ?show=waiting&reason=…&person=…"""
    context = {
        "page": read_queue(request.user, request.GET),
        "shows": SHOWS.items(),
        "reasons": Review.Reason.choices,
        "people": User.objects.filter(reviews__isnull=False).distinct(),
        "shares": solved_shares(),
    }
    return render(request, "calls/reviews/_reviews.html" if request.htmx else "calls/reviews/reviews.html", context)


@manager_required
@require_http_methods(["GET", "POST"])
def review(request: DeskRequest, pk: int) -> HttpResponse:
    """/reviews/7/: the recording beside the scorecard."""
    one = _review(request, pk)
    form = ScorecardForm(request.POST or None, questions=ReviewQuestion.objects.filter(is_active=True))
    if request.method == "POST" and form.is_valid():
        try:
            reviews.finish_review(one, by=request.user, scorecard=form.scorecard, at=timezone.now())
        except ConflictError as error:
            return _refused(request, error, one.call)
        messages.success(request, _("The review is saved, and the agent is told."))
        return redirect("calls:reviews")
    context = _shown(request, one) | {"form": form}
    return render(request, "calls/reviews/review.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def skip(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /reviews/7/skip/: takes it out of the queue, or back into it when it was skipped."""
    one = _review(request, pk)
    try:
        if one.status == Review.Status.SKIPPED:
            reviews.take_up_review(one)
        else:
            reviews.skip_review(one, by=request.user, at=timezone.now())
    except ConflictError as error:
        return _refused(request, error, one.call)
    return redirect("calls:reviews")


@manager_required
@require_POST
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/review/: a manager picks a call."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    try:
        chosen = reviews.choose_for_review(call, by=request.user, at=timezone.now())
    except ConflictError as error:
        return _refused(request, error, call)
    return redirect("calls:review", pk=chosen.pk)


@agent_required
@require_GET
def own_reviews(request: DeskRequest) -> HttpResponse:
    """GET /reviews/mine/: what managers said about the own calls."""
    return render(request, "calls/reviews/own_reviews.html", {"page": read_own(request.user, request.GET)})


@agent_required
@require_http_methods(["GET", "POST"])
def own_review(request: DeskRequest, pk: int) -> HttpResponse:
    """/reviews/mine/7/: one of them, and what the agent answers."""
    one = get_object_or_404(Review.objects.about(request.user).select_related(*RELATED), pk=pk)
    form = AnswerForm(request.POST or None, initial={"answer": one.answer})
    if request.method == "POST" and form.is_valid():
        reviews.answer_review(one, answer=form.cleaned_data["answer"], at=timezone.now())
        messages.success(request, _("%(manager)s sees your answer on the review.") % {"manager": one.reviewer})
        return redirect("calls:own_review", pk=one.pk)
    reviews.note_seen(one, at=timezone.now())
    context = _shown(request, one) | {"form": form}
    return render(request, "calls/reviews/own_review.html", context, status=422 if form.is_bound else 200)


def _review(request: DeskRequest, pk: int) -> Review:
    return get_object_or_404(Review.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


def _shown(request: DeskRequest, one: Review) -> dict[str, object]:
    """A recording that this person may not hear (the case went to another team) is left out."""
    may_hear = Call.objects.visible_to(request.user).filter(pk=one.call_id).exists()
    recordings = one.call.recordings.select_related("call") if may_hear else []
    return {
        "review": one,
        "answers": one.answers.select_related("question"),
        "recordings": [read_recording(recording, request.user) for recording in recordings],
    }


def _refused(request: DeskRequest, error: ConflictError, call: Call) -> HttpResponse:
    return render(request, "409.html", {"message": error, "back_url": call.get_absolute_url()}, status=409)
