"""The page of auto-assignment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, manager_required
from tickets.forms.assignment import limit_forms, rule_forms
from tickets.models import Availability
from tickets.rules import configure_assignment


@manager_required
@require_http_methods(["GET", "POST"])
def assignment(request: DeskRequest) -> HttpResponse:
    """/settings/assignment/: how each team gives out its cases, and how many each person takes."""
    data, at = request.POST if request.method == "POST" else None, timezone.now()
    rules, limits = list(rule_forms(data)), list(limit_forms(data))
    wrong = [form for form in (*rules, *limits) if not form.is_valid()]
    if data is not None and not wrong:
        configure_assignment(
            methods={form.team.pk: form.cleaned_data["method"] for form in rules},
            limits={form.person.pk: form.cleaned_data["most_cases"] for form in limits if form.has_changed()},
        )
        messages.success(request, _("The rules are saved. They hold for the cases that wait now, too."))
        return redirect("tickets:assignment")
    away = {row.user_id: row for row in Availability.objects.away(at=at)}
    context = {"rules": rules, "limits": [(form, away.get(form.person.pk)) for form in limits]}
    return render(request, "tickets/settings/assignment.html", context, status=200 if data is None else 422)
