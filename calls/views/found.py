"""Calls on the search page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.log.search import find_spoken
from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_text


@agent_required
@require_GET
def found(request: DeskRequest) -> HttpResponse:
    """GET /calls/found/?q=: the calls on which these words were said; empty when there are none."""
    asked = get_text(request.GET, "q")
    return render(request, "calls/log/_found.html", {"asked": asked, "found": find_spoken(asked, user=request.user)})
