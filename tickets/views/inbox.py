"""The list of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import agent_required
from tickets.inbox import COUNTED_TO, page_of, read_moment, view_menu
from tickets.listing import Listing, read_listing


@agent_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /tickets/?view=mine&tag=vip&cursor=<cursor>: one page of a list."""
    return render(request, "tickets/inbox.html", list_context(request, listing=read_listing(request.GET)))


def list_context(request: HttpRequest, *, listing: Listing) -> dict[str, object]:
    """What the pane with the list needs, on the inbox and beside an open case."""
    cursor = request.GET.get("cursor", "")
    narrowing = listing.filters.read_for(request.user)
    page = page_of(listing.cases(request.user, narrowing), after=cursor)
    return {
        "view": str(listing),
        "listing": listing,
        "narrowing": narrowing,
        "views": view_menu(request.user, chosen=listing.view),
        "page": page,
        "cursor": cursor,
        "since": max((case.active_at for case in page.cases), default=timezone.now()).isoformat(),
    }


@agent_required
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """GET /tickets/news/?view=mine&since=<moment>: how many cases moved since the list was shown."""
    listing, since = read_listing(request.GET), request.GET.get("since", "")
    moment = read_moment(since)
    moved = listing.cases(request.user).filter(active_at__gt=moment).order_by()[:COUNTED_TO].count()
    return render(request, "tickets/_news.html", {"view": str(listing), "since": since, "moved": moved})
