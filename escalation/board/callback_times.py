"""Due times of callbacks: so much time in which a manager is on duty, counted from now. Nothing here writes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from escalation.duty.schedule import Interval, duty_hours, duty_of, merged
from escalation.models import RingGroupMember
from helpdesk.accounts.models import User
from tickets.models import Availability

LOOKS_AHEAD = timedelta(days=21)
ROUND = timedelta(minutes=5)
"""What is promised for later is promised for such a minute: nobody says "at 9:32"."""


def promised_time(*, at: datetime, after: timedelta | None = None) -> datetime | None:
    """By when a manager who is on duty can have called whoever is promised a call `at` that moment.

    None when managers are on duty at no moment of the next weeks: then no time can be promised.
    """
    left = timedelta(minutes=settings.CALLBACK_PROMISE_MINUTES) if after is None else after
    managers = _managers()
    if not managers:
        return at + left
    until = at + LOOKS_AHEAD
    for begins, ends in merged(hours for manager in managers for hours in _hours_of(manager, at=at, until=until)):
        if ends - begins >= left:
            return begins + left if begins == at else min(_round_up(begins + left), ends)
        left -= ends - begins
    return None


def callback_due(*, at: datetime, after: timedelta | None = None) -> datetime:
    """The same for the board, where everything has its time: what nobody is there for is due as if somebody were."""
    soonest = timedelta(minutes=settings.CALLBACK_PROMISE_MINUTES) if after is None else after
    return promised_time(at=at, after=after) or at + soonest


def _managers() -> list[User]:
    """Who calls back: managers, and admins who are rung as one. Where there is none, every admin."""
    may = User.objects.filter(is_active=True, role__in=[User.Role.MANAGER, User.Role.ADMIN]).select_related(
        "duty__calendar", "availability"
    )
    rung = RingGroupMember.objects.filter(tier=RingGroupMember.Tier.MANAGER).values("user")
    return list(may.filter(Q(role=User.Role.MANAGER) | Q(pk__in=rung))) or list(may)


def _hours_of(manager: User, *, at: datetime, until: datetime) -> list[Interval]:
    """When this manager is on duty, and not away."""
    hours = duty_hours(duty_of(manager), at=at, until=until)
    availability: Availability | None = getattr(manager, "availability", None)
    if availability is None or not availability.is_away(at=at):
        return hours
    back = availability.away_until or until
    return [(max(begins, back), ends) for begins, ends in hours if ends > back]


def _round_up(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (ROUND - over if over else timedelta())
