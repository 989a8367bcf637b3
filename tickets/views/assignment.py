"""Pages of absences and of auto-assignment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import agent_required, manager_required
from helpdesk.accounts.models import User
from tickets.forms.assignment import AwayForm, limit_forms, rule_forms
from tickets.models import Availability
from tickets.rules import configure_assignment, end_absence, start_absence


@agent_required
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """/away/: say that one is away, and until when."""
    return _away(request, request.user)


@manager_required
@require_http_methods(["GET", "POST"])
def away_of(request: HttpRequest, pk: int) -> HttpResponse:
    """/away/people/7/: the same for somebody who is ill and cannot say so."""
    return _away(request, get_object_or_404(User, pk=pk, is_active=True))


@agent_required
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """POST /away/back/: I am here again."""
    return _back(request, request.user)


@manager_required
@require_POST
def back_of(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /away/people/7/back/"""
    return _back(request, get_object_or_404(User, pk=pk, is_active=True))


def _away(request: HttpRequest, person: User) -> HttpResponse:
    at = timezone.now()
    form = AwayForm(request.POST if request.method == "POST" else None, at=at)
    if form.is_bound and form.is_valid():
        returned = start_absence(person, until=form.away_until, note=form.cleaned_data["note"], at=at)
        words = ngettext(
            "%(person)s is away. One unanswered case went back to the team.",
            "%(person)s is away. %(count)d unanswered cases went back to the team.",
            returned,
        )
        messages.success(request, words % {"person": person, "count": returned})
        return redirect(request.path)
    standing = Availability.objects.away(at=at).filter(user=person).first()
    context = {"person": person, "form": form, "standing": standing, "is_own": person == request.user}
    return render(request, "tickets/settings/away.html", context, status=422 if form.is_bound else 200)


def _back(request: HttpRequest, person: User) -> HttpResponse:
    end_absence(person)
    messages.success(request, _("%(person)s is back and is given cases again.") % {"person": person})
    if person == request.user:
        return redirect("tickets:away")
    return redirect("tickets:away_of", person.pk)


@manager_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest) -> HttpResponse:
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
