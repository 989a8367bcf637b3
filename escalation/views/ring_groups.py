"""Settings page of a ring group."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation.duty import configure_ring_group
from escalation.duty.coverage import coverage_of
from escalation.forms.ring_groups import NO_SOFTPHONES, MemberFormSet, RingGroupForm, members_of
from escalation.models import RingGroup
from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib.calendars.forms import filled
from helpdesk.lib.errands import errand_for


@admin_required
@require_http_methods(["GET", "POST"])
def ring_group(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/ring-groups/3/ and /settings/ring-groups/new/"""
    row = get_object_or_404(RingGroup, pk=pk) if pk else RingGroup()
    initial = list(row.members.values("user", "device", "phone", "tier")) if pk else []
    form = RingGroupForm(request.POST if request.method == "POST" else None, instance=row)
    members = MemberFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="members")
    if request.method == "POST" and form.is_valid() and members.is_valid():
        try:
            configure_ring_group(form.instance, members=members_of(filled(members)))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(group)s is saved.") % {"group": form.instance})
            return redirect(errand_for(request) or reverse("escalation:ring_group", args=[form.instance.pk]))
    zone = timezone.get_current_timezone()
    context = {
        "group": row if pk else None,
        "errand_for": errand_for(request),
        "form": form,
        "members": members,
        "coverage": coverage_of(row, at=timezone.now(), zone=zone) if pk else [],
        "zone": zone,
        "no_softphones": "" if settings.HAS_SOFTPHONES else NO_SOFTPHONES,
    }
    return render(request, "escalation/duty/ring_group.html", context, status=422 if form.is_bound else 200)
