"""The call log as a file for a spreadsheet. It takes numbers of people out of the desk, so it asks why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calls.log import note_export
from calls.log.exports import COLUMNS, exported
from calls.log.listing import read_calls
from helpdesk.accounts.access import manager_required
from helpdesk.lib.csv_files import MOST_ROWS, csv_answer
from tickets.forms.reasons import WhyForm


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
    return csv_answer(f"calls-{at:%Y-%m-%d}.csv", COLUMNS, exported(calls))
