"""One box for everything a person may have at hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import agent_required
from tickets.search import search_cases


@agent_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """GET /tickets/search/?q="""
    asked = request.GET.get("q", "").replace("\0", "").strip()
    groups = search_cases(asked, user=request.user) if asked else []
    return render(request, "tickets/search.html", {"asked": asked, "groups": groups})
