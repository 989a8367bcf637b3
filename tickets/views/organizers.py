"""Pages of organizers and events: what goes wrong with each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.keyset import Keyset, write_cursor
from helpdesk.lib.parameters import get_text
from tickets.lists.rows import rows_of, with_row_facts
from tickets.models import Event, Organizer
from tickets.models.events import LONGEST_NIGHT
from tickets.people import event_problems

PAGE_SIZE = 50
SOONEST = Keyset("starts_at", newest_first=False)
LONGEST_NAME = 120
LINGERING = 20


@agent_required
@require_GET
def events(request: DeskRequest) -> HttpResponse:
    """GET /events/?after=<cursor>: who opens the doors today, what comes, and what is over with problems left."""
    at, after = timezone.now(), SOONEST.read_or_404(get_text(request.GET, "after"))
    coming = Event.objects.visible_to(request.user).filter(starts_at__gt=at - LONGEST_NIGHT)
    shown, _previous, following = SOONEST.page(coming.select_related("organizer"), size=PAGE_SIZE, after=after)
    counted = event_problems.tallied_events(shown, request.user, at=at)
    over = [] if after else event_problems.lingering(request.user, at=at).select_related("organizer")[:LINGERING]
    context = {
        "today": [pair for pair in counted if pair[0].is_on(at)],
        "coming": [pair for pair in counted if not pair[0].is_on(at)],
        "over": event_problems.tallied_events(over, request.user, at=at),
        "older_url": _page_after(write_cursor(following)),
        "newer_url": request.path if after else "",
    }
    return render(request, "tickets/people/events.html", context)


@agent_required
@require_GET
def organizers(request: DeskRequest) -> HttpResponse:
    """GET /events/organizers/?after=<name>: everybody whose tickets we sell, with their open problems."""
    at, after = timezone.now(), get_text(request.GET, "after", longest=LONGEST_NAME, strip=False)
    known = event_problems.with_next_event(Organizer.objects.visible_to(request.user), at=at).select_related("team")
    rows = list(known.filter(name__gt=after).order_by("name")[: PAGE_SIZE + 1])
    context = {
        "organizers": event_problems.tallied_organizers(rows[:PAGE_SIZE], request.user, at=at),
        "older_url": _page_after(rows[PAGE_SIZE - 1].name if len(rows) > PAGE_SIZE else ""),
        "newer_url": request.path if after else "",
    }
    return render(request, "tickets/people/organizers.html", context)


@agent_required
@require_GET
def organizer(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /events/organizers/3/: the open problems of an organizer, event by event."""
    at = timezone.now()
    row = get_object_or_404(Organizer.objects.visible_to(request.user).select_related("team"), pk=pk)
    newest = list(row.events.order_by("-starts_at", "-pk")[:PAGE_SIZE])
    coming = [event for event in newest if event.starts_at > at - LONGEST_NIGHT]
    # The next ones first, then those that are over, the newest first.
    counted = event_problems.tallied_events(coming[::-1] + newest[len(coming) :], request.user, at=at)
    context = {
        "organizer": row,
        "events": counted,
        "most": max((count["open"] for _event, count in counted), default=0) or 1,
        "total": event_problems.total(count for _event, count in counted),
        "solved": event_problems.solved_lately(request.user, at=at, event__organizer=row),
    }
    return render(request, "tickets/people/organizer.html", context)


@agent_required
@require_GET
def event(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /events/5/: what goes wrong with an event; on its day, how long until the doors open."""
    at = timezone.now()
    row = get_object_or_404(Event.objects.visible_to(request.user).select_related("organizer__team"), pk=pk)
    ((_event, count),) = event_problems.tallied_events([row], request.user, at=at)
    view = f"open&event={row.pk}"
    urgent = with_row_facts(event_problems.most_urgent(row, request.user))
    context = {
        "event": row,
        "is_today": row.is_on(at),
        "is_over": row.starts_at + LONGEST_NIGHT < at,
        "count": count,
        "kinds": event_problems.kinds_of(row, request.user),
        "rows": rows_of(list(urgent), view=view),
        "offers": row.offers.all(),
        "solved": event_problems.solved_lately(request.user, at=at, event=row),
        "view": view,
    }
    return render(request, "tickets/people/event.html", context)


def _page_after(cursor: str) -> str:
    return f"?{urlencode({'after': cursor})}" if cursor else ""
