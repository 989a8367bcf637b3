"""The settings of an admin at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from escalation.models import Line, RingGroup
from helpdesk.accounts.access import admin_required


@admin_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """GET /settings/: everything at a glance."""
    lines = Line.objects.select_related("ring_group", "fallback_check").prefetch_related("menu_options")
    context = {
        "lines": lines,
        "groups": RingGroup.objects.prefetch_related("members__user", "lines"),
    }
    return render(request, "escalation/settings.html", context)
