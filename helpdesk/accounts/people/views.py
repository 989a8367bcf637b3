"""Pages of people: an admin invites and changes them. Their addresses are among the settings (escalation/urls.py)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import admin_required
from helpdesk.accounts.models import User
from helpdesk.accounts.people.forms import InviteForm, PersonForm
from helpdesk.accounts.services import change_person, invite_person, send_invitation


@admin_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """GET /settings/people/"""
    return render(request, "accounts/people.html", {"people": User.objects.prefetch_related("teams")})


@admin_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """/settings/people/new/: the person gets a mail and chooses the password."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = invite_person(**form.cleaned_data)
        messages.success(request, _("%(person)s gets a mail with a link.") % {"person": person})
        return redirect("escalation:people")
    context = {"form": form, "title": _("Invite a person"), "action": _("Send the invitation"), "person": None}
    return render(request, "accounts/person.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """/settings/people/7/: role, teams, and whether the person may sign in."""
    user = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(User.objects.get(pk=pk), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(person)s is saved.") % {"person": user})
            return redirect("escalation:people")
    context = {"form": form, "title": user.email, "action": _("Save"), "person": user}
    return render(request, "accounts/person.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/people/7/invite/: the first mail was lost, or its link is too old."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    send_invitation(user)
    messages.success(request, _("%(person)s gets a new link by mail.") % {"person": user})
    return redirect("escalation:person", pk=user.pk)
