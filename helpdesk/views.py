"""The first page after sign-in, and the menu of every page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.configuration.checklist import is_first_day_of
from helpdesk.lib.parameters import get_text
from helpdesk.navigation import read_navigation
from tickets.lists.listing import last_listing


@agent_required
def home(request: DeskRequest) -> HttpResponse:
    """Back to the list that this person worked from last, the first time to the own cases.

    An admin of a desk that is not set up yet comes to what it needs.
    """
    if is_first_day_of(request.user):
        return redirect("configuration:first_day")
    return redirect(f"{reverse('tickets:inbox')}?view={last_listing(request.user)}")


@agent_required
@require_GET
def menu(request: DeskRequest) -> HttpResponse:
    """GET /menu/?here=mine: the menu with its numbers as they are now, for an open page."""
    here = get_text(request.GET, "here")
    return render(request, "_menu.html", {"nav": read_navigation(request.user, here=here, anew=True), "is_news": True})
