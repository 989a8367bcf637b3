"""Log a case while the requester is still on the phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import User
from tickets.forms import QuickLogForm
from tickets.models import Ticket
from tickets.services import log_case


@agent_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The text alone makes a case; what would make it better is said after it is safe."""
    form = QuickLogForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value and name != "key"}
        ticket = log_case(told.pop("text"), by=request.user, source_key=form.source_key, **told)
        messages.success(request, _("%(case)s is logged.") % {"case": ticket})
        for hint in hints_on(ticket, user=request.user):
            messages.info(request, hint)
        return redirect(ticket)
    return render(request, "tickets/new.html", {"form": form}, status=422 if form.is_bound else 200)


def hints_on(ticket: Ticket, *, user: User) -> list[str]:
    """What an agent might still ask or look at."""
    hints = []
    if not ticket.requester.phone and not ticket.requester.email:
        hints.append(_("We cannot reach this person: ask for a phone number or an e-mail address."))
    others = Ticket.objects.visible_to(user).unfinished().filter(requester=ticket.requester_id).exclude(pk=ticket.pk)
    if other := others.first():
        hints.append(
            _("%(requester)s has another open case: %(case)s.") % {"requester": ticket.requester, "case": other}
        )
    return hints
