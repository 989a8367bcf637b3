"""The quick log of a case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, agent_required
from tickets.forms.quick_log import QuickLogForm
from tickets.rules import NewCase, log_case


@agent_required
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """The text alone makes a case; what would make it better is said after it is safe."""
    form = QuickLogForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if value and name != "key"}
        ticket = log_case(NewCase(**details), by=request.user, source_key=form.source_key)
        messages.success(request, _("%(case)s is logged.") % {"case": ticket})
        return redirect(ticket)
    return render(request, "tickets/cases/new.html", {"form": form}, status=422 if form.is_bound else 200)
