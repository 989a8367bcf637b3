"""Settings of service levels and calendars."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib.calendars.forms import PLACE, SpecialDayFormSet, WeekForm, days_of, filled, special_days_of
from tickets.forms.service_levels import CalendarForm, level_forms
from tickets.models import Calendar
from tickets.rules import configure_calendar, configure_service_levels
from tickets.rules.calendars import remove_calendar


@admin_required
@require_http_methods(["GET", "POST"])
def service_levels(request: DeskRequest) -> HttpResponse:
    """/settings/promises/: how soon we answer and solve."""
    data = request.POST if request.method == "POST" else None
    forms, refusal = list(level_forms(data, defaults=settings.FIRST_REPLY_PROMISE_MINUTES)), ""
    wrong = [form for form in forms if not form.is_valid()]  # each of them, so that all mistakes are shown
    if data is not None and not wrong:
        try:
            configure_service_levels([form.level for form in forms if form.level])
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("The promises are saved. They hold for what comes in from now on."))
            return redirect("tickets:service_levels")
    context = {"forms": forms, "refusal": refusal, "calendars": Calendar.objects.shared()}
    return render(request, "tickets/settings/service_levels.html", context, status=200 if data is None else 422)


@admin_required
@require_http_methods(["GET", "POST"])
def calendar(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/calendars/3/ and /settings/calendars/new/: the business hours of SLA targets."""
    row = get_object_or_404(Calendar.objects.shared(), pk=pk) if pk else Calendar()
    data = request.POST if request.method == "POST" else None
    name = CalendarForm(data, instance=row)
    form = WeekForm(data, owner=row)
    days = SpecialDayFormSet(data, initial=special_days_of(row.hours), prefix="days")
    wrong = [part for part in (name, form, days) if not part.is_valid()]
    if data is not None and not wrong:
        for field in PLACE:
            setattr(row, field, form.cleaned_data[field])
        try:
            configure_calendar(row, spans=form.spans(), days=days_of(filled(days)))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(calendar)s is saved.") % {"calendar": row})
            return redirect("tickets:service_levels")
    context = {"calendar": row if pk else None, "name": name, "form": form, "days": days}
    return render(request, "tickets/settings/calendar.html", context, status=200 if data is None else 422)


@admin_required
@require_POST
def delete_calendar(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/calendars/3/delete/; refused while a service level uses it."""
    row = get_object_or_404(Calendar.objects.shared(), pk=pk)
    try:
        remove_calendar(row)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(calendar)s is removed.") % {"calendar": row})
    return redirect("tickets:service_levels")
