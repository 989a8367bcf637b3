"""Test rings: the button, and what came of it."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from calls import ringing
from calls.models import RingTest
from escalation.models import RingGroup
from helpdesk.accounts.access import DeskRequest, manager_required
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.errands import errand_for


class RingTestForm(forms.Form):
    """Which person of the group; nobody means everyone."""

    key = forms.UUIDField()
    person = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)


@manager_required
@require_GET
def ring_tests(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /settings/ring-groups/3/test/: whom to ring, and the last tests."""
    group = get_object_or_404(RingGroup, pk=pk)
    # Back to the page that it was asked for on: the schedule names itself in the address, the group is an admin's page.
    schedule = reverse("escalation:team_duty")
    is_from_schedule = errand_for(request) == schedule or not request.user.is_admin
    context = {
        "group": group,
        "members": group.members.filter(user__is_active=True).select_related("user"),
        "tests": group.ring_tests.prefetch_related("legs__user").select_related("asked_by")[:5],
        "key": uuid4(),
        "back_url": schedule if is_from_schedule else reverse("escalation:ring_group", args=[group.pk]),
        "back_label": _("Phone schedule") if is_from_schedule else group.name,
    }
    return render(request, "calls/ringing/ring_tests.html", context)


@manager_required
@require_POST
def start_ring_test(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/ring-groups/3/test/start/: {key, person}; the phones ring in a moment."""
    group, form = get_object_or_404(RingGroup, pk=pk), RingTestForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    key: UUID = form.cleaned_data["key"]
    page = reverse("calls:ring_tests", args=[group.pk])
    try:
        ringing.start_ring_test(group, by=request.user, key=key, only=form.cleaned_data["person"], at=timezone.now())
    except ConflictError as error:
        context = {"message": error, "back_url": page}
        return render(request, "409.html", context, status=409)
    return redirect(f"{page}?{request.GET.urlencode()}" if request.GET else page)


@manager_required
@require_GET
def ring_test(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /settings/ring-tests/8/: how each device of a test stands, live."""
    test = get_object_or_404(RingTest.objects.prefetch_related("legs__user").select_related("asked_by"), pk=pk)
    return render(request, "calls/ringing/_ring_test.html", {"test": test})
