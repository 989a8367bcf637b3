"""The settings of an admin at a glance, and the lines."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalation.duty_forms import filled
from escalation.models import Line, MenuOption, RingGroup
from escalation.services import SetupError, configure_line
from escalation.settings_forms import LineForm, MenuFormSet
from helpdesk.accounts.access import admin_required


@admin_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """GET /settings/: everything at a glance."""
    lines = Line.objects.select_related("ring_group").prefetch_related("menu_options")
    context = {
        "lines": lines,
        "groups": RingGroup.objects.prefetch_related("members__user", "lines"),
    }
    return render(request, "escalation/settings.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """/settings/lines/3/ and /settings/lines/new/"""
    row = get_object_or_404(Line, pk=pk) if pk else Line()
    options = list(row.menu_options.all()) if pk else []
    form = LineForm(request.POST if request.method == "POST" else None, instance=row)
    initial = [_values(option, "digit", "invitation", "answer") for option in options]
    menu = MenuFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="menu")
    if request.method == "POST" and form.is_valid() and menu.is_valid():
        try:
            configure_line(form.instance, menu=filled(menu))
        except SetupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(line)s is saved.") % {"line": form.instance})
            return redirect("escalation:line", pk=form.instance.pk)
    context = {"line": row if pk else None, "form": form, "menu": menu}
    return render(request, "escalation/line.html", context, status=422 if form.is_bound else 200)


def _values(row: MenuOption, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
