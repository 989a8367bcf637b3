"""The settings of an admin: lines, ring groups, people; and everyone's own duty."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalation.menu import heard_on
from escalation.models import Line, MenuOption, RingGroup, RingGroupMember
from escalation.services import SetupError, configure_line, configure_ring_group, set_own_duty
from escalation.settings_forms import LineForm, MemberFormSet, MenuFormSet, RingGroupForm
from helpdesk.accounts.access import admin_required, agent_required


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
            configure_line(form.instance, menu=_filled(menu))
        except SetupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(line)s is saved.") % {"line": form.instance})
            return redirect("escalation:line", pk=form.instance.pk)
    context = {"line": row if pk else None, "form": form, "menu": menu, "heard": heard_on(row, options) if pk else []}
    return render(request, "escalation/line.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_http_methods(["GET", "POST"])
def ring_group(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """/settings/ring-groups/3/ and /settings/ring-groups/new/"""
    row = get_object_or_404(RingGroup, pk=pk) if pk else RingGroup()
    initial = [_values(member, "user", "phone", "tier", "is_on_duty") for member in row.members.all()] if pk else []
    form = RingGroupForm(request.POST if request.method == "POST" else None, instance=row)
    members = MemberFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="members")
    if request.method == "POST" and form.is_valid() and members.is_valid():
        try:
            configure_ring_group(form.instance, members=_filled(members))
        except SetupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(group)s is saved.") % {"group": form.instance})
            return redirect("escalation:ring_group", pk=form.instance.pk)
    context = {"group": row if pk else None, "form": form, "members": members}
    return render(request, "escalation/ring_group.html", context, status=422 if form.is_bound else 200)


@agent_required
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """/settings/duty/: whether the own phones ring."""
    if request.method == "POST":
        is_on_duty = request.POST.get("duty") == "on"
        if set_own_duty(request.user, is_on_duty=is_on_duty):
            messages.success(request, _("Your phone rings.") if is_on_duty else _("Your phone is quiet."))
        return redirect("escalation:duty")
    memberships = request.user.ring_memberships.select_related("group")
    return render(request, "escalation/duty.html", {"memberships": memberships})


def _values(row: MenuOption | RingGroupMember, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _filled(rows: forms.BaseFormSet) -> list[dict[str, object]]:
    """The rows that somebody filled in and did not mark to be removed, without the marks of the form set."""
    return [
        {name: value for name, value in row.cleaned_data.items() if name != "DELETE"}
        for row in rows
        if row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]
