"""The search page, and hints while one types."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import LONGEST_QUERY, get_text
from tickets.lists.search import GROUPS, OPERATORS, search

HINTS = ("exact", "people", "cases")
"""What the palette shows while one types; messages come with the whole page."""


@agent_required
@require_GET
def search_page(request: DeskRequest) -> HttpResponse:
    """GET /tickets/search/?q=is:open refund&group=messages&after=<cursor>: every group, or the next page of one."""
    group, after = get_text(request.GET, "group"), get_text(request.GET, "after")
    if group and group not in GROUPS:
        raise Http404
    only = (group,) if group else tuple(GROUPS)
    asked = get_text(request.GET, "q", longest=LONGEST_QUERY)
    results = search(asked, user=request.user, only=only, after=after if group else "")
    context = {"results": results, "group_asked": group, "operators": OPERATORS}
    if group and request.htmx and not request.htmx.history_restore_request:
        return render(request, "tickets/lists/_found_more.html", context)
    return render(request, "tickets/lists/search.html", context)


@agent_required
@require_GET
def hints(request: DeskRequest) -> HttpResponse:
    """GET /tickets/search/hints/?q=refund: the first rows of what a search would find, for the palette."""
    results = search(get_text(request.GET, "q", longest=LONGEST_QUERY), user=request.user, only=HINTS)
    return render(request, "tickets/lists/_search_hints.html", {"results": results})
