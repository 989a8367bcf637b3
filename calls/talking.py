"""The calls that one person answered: those that go on, and those that are still to be written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from calls.models import Call, Leg, RecordingPause, Talk
from helpdesk.accounts.models import User

LONGEST_CALL = timedelta(hours=12)
"""Older legs are not looked at, so that a person of many years is asked as fast as a new one."""
RELATED = ("user", "talk__disposition", "call__ticket__requester", "call__problem_call", "call__line")


@dataclass(frozen=True)
class OnCall:
    """One answered call, from the side of whoever answered it."""

    leg: Leg
    pause: RecordingPause | None
    """The last pause of its recording."""

    @property
    def call(self) -> Call:
        return self.leg.call

    @property
    def talk(self) -> Talk | None:
        """What was written down so far; None while nothing was."""
        return getattr(self.leg, "talk", None)

    @property
    def is_over(self) -> bool:
        return bool(self.talk and self.talk.ended_at)

    @property
    def since(self) -> datetime:
        return self.leg.answered_at or self.leg.created_at

    @property
    def state(self) -> str:
        """What a page shows of it. As long as this stays the same, there is nothing to show anew."""
        if self.is_over:
            return f"{self.call.pk}:written-down" if self.talk.finished_at else f"{self.call.pk}:wrap-up"
        return f"{self.call.pk}:talking:{self.pause.status if self.pause else ''}"


def talks_of(user: User, *, at: datetime) -> list[OnCall]:
    """The talks of this person that go on or are to be written down, the oldest first."""
    legs = Leg.objects.filter(user=user, status=Leg.Status.ACCEPTED, created_at__gte=at - LONGEST_CALL)
    going_on = Q(ended_at=None, call__status__in=Call.UNFINISHED, talk__ended_at=None)
    to_write_down = Q(talk__ended_at__isnull=False, talk__finished_at=None)
    return on_calls(legs.filter(going_on | to_write_down).select_related(*RELATED).order_by("pk"))


def on_calls(legs: list[Leg]) -> list[OnCall]:
    """Each of these legs with the last pause of its recording."""
    legs = list(legs)
    pauses = RecordingPause.objects.filter(call__in=[leg.call_id for leg in legs]) if legs else []
    last = {pause.call_id: pause for pause in pauses}
    return [OnCall(leg, last.get(leg.call_id)) for leg in legs]
