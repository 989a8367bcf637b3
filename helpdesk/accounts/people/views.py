"""Pages of people: an admin invites and changes them. Their addresses are among the settings (escalation/urls.py)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.accounts.models import Team, User
from helpdesk.accounts.people.forms import InviteForm, PersonForm, TeamForm
from helpdesk.accounts.people.teams import configure_team, delete_team
from helpdesk.accounts.services import change_person, invite_person, send_invitation
from helpdesk.lib import settings_rows
from helpdesk.mail.outbox.fields import sender_facts


@admin_required
@require_GET
def people(request: DeskRequest) -> HttpResponse:
    """GET /settings/people/"""
    return render(request, "accounts/people.html", {"people": User.objects.prefetch_related("teams")})


@admin_required
@require_http_methods(["GET", "POST"])
def invite(request: DeskRequest) -> HttpResponse:
    """/settings/people/new/: the person gets a mail and chooses the password."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = invite_person(**form.cleaned_data)
        messages.success(request, _("Invitation emailed to %(person)s.") % {"person": person})
        return redirect("escalation:people")
    context = {"form": form, "title": _("Invite person"), "action": _("Send invitation"), "person": None}
    return render(request, "accounts/person.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_http_methods(["GET", "POST"])
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/people/7/: role, teams, and whether the person may sign in."""
    user = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(User.objects.get(pk=pk), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(person)s saved.") % {"person": user})
            return redirect("escalation:people")
    context = {"form": form, "title": str(user), "action": _("Save"), "person": user}
    return render(request, "accounts/person.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_POST
def invite_again(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/people/7/invite/: the first mail was lost, or its link is too old."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    send_invitation(user)
    messages.success(request, _("New invitation link emailed to %(person)s.") % {"person": user})
    return redirect("escalation:person", pk=user.pk)


@admin_required
@require_GET
def teams(request: DeskRequest) -> HttpResponse:
    """GET /settings/teams/"""
    rows = [
        {
            "pk": team.pk,
            "label": team.name,
            "url": reverse("escalation:team", args=[team.pk]),
            "is_active": True,
            "values": [", ".join(map(str, team.members.all()))],
        }
        for team in Team.objects.prefetch_related("members")
    ]
    context = {
        "headings": [_("Team"), _("Members")],
        "rows": rows,
        "add_url": reverse("escalation:new_team"),
        "add_label": _("Add team"),
        "empty_title": _("No team yet"),
        "empty_text": _("Without teams every agent sees every case."),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def team(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/teams/3/ and /settings/teams/new/: name and members."""
    row = get_object_or_404(Team, pk=pk) if pk else Team()
    initial = {"members": row.members.all() if pk else []}
    form = TeamForm(request.POST if request.method == "POST" else None, instance=row, initial=initial)
    context: dict[str, Any] = {
        "title": _("Add team"),
        "delete_url": pk and reverse("escalation:delete_team", args=[pk]),
    }
    if pk:
        context |= sender_facts(row, name=request.user.name)
    return settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_team(form.instance, members=form.cleaned_data["members"]),
        back="escalation:teams",
        context=context,
    )


@admin_required
@require_POST
def remove_team(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/teams/3/delete/: the page said what it changes."""
    row = get_object_or_404(Team, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_team(row), back="escalation:teams")
