"""Pages of duty: one's own plan and switch, and those of others for a manager."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalation.duty import switch_duty, write_duty_plan
from escalation.duty.coverage import coverage_of
from escalation.duty.schedule import is_on_duty, is_planned, is_switched, tomorrow_morning
from escalation.forms.duty import HoursFormSet, PlanForm, SwitchForm, hours_of, hours_of_plan
from escalation.models import Duty, RingGroup
from helpdesk.accounts.access import agent_required, manager_required
from helpdesk.accounts.models import User
from helpdesk.lib.softphones import sdk_address
from helpdesk.lib.time_zones import zone_called
from tickets.models import Availability, Calendar


@agent_required
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """/settings/duty/: one's own week."""
    return _plan(request, request.user)


@manager_required
@require_http_methods(["GET", "POST"])
def duty_of(request: HttpRequest, pk: int) -> HttpResponse:
    """/settings/duty/people/7/: the week of somebody else."""
    return _plan(request, get_object_or_404(User, pk=pk, is_active=True))


def _plan(request: HttpRequest, person: User) -> HttpResponse:
    known = _known(person)
    plan = known.calendar if known and known.calendar else Calendar(timezone=person.timezone)
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, initial={"timezone": plan.timezone})
    rows = HoursFormSet(posted, initial=hours_of_plan(plan.hours), prefix="hours")
    if posted is not None and form.is_valid() and rows.is_valid():
        try:
            write_duty_plan(person, timezone=form.cleaned_data["timezone"], hours=hours_of(rows))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The week of %(person)s is saved.") % {"person": person})
            return redirect(request.path)
    context = {"person": person, "form": form, "hours": rows, "is_own": person == request.user}
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
        "switch_until": known.switch_until if switched else None,
        "has_plan": known is not None and known.has_plan,
    }


@agent_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """POST /settings/duty/switch/: {to: on, off or plan; until}: one's own phones."""
    return _switch(request, request.user)


@manager_required
@require_POST
def switch_of(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/duty/people/7/switch/: somebody else's phones."""
    return _switch(request, get_object_or_404(User, pk=pk, is_active=True))


def _switch(request: HttpRequest, person: User) -> HttpResponse:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    known, at = _known(person), timezone.now()
    to, until = form.cleaned_data["to"], _switched_until(form.cleaned_data["until"], known, person, at=at)
    if to != Duty.Switch.PLAN and (known is None or is_planned(known, at=at)) == (to == Duty.Switch.ON) and until:
        to = Duty.Switch.PLAN  # the plan says the same for now: whoever switches back wants the plan again
    known = switch_duty(person, to=to, until=until)
    if request.htmx:
        return render(request, "escalation/duty/_state.html", _shell(request.user, known, at=at))
    words = _("%(person)s is on duty.") if is_on_duty(known, at=at) else _("%(person)s is off duty.")
    messages.success(request, words % {"person": person})
    return redirect("escalation:duty" if person == request.user else "escalation:team_duty")


def _switched_until(choice: str, known: Duty | None, person: User, *, at: datetime) -> datetime | None:
    lengths = {"1h": timedelta(hours=1), "4h": timedelta(hours=4)}
    if choice == "tomorrow":
        plan = known.calendar if known else None
        return tomorrow_morning(plan.zone if plan else zone_called(person.timezone), at=at)
    return at + lengths[choice] if choice in lengths else None


@agent_required
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """GET /settings/duty/state/: the switch in the frame of every page; nothing for who is in no ring group."""
    known = _known(request.user)
    return render(request, "escalation/duty/_state.html", _shell(request.user, known, at=timezone.now()))


def _shell(user: User, known: Duty | None, *, at: datetime) -> dict[str, object]:
    memberships = list(user.ring_memberships.all())
    return duty_status(known, at=at) | {
        "is_rung": bool(memberships),
        "rings_browser": settings.HAS_SOFTPHONES and any(membership.rings_browser for membership in memberships),
        "sdk": sdk_address(),
        "away": Availability.objects.away(at=at).filter(user=user).first(),
    }


@manager_required
@require_GET
def team_duty(request: HttpRequest) -> HttpResponse:
    """GET /settings/duty/team/: who is on duty now, and the next seven days of each group."""
    at, zone = timezone.now(), timezone.get_current_timezone()
    people = User.objects.filter(is_active=True, ring_memberships__isnull=False).distinct()
    people = people.select_related("duty__calendar")
    context = {
        "people": [(person, duty_status(getattr(person, "duty", None), at=at)) for person in people],
        "groups": [(group, coverage_of(group, at=at, zone=zone)) for group in RingGroup.objects.all()],
        "zone": zone,
    }
    return render(request, "escalation/duty/team_duty.html", context)
