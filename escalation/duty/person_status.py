"""The one status of a person: available, phone off until a moment, or away until a moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalation.duty.changes import switch_duty
from escalation.duty.schedule import (
    duty_of,
    is_on_duty,
    is_planned,
    is_switched,
    planned_hours,
    tomorrow_morning,
)
from escalation.models import Duty
from helpdesk.accounts.models import User
from helpdesk.lib.moments import say_until
from helpdesk.lib.time_zones import zone_called
from tickets.models import Availability
from tickets.rules import end_absence, start_absence

AHEAD = timedelta(days=8)
"""How far the next hours of a weekly plan are looked for."""
LENGTHS = {"1h": timedelta(hours=1), "4h": timedelta(hours=4)}
RELATED = ("duty__calendar", "availability")
"""What is to be read along with people whose status is shown."""


class Status(models.TextChoices):
    AVAILABLE = "available", gettext_lazy("Available")
    PHONE_OFF = "phone-off", gettext_lazy("Phone off")
    AWAY = "away", gettext_lazy("Away")

    @property
    def is_available(self) -> bool:
        return self == Status.AVAILABLE

    @property
    def tone(self) -> str:
        return "green" if self.is_available else "amber"


def status_of(user: User, *, at: datetime) -> Status:
    """Being away says more than a phone that is off. Read `RELATED` along for more than one person."""
    absence = getattr(user, "availability", None)
    if absence and absence.is_away(at=at):
        return Status.AWAY
    return Status.AVAILABLE if is_on_duty(duty_of(user), at=at) else Status.PHONE_OFF


def describe_status(user: User, *, at: datetime) -> str:
    """In words, with the moment at which it ends by itself."""
    status = status_of(user, at=at)
    if status == Status.AVAILABLE:
        return str(status.label)
    if status == Status.AWAY:
        until, words = user.availability.away_until, _("Away until %(until)s")
    else:
        # The switch lets go, or the next hours of the weekly plan begin.
        duty, words = duty_of(user), _("Phone off until %(until)s")
        if duty and is_switched(duty, at=at):
            until = duty.switch_until
        else:
            hours = planned_hours(duty, since=at, until=at + AHEAD)
            until = hours[0][0] if hours else None
    return words % {"until": say_until(until)} if until else str(status.label)


class StatusBefore(TypedDict):
    """What a change of somebody's status overwrites, so that it can be undone."""

    switch: str
    switch_until: datetime | None
    away_since: datetime | None
    away_until: datetime | None
    away_note: str


def status_before(user: User) -> StatusBefore:
    """To be read before `set_status`."""
    duty = Duty.objects.filter(user=user).first()
    absence = Availability.objects.filter(user=user).first()
    return {
        "switch": duty.switch if duty else Duty.Switch.PLAN,
        "switch_until": duty.switch_until if duty else None,
        "away_since": absence.away_since if absence else None,
        "away_until": absence.away_until if absence else None,
        "away_note": absence.away_note if absence else "",
    }


def ends_at(user: User, length: str, *, at: datetime) -> datetime | None:
    """When a status of this length ("1h", "4h", "tomorrow") ends; None: when it is changed."""
    if length == "tomorrow":
        duty = Duty.objects.filter(user=user).select_related("calendar").first()
        plan = duty.calendar if duty else None
        return tomorrow_morning(plan.zone if plan else zone_called(user.timezone), at=at)
    return at + LENGTHS[length] if length in LENGTHS else None


@transaction.atomic
def set_status(user: User, *, to: str, until: datetime | None, note: str = "", at: datetime) -> int:
    """Away is both: no new cases, and no phone that rings. Answers how many unanswered cases went back to the team."""
    returned = 0
    if to == Status.AWAY:
        returned = start_absence(user, until=until, note=note, at=at)
    elif Availability.objects.away(at=at).filter(user=user).exists():
        end_absence(user)
    known = Duty.objects.filter(user=user).select_related("calendar").first()
    switch = Duty.Switch.ON if to == Status.AVAILABLE else Duty.Switch.OFF
    is_as_planned = (known is None or is_planned(known, at=at)) == (switch == Duty.Switch.ON)
    # The plan says the same for now: whoever is available again wants the plan again.
    switch_duty(user, to=Duty.Switch.PLAN if is_as_planned and until else switch, until=until)
    return returned


@transaction.atomic
def restore_status(user: User, before: StatusBefore) -> None:
    """As it was before the last change. Cases that went back to the team stay there."""
    absence = {name: before[name] for name in ("away_since", "away_until", "away_note")}
    if absence["away_since"]:
        Availability.objects.update_or_create(user=user, defaults=absence)
    else:
        end_absence(user)
    switch_duty(user, to=before["switch"], until=before["switch_until"])


class StatusOfPeople:
    """Says to the floor below who is away or has the phone off."""

    def unavailable(self, people: Iterable[User], *, at: datetime) -> dict[int, str]:
        found = User.objects.filter(pk__in=[person.pk for person in people]).select_related(*RELATED)
        return {
            person.pk: describe_status(person, at=at) for person in found if not status_of(person, at=at).is_available
        }
