"""The calls that one person answered: those that go on, and those that are still to be written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from calls.models import Call, Leg, RecordingPause, Talk
from escalation.board import outcome_choices
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
    at: datetime

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
    def is_spared(self) -> bool:
        """No new round rings this person yet."""
        talk = self.talk if self.is_over else None
        return bool(talk and not talk.finished_at and talk.wrap_up_until and self.at < talk.wrap_up_until)

    @property
    def outcomes(self) -> list[tuple[int, str]]:
        """Those of the board's form."""
        return outcome_choices(of_callback=bool(self.call.callback_id))

    @property
    def since(self) -> datetime:
        return self.leg.answered_at or self.leg.created_at

    @property
    def pause_state(self) -> str:
        """How the pause stands, as honestly as we know: "" while everything is recorded."""
        if self.pause is None or self.pause.status == RecordingPause.Status.OVER:
            return ""
        if self.pause.status == RecordingPause.Status.ASKING and self.at >= self.pause.answer_due_at:
            return RecordingPause.Status.FAILED
        return self.pause.status

    @property
    def state(self) -> str:
        """What a page shows of it. As long as this stays the same, there is nothing to show anew."""
        if self.is_over:
            return f"{self.call.pk}:{'spared' if self.is_spared else 'over'}"
        # In a callback nobody can be put on hold before the buyer picks up.
        return f"{self.call.pk}:{'talking' if self.call.sid else 'dialling'}:{self.pause_state}"


def talks_of(user: User, *, at: datetime, call_id: int | None = None, ticket_id: int | None = None) -> list[OnCall]:
    """The talks of this person that go on or are to be written down, the oldest first; all, or of one call or case."""
    legs = Leg.objects.filter(user=user, status=Leg.Status.ACCEPTED, created_at__gte=at - LONGEST_CALL)
    if call_id:
        legs = legs.filter(call=call_id)
    if ticket_id:
        legs = legs.filter(call__ticket=ticket_id)
    going_on = Q(ended_at=None, call__status__in=Call.UNFINISHED, talk__ended_at=None)
    is_late = Q(talk__finished_at__lt=F("talk__noted_at"))
    to_write_down = Q(talk__ended_at__isnull=False) & (Q(talk__finished_at=None) | is_late)
    found = list(legs.filter(going_on | to_write_down).select_related(*RELATED).order_by("pk"))
    pauses = RecordingPause.objects.filter(call__in=[leg.call_id for leg in found]).order_by("pk") if found else []
    last = {pause.call_id: pause for pause in pauses}
    return [OnCall(leg, last.get(leg.call_id), at) for leg in found]


def outcomes_of(call: Call) -> list[Talk]:
    """What those who talked on this call said of it, the first of them first."""
    talks = Talk.objects.filter(leg__call=call).select_related("leg__user", "disposition").order_by("pk")
    return [talk for talk in talks if talk.said]
