"""The inbox: a list of cases, its news, its filters."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.services import remember_view
from helpdesk.lib.parameters import LONGEST_QUERY, get_key, get_text, read_moment
from tickets.forms.base import new_key
from tickets.forms.filters import FilterForm
from tickets.lists.filters import parse
from tickets.lists.inbox import COUNTED_TO, count_label
from tickets.lists.listing import Listing, page_of, read_listing
from tickets.lists.rows import rows_of
from tickets.models import Ticket


@agent_required
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """GET /tickets/?view=mine&tag=vip&cursor=<cursor>: one page of a list."""
    listing = read_listing(request.GET, request.user)
    if "words" in request.GET:
        # On to the address without the empty fields of the form. Words that are no filter are searched for.
        asked = get_text(request.GET, "words", longest=LONGEST_QUERY)
        typed, words = parse(asked)
        if words:
            return redirect(f"{reverse('tickets:search')}?{urlencode({'q': asked})}")
        return redirect(f"{reverse('tickets:inbox')}?view={replace(listing, filters=listing.filters | typed)}")
    remember_view(request.user, view=listing.place)
    return render(request, "tickets/lists/inbox.html", list_context(request, listing=listing))


@agent_required
@require_GET
def filters(request: DeskRequest) -> HttpResponse:
    """GET /tickets/filters/?view=mine&tag=vip: the form that narrows this list further."""
    listing = read_listing(request.GET, request.user)
    context = {"form": FilterForm(user=request.user), "listing": listing, "view": str(listing)}
    return render(request, "tickets/lists/_filter_form.html" if request.htmx else "tickets/lists/filters.html", context)


def list_context(request: DeskRequest, *, listing: Listing, ticket: Ticket | None = None) -> dict[str, object]:
    """What the pane with the list needs, on the inbox and beside the open case `ticket`."""
    cursor = get_text(request.GET, "cursor")
    narrowing = listing.every_filter.read_for(request.user)
    cases, following = page_of(listing.cases(request.user, narrowing), sorting=listing.sorting, after=cursor)
    # What moved later is not in the list yet. Two machines may differ in time, so the cases say it where they can.
    newest = cases[0] if listing.sort_name == "newest" and cases else None
    return {
        "view": str(listing),
        "listing": listing,
        "narrowing": narrowing,
        "chips": listing.chips(narrowing),
        "cases": cases,
        "next_cursor": following,
        "rows": rows_of(cases, view=str(listing), by_activity=listing.sorting.is_by_activity, opened=ticket),
        "ticket": ticket,
        "cursor": cursor,
        "bulk_key": new_key(),
        "since": (newest.active_at if newest else timezone.now()).isoformat(),
    }


@agent_required
@require_GET
def newest(request: DeskRequest) -> HttpResponse:
    """GET /tickets/newest/?view=mine&case=12: the list as it is now, on its own page or beside an open case."""
    listing, ticket = read_listing(request.GET, request.user), _open_case(request)
    context = list_context(request, listing=listing, ticket=ticket) | {"list_title": "h2" if ticket else "h1"}
    return render(request, "tickets/lists/_list.html", context)


@agent_required
@require_GET
def news(request: DeskRequest) -> HttpResponse:
    """GET /tickets/news/?view=mine&since=<moment>&case=12: how many cases moved since the list was shown."""
    listing, since = read_listing(request.GET, request.user), get_text(request.GET, "since")
    if not (moment := read_moment(since)):
        raise Http404
    moved = listing.cases(request.user).filter(active_at__gt=moment).order_by()[:COUNTED_TO].count()
    context = {"view": str(listing), "since": since, "moved": moved, "said": count_label(moved)}
    context["ticket"] = _open_case(request)
    return render(request, "tickets/lists/_news.html", context)


def _open_case(request: DeskRequest) -> Ticket | None:
    """The case beside which the list stands; None on the page of the list."""
    key = get_key(request.GET, "case")
    return None if key is None else Ticket.objects.reachable_by(request.user).filter(pk=key).only("pk").first()
