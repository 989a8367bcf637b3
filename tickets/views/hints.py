"""Hints: dismissed on a case, configured in the settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from tickets.forms.hints import HintRuleForm
from tickets.models import Hint, HintRule
from tickets.rules import configure_hint_rule, dismiss_hint
from tickets.rules.hints import delete_hint_rule
from tickets.views.cases import back_to


@agent_required
@require_POST
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /hints/7/dismiss/: nobody needs to read it again."""
    hint = get_object_or_404(Hint.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    dismiss_hint(hint, by=request.user)
    return HttpResponse() if request.htmx else back_to(request, hint.ticket)


@manager_required
@require_GET
def hint_rules(request: DeskRequest) -> HttpResponse:
    """GET /settings/hints/: all rules."""
    return render(request, "tickets/settings/hint_rules.html", {"rules": HintRule.objects.select_related("event")})


@manager_required
@require_http_methods(["GET", "POST"])
def hint_rule(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/hints/3/ and /settings/hints/new/."""
    row = get_object_or_404(HintRule, pk=pk) if pk else HintRule()
    names = ("text", "url", "event", "channel", "is_active")
    initial = {name: getattr(row, name) for name in names} | {"words": ", ".join(row.words)}
    form = HintRuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        configure_hint_rule(row, **form.cleaned_data)
        messages.success(request, _("Tip saved. It shows on new cases."))
        return redirect("tickets:hint_rules")
    context = {"rule": row if pk else None, "form": form}
    return render(request, "tickets/settings/hint_rule.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def remove_hint_rule(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/hints/3/delete/"""
    delete_hint_rule(get_object_or_404(HintRule, pk=pk))
    messages.success(request, _("Tip deleted."))
    return redirect("tickets:hint_rules")
