"""Change when a person is on duty: the weekly plan, and the switch that overrules it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from escalation.models import Duty
from helpdesk.accounts.models import User
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.lib.live import LiveChannel, announce


class Hours(TypedDict):
    """Hours of one weekday (0 is Monday) on the wall clock of the plan's time zone."""

    weekday: int
    begins: time
    ends: time


def switch_duty(user: User, *, to: str, until: datetime | None = None) -> Duty:
    """Overrule the plan until a moment, or until it is switched again; to PLAN gives the plan its say back."""
    values = {"switch": to, "switch_until": until if to != Duty.Switch.PLAN else None}
    first = {"timezone": user.timezone} | values
    duty, _new = Duty.objects.update_or_create(user=user, defaults=values, create_defaults=first)
    announce(LiveChannel.DUTY)
    enqueue_follow_ups(Change.PHONES)
    return duty


def write_duty_plan(user: User, *, timezone: str, hours: Sequence[Hours]) -> Duty:
    """Exactly these hours from now on; none means around the clock."""
    begins = [(one["weekday"], one["begins"]) for one in hours]
    if len(set(begins)) < len(begins):
        raise ValidationError(_("Two lines begin at the same time of the same day. Remove one of them."))
    rows = [
        {"weekday": one["weekday"], "begins": f"{one['begins']:%H:%M}", "ends": f"{one['ends']:%H:%M}"}
        for one in sorted(hours, key=lambda one: (one["weekday"], one["begins"]))
    ]
    duty, _new = Duty.objects.update_or_create(user=user, defaults={"timezone": timezone, "hours": rows})
    announce(LiveChannel.DUTY)
    enqueue_follow_ups(Change.PHONES)
    return duty
