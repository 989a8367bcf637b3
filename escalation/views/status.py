"""The status of a person: shown on every page, set by its menu, and set with a moment and a note of one's own."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalation.duty import person_status
from escalation.duty.person_status import Status
from escalation.duty.schedule import is_on_duty
from escalation.forms.duty import AwayForm, StatusForm
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.accounts.models import User
from helpdesk.lib.parameters import get_text
from helpdesk.lib.softphones import sdk_address
from helpdesk.lib.toasts import UNDO
from tickets.models import Availability

SALT = "status-before"
CAN_BE_UNDONE = timedelta(minutes=1)
MOMENTS = ("switch_until", "away_since", "away_until")


@agent_required
@require_GET
def state(request: DeskRequest) -> HttpResponse:
    """GET /settings/duty/state/: the status of this person, and their phone in the browser, for every page."""
    return render(request, "escalation/duty/_state.html", shell(request.user, at=timezone.now()))


@agent_required
@require_POST
def set_status(request: DeskRequest) -> HttpResponse:
    """POST /settings/duty/status/: {to: available, phone-off or away; until}: one's own status."""
    form = StatusForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person, at = request.user, timezone.now()
    before = person_status.status_before(person)
    until = person_status.ends_at(person, form.cleaned_data["until"], at=at)
    person_status.set_status(person, to=form.cleaned_data["to"], until=until, at=at)
    return _status_changed(request, at=at, undo_url=_undo_url(person, before))


@agent_required
@require_POST
def undo_status(request: DeskRequest) -> HttpResponse:
    """POST /settings/duty/status/undo/?was=…: as it was before, for a minute."""
    try:
        owner, before = signing.loads(get_text(request.GET, "was"), salt=SALT, max_age=CAN_BE_UNDONE)
    except signing.BadSignature:
        return HttpResponseBadRequest()
    if owner != request.user.pk:
        return HttpResponseBadRequest()
    moments = {name: parse_datetime(before[name]) for name in MOMENTS if before[name]}
    person_status.restore_status(request.user, before | moments)
    return _status_changed(request, at=timezone.now())


@agent_required
@require_http_methods(["GET", "POST"])
def away(request: DeskRequest) -> HttpResponse:
    """/away/: be away until a moment of one's own, with a note for the colleagues."""
    return _away(request, request.user)


@manager_required
@require_http_methods(["GET", "POST"])
def away_of(request: DeskRequest, pk: int) -> HttpResponse:
    """/away/people/7/: the same for somebody who is ill and cannot say so."""
    return _away(request, get_object_or_404(User, pk=pk, is_active=True))


@agent_required
@require_POST
def back(request: DeskRequest) -> HttpResponse:
    """POST /away/back/: available again."""
    return _back(request, request.user)


@manager_required
@require_POST
def back_of(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /away/people/7/back/"""
    return _back(request, get_object_or_404(User, pk=pk, is_active=True))


def _away(request: DeskRequest, person: User) -> HttpResponse:
    at = timezone.now()
    form = AwayForm(request.POST if request.method == "POST" else None, at=at)
    if form.is_bound and form.is_valid():
        before = person_status.status_before(person)
        note = form.cleaned_data["note"]
        returned = person_status.set_status(person, to=Status.AWAY, until=form.away_until, note=note, at=at)
        words = ngettext(
            "%(person)s is away. One unanswered case went back to the team.",
            "%(person)s is away. %(count)d unanswered cases went back to the team.",
            returned,
        )
        undo = f"{UNDO}{_undo_url(person, before)}" if person == request.user else ""
        messages.success(request, words % {"person": person, "count": returned}, extra_tags=undo)
        return redirect(request.path)
    standing = Availability.objects.away(at=at).filter(user=person).first()
    context = {"person": person, "form": form, "standing": standing, "is_own": person == request.user}
    return render(request, "escalation/duty/away.html", context, status=422 if form.is_bound else 200)


def _back(request: DeskRequest, person: User) -> HttpResponse:
    at = timezone.now()
    until = person_status.ends_at(person, "tomorrow", at=at)
    person_status.set_status(person, to=Status.AVAILABLE, until=until, at=at)
    messages.success(request, _("%(person)s is back and gets new cases again.") % {"person": person})
    if person == request.user:
        return redirect("escalation:away")
    return redirect("escalation:away_of", person.pk)


def _undo_url(person: User, before: person_status.StatusBefore) -> str:
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()}
    was = signing.dumps([person.pk, plain], salt=SALT)
    return f"{reverse('escalation:undo_status')}?{urlencode({'was': was})}"


def _status_changed(request: DeskRequest, *, at: datetime, undo_url: str = "") -> HttpResponse:
    known = shell(request.user, at=at)
    words = _("Your status: %(status)s") % {"status": known["status_words"]}
    if request.htmx:
        return render(request, "escalation/duty/_status_changed.html", known | {"words": words, "undo_url": undo_url})
    messages.success(request, words, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")
    return redirect("escalation:duty")


def shell(user: User, *, at: datetime) -> dict[str, object]:
    """What the status in the frame of every page shows."""
    user = User.objects.select_related(*person_status.RELATED).get(pk=user.pk)
    memberships = list(user.ring_memberships.all())
    return {
        "status": person_status.status_of(user, at=at),
        "status_words": person_status.describe_status(user, at=at),
        "on_duty": is_on_duty(getattr(user, "duty", None), at=at),
        "is_rung": bool(memberships),
        "rings_browser": settings.HAS_SOFTPHONES and any(membership.rings_browser for membership in memberships),
        "sdk": sdk_address(),
    }
