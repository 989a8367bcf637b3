"""Settings of recordings: how long they are kept, which are reviewed, and by which questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.forms.reviews import PolicyForm, QuestionFormSet
from calls.models import RecordingPolicy, ReviewQuestion
from calls.recordings import change_policy, change_questions
from escalation.models import Line
from helpdesk.accounts.access import DeskRequest, admin_required


@admin_required
@require_http_methods(["GET", "POST"])
def recording_settings(request: DeskRequest) -> HttpResponse:
    """/settings/recordings/"""
    data = request.POST if request.method == "POST" else None
    asked = list(ReviewQuestion.objects.filter(is_active=True).values("pk", "text", "help", "is_active"))
    form = PolicyForm(
        data,
        instance=RecordingPolicy.current(),
        initial={"transcribed_lines": Line.objects.filter(is_transcribed=True)},
    )
    questions = QuestionFormSet(data, initial=asked, prefix="questions")
    if data is not None and form.is_valid() and questions.is_valid():
        change_policy(**form.cleaned_data)
        change_questions(filled for filled in questions.cleaned_data if filled)
        messages.success(request, _("Saved."))
        return redirect("calls:recording_settings")
    context = {"form": form, "questions": questions}
    return render(request, "calls/recordings/recording_settings.html", context, status=422 if data is not None else 200)
