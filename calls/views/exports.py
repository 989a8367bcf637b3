"""The call log as a file for a spreadsheet. It takes numbers of people out of the desk, so it asks why."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from calls.log import note_export
from calls.log.listing import Place, older_than, read_calls
from calls.models import Call
from helpdesk.accounts.access import manager_required
from helpdesk.lib.csv_files import csv_answer
from tickets.forms.reasons import WhyForm

MOST_ROWS = 50_000
"""More than a spreadsheet is good for; the API gives the rest."""
PIECE = 1_000


TITLES = [
    gettext_lazy("Started"),
    gettext_lazy("Direction"),
    gettext_lazy("From"),
    gettext_lazy("To"),
    gettext_lazy("Line"),
    gettext_lazy("Pressed"),
    gettext_lazy("What came of it"),
    gettext_lazy("Answered by"),
    gettext_lazy("Waited (s)"),
    gettext_lazy("Talked (s)"),
    gettext_lazy("Case"),
    gettext_lazy("Caller"),
]


@manager_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """/calls/export/?outcome=missed&…: the calls of these filters, newest first."""
    form = WhyForm(request.POST if request.method == "POST" else None)
    calls, _narrowed, kept = read_calls(request.user, request.GET)
    if not form.is_valid():
        context = {"form": form, "kept": kept, "most": MOST_ROWS}
        return render(request, "calls/log/export.html", context, status=422 if form.is_bound else 200)
    at = timezone.now()
    note_export(by=request.user, reason=form.cleaned_data["why"], filters=kept, at=at)
    return csv_answer(f"calls-{at:%Y-%m-%d}.csv", TITLES, map(_cells, _newest_first(calls)))


def _newest_first(calls: QuerySet[Call]) -> Iterator[Call]:
    """Piece by piece: a cursor of the server's would find all of them before it gives the first."""
    calls = calls.select_related("line", "ticket__requester", "problem_call", "answered_by")
    place = None
    for _piece in range(MOST_ROWS // PIECE):
        piece = list(older_than(place, calls)[:PIECE])
        yield from piece
        if len(piece) < PIECE:
            return
        place = Place.of(piece[-1])


def _cells(call: Call) -> list[object]:
    problem_call = getattr(call, "problem_call", None)
    outcome = problem_call.get_status_display() if problem_call else call.get_status_display()
    return [
        timezone.localtime(call.started_at).strftime("%Y-%m-%d %H:%M:%S"),
        call.get_direction_display(),
        call.from_number or call.from_shown,
        call.to_number,
        call.line.name if call.line else "",
        call.menu_choice,
        _("Turned away") if call.is_blocked else outcome,
        call.answered_by or "",
        problem_call.seconds_waited if problem_call else "",
        call.talk_seconds,
        call.ticket_id or "",
        call.ticket.requester.name if call.ticket else "",
    ]
