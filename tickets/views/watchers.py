"""Watchers of a case: heartbeats of open tabs, and who else is there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_keys
from tickets.cases.watchers import leave_ticket, watch_ticket, watchers_of
from tickets.forms.watchers import LeavingForm, WatchingForm
from tickets.views.cases import visible_case


@agent_required
@require_POST
def watch(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/watch/ with tab and doing: I am here; answers who else is."""
    ticket, form, at = visible_case(request, pk), WatchingForm(request.POST), timezone.now()
    if not form.is_valid():
        return HttpResponse(status=422)
    watch_ticket(ticket, by=request.user, at=at, **form.cleaned_data)
    others = watchers_of([ticket.pk], seen_by=request.user, at=at)[ticket.pk]
    return render(request, "tickets/cases/_watchers_words.html", {"watchers": others})


@agent_required
@require_POST
def leave(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/leave/ with tab: I am gone."""
    ticket, form = visible_case(request, pk), LeavingForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    leave_ticket(ticket, by=request.user, at=timezone.now(), **form.cleaned_data)
    return HttpResponse(status=204)


@agent_required
@require_GET
def watchers(request: DeskRequest) -> HttpResponse:
    """GET /tickets/watchers/?case=12&case=13: who is at the cases of a list, a part for each row."""
    asked = get_keys(request.GET, "case")
    found = watchers_of(asked, seen_by=request.user, at=timezone.now())
    return render(request, "tickets/cases/_watchers.html", {"watchers": found.items()})
