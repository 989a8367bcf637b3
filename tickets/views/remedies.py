"""Log a remedy or a refusal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, agent_required
from tickets.cases.remedies import log_refusal, log_remedy
from tickets.forms.remedies import RefusalForm, RemedyForm
from tickets.models import Ticket
from tickets.views.cases import back_to, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def remedy(request: DeskRequest, pk: int) -> HttpResponse:
    """What we did to make it right."""
    ticket = visible_case(request, pk)
    form = RemedyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        log_remedy(ticket, what=form.cleaned_data["what"], by=request.user, source_key=form.source_key)
        return back_to(request, ticket)
    return _show_form(request, ticket, form, title=_("Log compensation"), action=_("Log compensation"))


@agent_required
@require_http_methods(["GET", "POST"])
def refusal(request: DeskRequest, pk: int) -> HttpResponse:
    """What we refused, and why."""
    ticket = visible_case(request, pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        log_refusal(ticket, what=data["what"], why=data["why"], by=request.user, source_key=form.source_key)
        return back_to(request, ticket)
    return _show_form(request, ticket, form, title=_("Log refusal"), action=_("Log refusal"))


def _show_form(
    request: DeskRequest, ticket: Ticket, form: RemedyForm | RefusalForm, *, title: str, action: str
) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "title": title, "action": action}
    return render(request, "tickets/cases/form.html", context, status=422 if form.is_bound else 200)
