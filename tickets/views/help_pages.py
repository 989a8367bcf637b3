"""The help pages as people of the desk meet them: their addresses, and the link of one case."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required, agent_required
from tickets.models import Organizer
from tickets.portal.requests import send_follow_link
from tickets.views.cases import back_to, visible_case


@admin_required
@require_GET
def help_pages(request: DeskRequest) -> HttpResponse:
    """GET /settings/help-pages/: which addresses to give to buyers."""
    context = {
        "is_on": settings.HELP_PAGES,
        "address": settings.PUBLIC_BASE_URL + reverse("help:report"),
        "organizers": [
            (row, settings.PUBLIC_BASE_URL + reverse("help:organizer", args=[row.slug]) if row.slug else "")
            for row in Organizer.objects.all()
        ],
    }
    return render(request, "tickets/settings/help_pages.html", context)


@agent_required
@require_POST
def send_link(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/send-link/: mails the requester the page of their case."""
    ticket = visible_case(request, pk).survivor
    if send_follow_link(ticket, by=request.user):
        messages.success(request, _("A link to the case is on its way to %(to)s.") % {"to": ticket.requester.email})
    elif not settings.HELP_PAGES:
        messages.error(request, _("The help pages are turned off."))
    else:
        messages.error(
            request, _("No email address for %(requester)s. Add one first.") % {"requester": ticket.requester}
        )
    return back_to(request, ticket)
