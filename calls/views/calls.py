"""Lists of calls, one call, and the fragments that other pages load."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calls.log.leg_times import draw_legs
from calls.log.listing import read_page, shortcuts
from calls.log.spam import attestation_of, signs_of_spam
from calls.models import Call, Recording
from calls.recordings.player import read_recording
from calls.talks.on_call import outcomes_of, talks_of
from helpdesk.accounts.access import DeskRequest, agent_required
from tickets.models import ContactPoint, Requester, Ticket

SHOWN_IN_PANEL = 10
CASES_LOOKED_THROUGH = 200


def _calls(request: DeskRequest) -> QuerySet[Call]:
    related = (
        "line",
        "notice",
        "ticket__requester",
        "cart__event",
        "problem_call__winner__user",
        "callback__attempted_by",
    )
    return Call.objects.visible_to(request.user).select_related(*related).prefetch_related("legs")


@agent_required
@require_GET
def call_list(request: DeskRequest) -> HttpResponse:
    """GET /calls/: newest first; ?outcome=missed&number=0131&since=2026-11-01 and the other filters of the log."""
    page = read_page(request.user, request.GET)
    template = "calls/log/_list.html" if request.htmx else "calls/log/list.html"
    context = {"page": page, "shortcuts": shortcuts(request.user, page["kept"])}
    return render(request, template, context | {"simulator_url": settings.SIMULATOR_URL})


@agent_required
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/7/: who was rung, what was pressed, what was said."""
    call = get_object_or_404(_calls(request), pk=pk)
    context: dict[str, object] = {
        "call": call,
        "attestation": attestation_of(call),
        "signs": signs_of_spam(call),
        "legs": draw_legs(call),
        "told": outcomes_of(call),
        "recordings": [read_recording(one, request.user) for one in call.recordings.all()],
    }
    if not request.htmx:
        context["talks"] = talks_of(request.user, at=timezone.now(), call_id=call.pk)
    return render(request, "calls/log/_detail.html" if request.htmx else "calls/log/detail.html", context)


@agent_required
@require_GET
def ticket_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/ticket/12/: the calls of a case, for its side panel."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user), pk=pk)
    calls = _calls(request).filter(ticket=ticket).order_by("-started_at")[:SHOWN_IN_PANEL]
    return render(request, "calls/log/_ticket_panel.html", {"ticket": ticket, "calls": calls})


@agent_required
@require_GET
def requester_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/requester/7/: the calls of a person, from their numbers and in their cases."""
    people = Requester.objects.visible_to(request.user).prefetch_related("contact_points")
    person = get_object_or_404(people, pk=pk)
    numbers = [point.value for point in person.contact_points.all() if point.kind == ContactPoint.Kind.PHONE]
    # Read first: with a subquery beside it the index of numbers would not be used.
    cases = list(person.tickets.order_by("-pk").values_list("pk", flat=True)[:CASES_LOOKED_THROUGH])
    theirs = Q(number_backwards__in=[number[::-1] for number in numbers]) | Q(ticket__in=cases)
    calls = _calls(request).filter(theirs).order_by("-started_at")[:SHOWN_IN_PANEL]
    return render(request, "calls/log/_requester_panel.html", {"calls": calls, "number": next(iter(numbers), "")})


@agent_required
@require_GET
def entry_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/7/entry/: what a line of the timeline shows of its call."""
    return render(request, "calls/log/_entry_panel.html", {"call": get_object_or_404(_calls(request), pk=pk)})


@agent_required
@require_GET
def recording_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/recordings/3/: the player of one recording."""
    recording = get_object_or_404(Recording.objects.visible_to(request.user).select_related("call"), pk=pk)
    return render(request, "calls/recordings/_recording.html", {"heard": read_recording(recording, request.user)})
