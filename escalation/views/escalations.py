"""Pages of escalations: raise, claim, release, finish, dismiss."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalation.board import (
    claim_escalation,
    dismiss_escalation,
    escalate_by_hand,
    finish_escalation,
    release_escalation,
)
from escalation.forms.escalations import DoneForm, RaiseForm, ReasonForm
from escalation.models import Escalation
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.conflict import ConflictError
from tickets.models import Ticket
from tickets.views.cases import back_to


@agent_required
@require_http_methods(["GET", "POST"])
def raise_(request: DeskRequest, pk: int) -> HttpResponse:
    """/escalations/raise/12/: put a case before a manager, and perhaps promise a call."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user).select_related("requester"), pk=pk)
    form = RaiseForm(request.POST if request.method == "POST" else None)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            escalate_by_hand(ticket, by=request.user, **form.cleaned_data)
        except ConflictError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("%(case)s was escalated to the managers.") % {"case": ticket})
            return back_to(request, ticket)
    context = {"ticket": ticket, "form": form, "error": error}
    return render(
        request, "escalation/board/raise.html", context, status=409 if error else 422 if form.is_bound else 200
    )


@manager_required
@require_POST
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /escalations/7/claim/"""
    return _act(request, claim_escalation, pk)


@manager_required
@require_POST
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /escalations/7/release/: another manager must do it."""
    return _act(request, release_escalation, pk)


@manager_required
@require_http_methods(["GET", "POST"])
def finish(request: DeskRequest, pk: int) -> HttpResponse:
    """/escalations/7/finish/: say what was done."""
    return _ask(request, pk, DoneForm, finish_escalation, title=_("Close escalation"), action=_("Close escalation"))


@manager_required
@require_http_methods(["GET", "POST"])
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """/escalations/7/dismiss/: it needs no manager, and why."""
    title = _("Dismiss escalation")
    return _ask(request, pk, ReasonForm, dismiss_escalation, title=title, action=title)


def _ask(
    request: DeskRequest, pk: int, form_class: type[forms.Form], verb: Callable[..., None], *, title: str, action: str
) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _act(request, verb, pk, **form.cleaned_data)
    card = _visible(request, pk)
    reasons = [card] if verb is dismiss_escalation else card.ticket.escalations.unfinished()
    context = {"ticket": card.ticket, "reasons": reasons, "form": form, "title": title, "action": action}
    return render(request, "escalation/board/card_form.html", context, status=422 if form.is_bound else 200)


def _act(request: DeskRequest, verb: Callable[..., None], pk: int, **arguments: Any) -> HttpResponse:
    escalation = _visible(request, pk)
    try:
        verb(escalation, by=request.user, **arguments)
    except ConflictError as refusal:
        return render(
            request, "escalation/board/refused.html", {"refusal": refusal, "ticket": escalation.ticket}, status=409
        )
    return redirect("escalation:board")


def _visible(request: DeskRequest, pk: int) -> Escalation:
    escalations = Escalation.objects.visible_to(request.user).select_related("ticket__requester", "claimed_by")
    return get_object_or_404(escalations, pk=pk)
