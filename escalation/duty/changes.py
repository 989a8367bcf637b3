"""Change when a person is on duty: the weekly plan, and the switch that overrules it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import Duty
from helpdesk.accounts.models import User
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import Calendar


class Hours(TypedDict):
    """Hours of one weekday (0 is Monday) on the wall clock of the plan's time zone."""

    weekday: int
    begins: time
    ends: time


def switch_duty(user: User, *, to: str, until: datetime | None = None) -> Duty:
    """Overrule the plan until a moment, or until it is switched again; to PLAN gives the plan its say back."""
    values = {"switch": to, "switch_until": until if to != Duty.Switch.PLAN else None}
    first = values | {"calendar": lambda: Calendar.objects.create(timezone=user.timezone)}
    duty, _new = Duty.objects.update_or_create(user=user, defaults=values, create_defaults=first)
    announce(LiveChannel.DUTY)
    enqueue_follow_ups(Change.PHONES)
    return duty


@transaction.atomic
def write_duty_plan(user: User, *, timezone: str, hours: Sequence[Hours]) -> Duty:
    """Exactly these hours from now on; none means around the clock."""
    begins = [(one["weekday"], one["begins"]) for one in hours]
    if len(set(begins)) < len(begins):
        raise ValidationError(_("Two rows start at the same time on the same day. Remove one of them."))
    calendar = Calendar.objects.filter(duty__user=user).first() or Calendar()
    calendar.timezone = timezone
    calendar.fill_in(
        spans=[{"weekday": one["weekday"], "opens": one["begins"], "closes": one["ends"]} for one in hours]
    )
    calendar.save()
    duty, _new = Duty.objects.update_or_create(user=user, defaults={"calendar": calendar})
    announce(LiveChannel.DUTY)
    enqueue_follow_ups(Change.PHONES)
    return duty
