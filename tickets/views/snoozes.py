"""Snooze a case, and wake it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.toasts import offer_undo
from tickets.cases import snooze_ticket
from tickets.cases.snoozes import say_moment, wake_ticket
from tickets.forms.cases import SnoozeForm
from tickets.lists.listing import asked_listing
from tickets.views.cases import back_to, show_case, view_query, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def snooze(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/snooze/ asks until when; POST with until=tomorrow, or custom and a moment: on with the list."""
    ticket, now = visible_case(request, pk), timezone.now()
    form = SnoozeForm(request.POST if request.method == "POST" else None, ticket=ticket, at=now)
    if not form.is_valid():
        context = {"ticket": ticket, "form": form}
        return render(request, "tickets/cases/snooze.html", context, status=422 if form.is_bound else 200)
    try:
        snooze_ticket(ticket, until=form.wakes_at, by=request.user, at=now)
    except ConflictError as error:
        return show_case(request, ticket, refusal=str(error), status=409)
    text = _("%(case)s is snoozed until %(moment)s.") % {"case": ticket, "moment": say_moment(form.wakes_at)}
    offer_undo(request, text, "tickets:wake", ticket.pk, query=view_query(request))
    return redirect(f"{reverse('tickets:inbox')}?view={asked_listing(request) or 'mine'}")


@agent_required
@require_POST
def wake(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/wake/: it is back in the lists; twice is once."""
    ticket = visible_case(request, pk)
    try:
        wake_ticket(ticket, by=request.user)
    except ConflictError as error:
        return show_case(request, ticket, refusal=str(error), status=409)
    return back_to(request, ticket)
