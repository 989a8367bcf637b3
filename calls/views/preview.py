"""Preview of a line, for the pages that set it up."""

from datetime import UTC, datetime, timedelta

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods

from calls.models import Call
from calls.twiml.preview import interesting_moments, scenes
from escalation.forms.drafts import drafted
from escalation.lines.opening import opening_at
from escalation.lines.script import Script, script_of
from escalation.models import Line
from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib.parameters import get_text

LOOKS_BACK_DAYS = 30
SHOWN = 5
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Opening hours are looked for some days before and after a moment; there must be such days."""


@admin_required
@require_http_methods(["GET", "POST"])
def line_preview(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/lines/3/preview/: as saved; by POST with what stands in a form. Nothing is written either way."""
    lines = Line.objects.select_related("calendar", "ring_group", "closed_ring_group", "notice__clip")
    line = get_object_or_404(lines, pk=pk)
    if request.method == "POST":
        script = drafted(line, request.POST)
    else:
        script = script_of(line, with_menu=True)
    now = timezone.now()
    at = _moment(get_text(request.POST, "at") or get_text(request.GET, "at"), line) or now
    shown = _shown(line, script, at)
    context = {
        "line": line,
        "at": at.astimezone(line.zone),
        **shown,
        "moments": [(name, moment.astimezone(line.zone)) for name, moment in interesting_moments(line.hours, at=now)],
        "is_draft": request.method == "POST",
        "is_changed": False,
    }
    if request.method == "POST":
        # Read once more, since the draft is in the row above.
        saved = lines.get(pk=pk)
        context["is_changed"] = shown != _shown(saved, script_of(saved, with_menu=True), at)
    template = "calls/ringing/_line_preview.html" if request.htmx else "calls/ringing/line_preview.html"
    return render(request, template, context)


def _shown(line: Line, script: Script, at: datetime) -> dict[str, object]:
    return {"opening": opening_at(line.hours, at), "scenes": list(scenes(line, script, at=at))}


@admin_required
@require_GET
def stray_calls(request: DeskRequest) -> HttpResponse:
    """GET /settings/lines/strays/: the provider sends us calls on numbers that are no line of ours."""
    lines = Line.objects.filter(is_active=True)
    recent = Call.objects.filter(
        direction=Call.Direction.INBOUND, started_at__gte=timezone.now() - timedelta(days=LOOKS_BACK_DAYS)
    )
    strays = recent.exclude(to_number__in=lines.values("number")).order_by().values("to_number")
    context = {
        "numbers": strays.annotate(calls=Count("pk")).order_by("-calls")[:SHOWN],
        "answered_as": lines.filter(kind=Line.Kind.MAIN).order_by("pk").first(),
    }
    return render(request, "calls/log/_stray_calls.html", context)


def _moment(text: str, line: Line) -> datetime | None:
    """What a field of date and time holds, read from the clock of the line."""
    try:
        moment = parse_datetime(text)
        if moment is None:
            return None
        moment = moment.replace(tzinfo=moment.tzinfo or line.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # the first and the last day of all years lie outside of them elsewhere
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None
