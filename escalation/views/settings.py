"""Overview page of the settings."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalation.lines.opening import opening_at
from escalation.lines.warnings import warnings_of
from escalation.models import Line, RingGroup
from helpdesk.accounts.access import DeskRequest, admin_required


@admin_required
@require_GET
def settings(request: DeskRequest) -> HttpResponse:
    """GET /settings/: everything at a glance."""
    now = timezone.now()
    lines = Line.objects.select_related("calendar", "ring_group", "closed_ring_group", "fallback_check")
    context = {
        "lines": [
            (line, opening_at(line.hours, now), warnings_of(line)) for line in lines.prefetch_related("menu_options")
        ],
        "groups": RingGroup.objects.prefetch_related("members__user", "lines"),
    }
    return render(request, "escalation/settings.html", context)
