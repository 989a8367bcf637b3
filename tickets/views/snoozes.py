"""Snooze a case, and wake it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.toasts import offer_undo
from tickets.cases import snooze_ticket
from tickets.cases.snoozes import say_moment, wake_ticket
from tickets.forms.snoozes import SnoozeForm
from tickets.lists.listing import asked_listing
from tickets.views.cases import back_to, show_case, visible_case


@agent_required
@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/snooze/ with until=tomorrow, or until=custom and a moment. Then on with the list."""
    ticket, now = visible_case(request, pk), timezone.now()
    form = SnoozeForm(request.POST, ticket=ticket, at=now)
    if not form.is_valid():
        return show_case(request, ticket, refusal=form.problem, status=422)
    try:
        snooze_ticket(ticket, until=form.wakes_at, by=request.user, at=now)
    except ConflictError as error:
        return show_case(request, ticket, refusal=str(error), status=409)
    text = _("%(case)s sleeps until %(moment)s.") % {"case": ticket, "moment": say_moment(form.wakes_at)}
    offer_undo(request, text, "tickets:wake", ticket.pk)
    return redirect(f"{reverse('tickets:inbox')}?view={asked_listing(request) or 'mine'}")


@agent_required
@require_POST
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/wake/: it is back in the lists; twice is once."""
    ticket = visible_case(request, pk)
    wake_ticket(ticket, by=request.user)
    return back_to(request, ticket)
