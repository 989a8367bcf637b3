"""The call log as a file for a spreadsheet. It takes numbers of people out of the desk, so it asks why."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calls.log import note_export
from calls.log.exports import COLUMNS, exported
from calls.log.listing import read_calls
from helpdesk.accounts.access import DeskRequest, manager_required
from helpdesk.lib.csv_files import MOST_ROWS, csv_answer
from tickets.views.reasons import ask_why


@manager_required
@require_http_methods(["GET", "POST"])
def export(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """/calls/export/?outcome=missed&…: the calls of these filters, newest first."""
    calls, _narrowed, kept = read_calls(request.user, request.GET)

    def answer(why: str) -> StreamingHttpResponse:
        at = timezone.now()
        note_export(by=request.user, reason=why, filters=kept, at=at)
        return csv_answer(f"calls-{at:%Y-%m-%d}.csv", COLUMNS, exported(calls))

    return ask_why(request, "calls/log/export.html", {"kept": kept, "most": MOST_ROWS}, answer)
