"""Pages of callbacks: record the outcome, cancel. The call itself is placed by the floor above."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation.board import cancel_callback, offered_dispositions, settle_callback
from escalation.board.outcome_hooks import notes_of
from escalation.forms.callbacks import OutcomeForm
from escalation.forms.escalations import ReasonForm
from escalation.models import Callback
from helpdesk.accounts.access import DeskRequest, manager_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_text


@manager_required
@require_http_methods(["GET", "POST"])
def outcome(request: DeskRequest, pk: int) -> HttpResponse:
    """/callbacks/7/outcome/: say what came of the call."""
    callback = _visible(request, pk)
    likely = next((one for one in offered_dispositions() if one.means == get_text(request.GET, "outcome")), None)
    initial = {"disposition": likely, "note": notes_of(callback, by=request.user)}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=initial, of_callback=True)
    if request.method == "POST" and form.is_valid():
        try:
            unsolved = settle_callback(callback, by=request.user, **form.cleaned_data)
        except ConflictError as refusal:
            return _refused(request, callback, refusal)
        if unsolved:
            messages.warning(request, unsolved)
        return redirect("escalation:board")
    template = "escalation/board/outcome.html"
    return _show(request, callback, form, title=_("Call outcome"), action=_("Record outcome"), template=template)


@manager_required
@require_http_methods(["GET", "POST"])
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """/callbacks/7/cancel/: the call is not needed, and why."""
    callback = _visible(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_callback(callback, by=request.user, why=form.cleaned_data["why"])
        except ConflictError as refusal:
            return _refused(request, callback, refusal)
        return redirect("escalation:board")
    return _show(request, callback, form, title=_("Cancel callback"), action=_("Cancel callback"))


def _show(
    request: DeskRequest,
    callback: Callback,
    form: OutcomeForm | ReasonForm,
    *,
    title: str,
    action: str,
    template: str = "escalation/board/card_form.html",
) -> HttpResponse:
    context = {
        "ticket": callback.ticket,
        "reasons": callback.ticket.escalations.unfinished(),
        "phone": callback.phone,
        "form": form,
        "title": title,
        "action": action,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _refused(request: DeskRequest, callback: Callback, refusal: ConflictError) -> HttpResponse:
    return render(request, "escalation/board/refused.html", {"refusal": refusal, "ticket": callback.ticket}, status=409)


def _visible(request: DeskRequest, pk: int) -> Callback:
    callbacks = Callback.objects.visible_to(request.user).select_related("ticket__requester", "escalation", "promise")
    return get_object_or_404(callbacks, pk=pk)
