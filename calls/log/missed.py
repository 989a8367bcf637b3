"""The calls that rang for one person and that this person did not take."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from calls.models import Call, Leg
from calls.models.calls import unheard
from escalation.models import Callback
from helpdesk.accounts.models import User
from tickets.models import Ticket

KEPT = timedelta(days=14)
"""Older ones are on the list of calls; here they would only be a burden."""
SHOWN = 50
UNHEARD = unheard("call__problem_call")


def calls_missed(user: User, *, at: datetime) -> QuerySet[Leg, int]:
    """The calls that rang for this person, reached nobody, and were not cleared; each once."""
    return uncleared(user, at=at).filter(UNHEARD).order_by().values_list("call", flat=True).distinct()


def missed_by(user: User, *, at: datetime) -> list[dict[str, object]]:
    """Those that nobody answered, the newest first."""
    return _listed(user, uncleared(user, at=at).filter(UNHEARD))


def answered_by_others(user: User, *, at: datetime) -> list[dict[str, object]]:
    """Those that a colleague answered, the newest first."""
    answered = Q(call__problem_call__winner__isnull=False) & ~Q(call__problem_call__winner__user=user)
    return _listed(user, uncleared(user, at=at).filter(answered).exclude(UNHEARD))


def uncleared(user: User, *, at: datetime) -> QuerySet[Leg]:
    """The phones of this person that rang lately, but for the calls that they cleared."""
    return Leg.objects.filter(user=user, cleared_at=None, created_at__gte=at - KEPT)


def _listed(user: User, legs: QuerySet[Leg]) -> list[dict[str, object]]:
    """Each call as its row shows it: `call`, `callback` or None, and whether this person may open its case."""
    rung = Call.objects.filter(pk__in=legs.values("call")).order_by("-started_at", "-pk")
    related = ("ticket__requester", "line", "problem_call__winner__user")
    calls = list(rung.select_related(*related).prefetch_related("legs")[:SHOWN])
    tickets = [call.ticket_id for call in calls if call.ticket_id]
    visible = set(Ticket.objects.visible_to(user).filter(pk__in=tickets).values_list("pk", flat=True))
    owed = Callback.objects.visible_to(user).filter(ticket__in=tickets).select_related("ticket__requester")
    # The last callback of a case tells how it stands with its caller.
    callbacks: dict[int | None, Callback] = {callback.ticket_id: callback for callback in owed.order_by("created_at")}
    return [
        {"call": call, "callback": callbacks.get(call.ticket_id), "may_open_case": call.ticket_id in visible}
        for call in calls
    ]


def clear_missed(user: User, *, at: datetime, call_id: int | None = None) -> int:
    """This person has seen the call, or all of them. The callback stays owed, whoever looks away."""
    legs = Leg.objects.filter(user=user, cleared_at=None)
    if call_id:
        legs = legs.filter(call=call_id)
    return legs.update(cleared_at=at)
