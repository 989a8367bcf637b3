"""What a caller of a line hears, for the pages that set it up."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from calls.preview import interesting_moments, scenes
from escalation.drafts import drafted, saved
from escalation.models import Line
from helpdesk.accounts.access import admin_required


@admin_required
@require_http_methods(["GET", "POST"])
def line_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """/settings/lines/3/preview/: as saved; by POST with what stands in a form. Nothing is written either way."""
    lines = Line.objects.select_related("ring_group", "closed_ring_group", "notice__clip")
    line = get_object_or_404(lines, pk=pk)
    draft = drafted(line, request.POST) if request.method == "POST" else saved(line)
    now = timezone.now()
    at = _moment(request.POST.get("at") or request.GET.get("at") or "", line) or now
    context = {
        "line": line,
        "at": at.astimezone(line.zone),
        "opening": draft.timetable.at(at),
        "scenes": scenes(draft, at=at),
        "moments": [(name, moment.astimezone(line.zone)) for name, moment in interesting_moments(draft, at=now)],
        "is_draft": request.method == "POST",
    }
    template = "calls/_line_preview.html" if request.htmx else "calls/line_preview.html"
    return render(request, template, context)


def _moment(text: str, line: Line) -> datetime | None:
    """What a field of date and time holds, read from the clock of the line."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or line.zone) if moment else None
