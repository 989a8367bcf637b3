"""Attempts of a callback that joined nobody: the reason is written down, and the call is owed again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from calls.models import Call, Leg, durations
from escalation.board import give_up_attempt, note_not_reached
from escalation.models import Callback


def note_nobody_rung(leg: Leg, call: Call, *, at: datetime) -> None:
    """The manager's phone is down and 1 was not pressed: nobody spoke."""
    callback = _current_callback(call)
    if callback is None:
        return
    match leg.status:
        case Leg.Status.DECLINED:
            why = _("%(manager)s's phone picked up, but 1 was not pressed.")
        case Leg.Status.BUSY:
            why = _("%(manager)s's phone was busy.")
        case Leg.Status.CANCELED:
            why = _("The call to %(manager)s's phone was called off.")
        case Leg.Status.FAILED | Leg.Status.UNKNOWN:
            why = _("The telephone provider could not ring %(manager)s's phone.")
        case _other:
            why = _("%(manager)s's phone was not answered.")
    give_up_attempt(callback, why=why % {"manager": callback.attempted_by}, at=at)


def note_dial_failed(call: Call, *, end: Call.Status | None, at: datetime) -> bool:
    """The customer was dialled and not joined. True when they were not reached, False when they were never rung."""
    callback = _current_callback(call)
    if callback is None:
        return True
    if end == Call.Status.FAILED:
        why = _(
            "The telephone provider could not put the call through. The number may be wrong, or the provider failed."
        )
        give_up_attempt(callback, why=why, at=at)
        return False
    if call.answered_at:
        why = _("The customer picked up, and hung up before the manager was connected.")
    elif end == Call.Status.BUSY:
        why = _("The customer's phone was busy.")
    else:
        why = _("The customer did not answer.")
    note_not_reached(callback, why=why, at=at)
    return True


def sweep_attempts(*, at: datetime, limit: int = 100) -> None:
    """End the attempts that hang: a row was lost, a process died, or a task did not arrive."""
    for callback in _over().filter(attempted_at__lte=at - durations.ATTEMPT).order_by("attempted_at")[:limit]:
        _end(callback, at=at)


@transaction.atomic
def settle_over(callback_id: int, *, at: datetime) -> None:
    """The manager hung up. Had the customer picked up, only the manager could say what came of it."""
    callback = _over().select_for_update(of=("self",)).filter(pk=callback_id).first()
    if callback:
        _end(callback, at=at)


def _over() -> QuerySet[Callback]:
    """The attempts of which no call goes on, and in which the customer never picked up."""
    calls = Call.objects.filter(callback=OuterRef("pk"), started_at__gte=OuterRef("attempted_at"))
    tells = calls.filter(Q(status__in=Call.UNFINISHED) | Q(answered_at__isnull=False))
    hanging = Callback.objects.filter(status=Callback.Status.ATTEMPTING).filter(~Exists(tells))
    return hanging.select_related("ticket", "attempted_by")


def _end(callback: Callback, *, at: datetime) -> None:
    why = _("%(manager)s was not connected: the call ended before the customer picked up.")
    give_up_attempt(callback, why=why % {"manager": callback.attempted_by or _("The manager")}, at=at)


def _current_callback(call: Call) -> Callback | None:
    """The callback that this call attempts: late news of an earlier attempt must not end the one that goes on now."""
    callback = call.callback
    is_latest = callback and callback.attempted_at and call.started_at >= callback.attempted_at
    return callback if is_latest else None
