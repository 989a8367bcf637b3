"""CSV export of a list of cases. It takes addresses of people out of the desk, so it asks why."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, manager_required
from helpdesk.lib.csv_files import MOST_ROWS, csv_answer
from tickets.lists import note_case_export
from tickets.lists.exports import COLUMNS, exported
from tickets.lists.listing import read_listing
from tickets.views.reasons import ask_why


@manager_required
@require_http_methods(["GET", "POST"])
def export(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """/tickets/export/?view=open&tag=vip: the cases of this list, newest first."""
    listing = read_listing(request.GET, request.user)

    def answer(why: str) -> StreamingHttpResponse:
        at = timezone.now()
        note_case_export(by=request.user, reason=why, filters=request.GET.dict(), at=at)
        return csv_answer(f"cases-{at:%Y-%m-%d}.csv", COLUMNS, exported(listing.cases(request.user)))

    context = {"view": str(listing), "list_label": listing.label, "most": MOST_ROWS}
    return ask_why(request, "tickets/lists/export.html", context, answer)
