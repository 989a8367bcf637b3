"""CSV export of a list of cases. It takes addresses of people out of the desk, so it asks why."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import manager_required
from helpdesk.lib.csv_files import csv_answer
from tickets.forms.reasons import WhyForm
from tickets.lists import note_case_export
from tickets.lists.listing import read_listing
from tickets.models import Ticket
from tickets.models.tickets import TicketQuerySet

MOST_ROWS = 50_000
"""More than a spreadsheet is good for; the API gives the rest."""
PIECE = 1_000
TITLES = [
    _("Number"),
    _("Subject"),
    _("Last words"),
    _("Status"),
    _("Priority"),
    _("Channel"),
    _("Requester"),
    _("E-mail"),
    _("Phone"),
    _("Event"),
    _("Order"),
    _("Team"),
    _("Assignee"),
    _("Created"),
    _("First answer"),
    _("Solved"),
    _("Calls"),
    _("Messages"),
]


@manager_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """/tickets/export/?view=open&tag=vip: the cases of this list, newest first."""
    listing = read_listing(request.GET, request.user)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "view": str(listing), "list_label": listing.label, "most": MOST_ROWS}
        return render(request, "tickets/lists/export.html", context, status=422 if form.is_bound else 200)
    at = timezone.now()
    note_case_export(by=request.user, reason=form.cleaned_data["why"], filters=request.GET.dict(), at=at)
    return csv_answer(f"cases-{at:%Y-%m-%d}.csv", TITLES, map(_cells, _newest_first(listing.cases(request.user))))


def _newest_first(cases: TicketQuerySet) -> Iterator[Ticket]:
    """Piece by piece: a cursor of the server's would find all of them before it gives the first."""
    cases = cases.select_related("requester", "event", "team", "assignee").order_by("-active_at", "-pk")
    cases = cases.prefetch_related("requester__contact_points")
    rest = cases
    for _piece in range(MOST_ROWS // PIECE):
        piece = list(rest[:PIECE])
        yield from piece
        if len(piece) < PIECE:
            return
        rest = cases.older_than(piece[-1].active_at, piece[-1].pk)


def _cells(case: Ticket) -> list[object]:
    return [
        case.pk,
        case.subject,
        case.last_words,
        case.status,
        case.priority,
        case.channel,
        case.requester.name,
        case.requester.email,
        case.requester.phone,
        case.event or "",
        case.order_reference,
        case.team or "",
        case.assignee or "",
        *(_moment(moment) for moment in (case.created_at, case.first_replied_at, case.solved_at)),
        case.calls_count,
        case.messages_count,
    ]


def _moment(moment: object) -> str:
    return timezone.localtime(moment).isoformat(sep=" ", timespec="seconds") if moment else ""
