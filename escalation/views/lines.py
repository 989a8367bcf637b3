"""Settings pages of a line: number and menu, words, hours. Each page shows what a caller hears."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalation.forms.lines import LineForm
from escalation.forms.menu import MenuFormSet, choices_of, menu_rows, rearranged
from escalation.forms.words import WordsForm
from escalation.lines import configure_hours, configure_line, configure_words
from escalation.lines.history import last_changes
from escalation.lines.opening import opening_at
from escalation.lines.script import script_of
from escalation.lines.warnings import warnings_of
from escalation.models import Line, RingGroup
from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib.calendars.forms import PLACE, SpecialDayFormSet, WeekForm, days_of, filled, special_days_of
from helpdesk.lib.errands import errand_for, errand_to
from helpdesk.lib.parameters import get_text


@admin_required
@require_GET
def lines(request: DeskRequest) -> HttpResponse:
    """GET /settings/lines/: every line and ring group at a glance."""
    now = timezone.now()
    known = Line.objects.select_related("calendar", "ring_group", "closed_ring_group", "fallback_check")
    context = {
        "lines": [
            (line, opening_at(line.hours, now), warnings_of(line)) for line in known.prefetch_related("menu_options")
        ],
        "groups": RingGroup.objects.prefetch_related("members__user", "lines"),
    }
    return render(request, "escalation/lines/lines.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def line(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/lines/3/ and /settings/lines/new/: the number, whom it rings, and its menu."""
    row = _line(pk) if pk else Line()
    if "menu-do" in request.POST:
        # A row of the menu was added, removed or moved: it is shown so. Nothing is saved before Save is pressed.
        form = LineForm(request.POST, instance=row)
        form.is_valid()
        unsaved = LineForm(instance=form.instance, initial={name: form.data.get(name) for name in form.fields})
        rows = rearranged(menu_rows(request.POST), get_text(request.POST, "menu-do"))
        menu = MenuFormSet(initial=rows, prefix="menu")
        return _show(request, "escalation/lines/line.html", row, form=unsaved, menu=menu, is_unsaved=True)
    data = request.POST if request.method == "POST" else None
    form = LineForm(data, instance=row, initial=None if pk else {"number": get_text(request.GET, "number", longest=40)})
    options = row.menu_options.values("digit", "invitation", "answer") if pk else []
    menu = MenuFormSet(data, initial=list(options), prefix="menu")
    if request.method == "POST" and form.is_valid() and menu.is_valid():
        try:
            configure_line(form.instance, menu=choices_of(filled(menu)))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, form.instance, errand_for(request) or form.instance.get_absolute_url())
    return _show(request, "escalation/lines/line.html", row, form=form, menu=menu)


@admin_required
@require_http_methods(["GET", "POST"])
def words(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/lines/3/words/: text or sound for each moment, and the notice."""
    row = _line(pk)
    script = script_of(row, with_menu=True)
    is_posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_posted else (None, None)
    form = WordsForm(data, files, line=row, script=script)
    if is_posted and form.is_valid():
        try:
            configure_words(row, by=request.user, **form.values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, row, request.path)
    return _show(request, "escalation/lines/words.html", row, form=form)


@admin_required
@require_http_methods(["GET", "POST"])
def hours(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/lines/3/hours/: the week, the holidays, and days that are different."""
    row = _line(pk)
    data = request.POST if request.method == "POST" else None
    row.calendar = calendar = row.own_calendar
    form = WeekForm(data, owner=calendar)
    days = SpecialDayFormSet(data, initial=special_days_of(calendar.hours), prefix="days")
    if request.method == "POST" and form.is_valid() and days.is_valid():
        for name in PLACE:
            setattr(calendar, name, form.cleaned_data[name])
        try:
            configure_hours(row, spans=form.spans(), days=days_of(filled(days)))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _saved(request, row, request.path)
    return _show(request, "escalation/lines/hours.html", row, form=form, days=days)


def _line(pk: int) -> Line:
    lines = Line.objects.select_related("calendar", "ring_group", "closed_ring_group", "notice__clip")
    return get_object_or_404(lines, pk=pk)


def _saved(request: DeskRequest, row: Line, page: str) -> HttpResponse:
    messages.success(request, _("%(line)s is saved.") % {"line": row})
    return redirect(page)


def _show(request: DeskRequest, template: str, row: Line, **context: object) -> HttpResponse:
    is_saved = row.pk is not None
    context |= {
        "line": row if is_saved else None,
        "needed_group_url": ""
        if is_saved or RingGroup.objects.exists()
        else errand_to("escalation:new_ring_group", request=request),
        "errand_for": errand_for(request),
        "warnings": warnings_of(row) if is_saved else [],
        "changes": last_changes(row) if is_saved else [],
    }
    is_refused = request.method == "POST" and not context.get("is_unsaved")
    return render(request, template, context, status=422 if is_refused else 200)
