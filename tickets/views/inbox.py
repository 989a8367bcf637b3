"""The list of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import agent_required
from tickets.inbox import COUNTED_TO, FIRST_VIEW, VIEWS, cases_in, page_of, read_moment, view_menu


@agent_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /tickets/?view=mine&after=<cursor>: one page of a view."""
    return render(request, "tickets/inbox.html", list_context(request, view=request.GET.get("view", FIRST_VIEW)))


def list_context(request: HttpRequest, *, view: str) -> dict[str, object]:
    """What the pane with the list needs, on the inbox and beside an open case."""
    after = request.GET.get("after", "")
    page = page_of(cases_in(view, request.user), after=after)
    return {
        "view": view,
        "view_label": VIEWS[view].label,
        "view_empty": VIEWS[view].empty,
        "views": view_menu(request.user, chosen=view),
        "page": page,
        "after": after,
        "since": max((case.active_at for case in page.cases), default=timezone.now()).isoformat(),
    }


@agent_required
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """GET /tickets/news/?view=mine&since=<moment>: how many cases moved since the list was shown."""
    view, since = request.GET.get("view", FIRST_VIEW), request.GET.get("since", "")
    moment = read_moment(since)
    moved = cases_in(view, request.user).filter(active_at__gt=moment).order_by()[:COUNTED_TO].count()
    return render(request, "tickets/_news.html", {"view": view, "since": since, "moved": moved})
