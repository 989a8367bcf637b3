"""Pages of duty: one's own plan and switch, and those of others for a manager."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalation.duty import person_status, schedule, switch_duty, write_duty_plan
from escalation.duty.coverage import coverage_of
from escalation.duty.schedule import is_on_duty, is_planned, is_switched
from escalation.forms.duty import DutyWeekForm, SwitchForm
from escalation.models import Duty, RingGroup
from escalation.views.status import shell
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.accounts.models import User
from tickets.models import Calendar


@agent_required
@require_http_methods(["GET", "POST"])
def duty(request: DeskRequest) -> HttpResponse:
    """/settings/duty/: one's own week."""
    return _plan(request, request.user)


@manager_required
@require_http_methods(["GET", "POST"])
def duty_of(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/duty/people/7/: the week of somebody else."""
    return _plan(request, get_object_or_404(User, pk=pk, is_active=True))


def _plan(request: DeskRequest, person: User) -> HttpResponse:
    known = _known(person)
    plan = known.calendar if known and known.calendar else Calendar(timezone=person.timezone)
    posted = request.POST if request.method == "POST" else None
    form = DutyWeekForm(posted, owner=plan)
    if posted is not None and form.is_valid():
        try:
            write_duty_plan(person, timezone=form.cleaned_data["timezone"], hours=form.hours())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Phone hours of %(person)s saved.") % {"person": person})
            return redirect(request.path)
    context = {"person": person, "form": form, "is_own": person == request.user}
    context |= duty_status(known, at=timezone.now())
    context["memberships"] = person.ring_memberships.select_related("group")
    return render(request, "escalation/duty/duty.html", context, status=422 if form.is_bound else 200)


def _known(person: User) -> Duty | None:
    return Duty.objects.filter(user=person).select_related("calendar").first()


def duty_status(known: Duty | None, *, at: datetime) -> dict[str, object]:
    """Whether somebody is on duty now, why, and until when the switch holds."""
    switched = known is not None and is_switched(known, at=at)
    return {
        "on_duty": is_on_duty(known, at=at),
        "is_switched": switched,
        "switch_until": known.switch_until if known and switched else None,
        "has_plan": known is not None and known.has_plan,
    }


@agent_required
@require_POST
def switch(request: DeskRequest) -> HttpResponse:
    """POST /settings/duty/switch/: {to: on, off or plan; until}: one's own phones."""
    return _switch(request, request.user)


@manager_required
@require_POST
def switch_of(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/duty/people/7/switch/: somebody else's phones."""
    return _switch(request, get_object_or_404(User, pk=pk, is_active=True))


def _switch(request: DeskRequest, person: User) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    known, at = _known(person), timezone.now()
    to, until = form.cleaned_data["to"], person_status.ends_at(person, form.cleaned_data["until"], at=at)
    if to != Duty.Switch.PLAN and (known is None or is_planned(known, at=at)) == (to == Duty.Switch.ON) and until:
        to = Duty.Switch.PLAN  # the plan says the same for now: whoever switches back wants the plan again
    known = switch_duty(person, to=to, until=until)
    if request.htmx:
        return render(request, "escalation/duty/_state.html", shell(request.user, at=at))
    words = _("Phone of %(person)s is on.") if is_on_duty(known, at=at) else _("Phone of %(person)s is off.")
    messages.success(request, words % {"person": person})
    return redirect("escalation:duty" if person == request.user else "escalation:team_duty")


@manager_required
@require_GET
def team_duty(request: DeskRequest) -> HttpResponse:
    """GET /settings/duty/team/: who is on duty now, and the next seven days of each group."""
    at, zone = timezone.now(), timezone.get_current_timezone()
    people = User.objects.filter(is_active=True, ring_memberships__isnull=False).distinct()
    people = people.select_related(*person_status.RELATED)
    context = {
        "people": [
            (
                person,
                duty_status(schedule.duty_of(person), at=at),
                person_status.status_of(person, at=at),
                person_status.describe_status(person, at=at),
            )
            for person in people
        ],
        "groups": [(group, coverage_of(group, at=at, zone=zone)) for group in RingGroup.objects.all()],
        "zone": zone,
    }
    return render(request, "escalation/duty/team_duty.html", context)
