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
    people = User.objects.filter(is_active=True, role__in=[User.Role.MANAGER, User.Role.ADMIN]).select_related(
        "duty__calendar", "availability"
    )
    # Managers call back, and admins who are rung as one. Where there is none, every admin does.
    rung = RingGroupMember.objects.filter(tier=RingGroupMember.Tier.MANAGER).values("user")
    managers = list(people.filter(Q(role=User.Role.MANAGER) | Q(pk__in=rung))) or list(people)
    if not managers:
        return at + left
    until = at + LOOKS_AHEAD
    on_duty: list[Interval] = []
    for manager in managers:
        hours = duty_hours(duty_of(manager), at=at, until=until)
        availability: Availability | None = getattr(manager, "availability", None)
        if availability and availability.is_away(at=at):
            back = availability.away_until or until
            hours = [(max(begins, back), ends) for begins, ends in hours if ends > back]
        on_duty += hours
    for begins, ends in merged(on_duty):
        if ends - begins >= left:
            due_at = begins + left
            if begins == at:
                return due_at
            over = timedelta(minutes=due_at.minute, seconds=due_at.second, microseconds=due_at.microsecond) % ROUND
            return min(due_at + (ROUND - over) % ROUND, ends)
        left -= ends - begins
    return None


def callback_due(*, at: datetime, after: timedelta | None = None) -> datetime:
    """The same for the board, where everything has its time: what nobody is there for is due as if somebody were."""
    soonest = timedelta(minutes=settings.CALLBACK_PROMISE_MINUTES) if after is None else after
    return promised_time(at=at, after=after) or at + soonest
