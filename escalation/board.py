"""The managers' board: what needs one, what is owed, what is under way, what is done."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from escalation.models import Callback, Escalation
from escalation.models.callbacks import CallbackQuerySet
from escalation.models.escalations import EscalationQuerySet
from helpdesk.accounts.models import User

FULL = 100
"""A column holds no more cards; the ones that are due first come first."""


@dataclass(frozen=True)
class Board:
    """The cards of the four columns, each due first to last; what is done, newest first."""

    needs_manager: list[Escalation]
    owed: list[Callback]
    under_way: list[Callback]
    done: list[Escalation | Callback]


def read_board(user: User, *, at: datetime | None = None) -> Board:
    """The board as `user` may see it. A case stands in one column: while a call is owed, it stands there."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    callbacks, escalations = _callbacks(user), _escalations(user)
    unfinished = list(callbacks.unfinished()[:FULL])
    done: list[Escalation | Callback] = [
        *callbacks.filter(status=Callback.Status.DONE, finished_at__gte=today).order_by("-finished_at")[:FULL],
        *escalations.filter(
            status__in=[Escalation.Status.DONE, Escalation.Status.DISMISSED], finished_at__gte=today
        ).order_by("-finished_at")[:FULL],
    ]
    return Board(
        needs_manager=list(escalations.unfinished().filter(~_call_unfinished())[:FULL]),
        owed=[callback for callback in unfinished if callback.status == Callback.Status.OWED],
        under_way=[callback for callback in unfinished if callback.status == Callback.Status.ATTEMPTING],
        done=sorted(done, key=lambda card: card.finished_at, reverse=True),
    )


def count_waiting(user: User) -> int:
    """The cases that wait for a manager, by an unclaimed escalation or an owed call; in one query."""
    escalated = Escalation.objects.visible_to(user).filter(status=Escalation.Status.OPEN).values("ticket")
    owed = Callback.objects.visible_to(user).filter(status=Callback.Status.OWED).values("ticket")
    return escalated.order_by().union(owed.order_by()).count()


def _call_unfinished() -> Exists:
    return Exists(Callback.objects.unfinished().filter(ticket=OuterRef("ticket")))


def _callbacks(user: User) -> CallbackQuerySet:
    return (
        Callback.objects.visible_to(user)
        .select_related("ticket__requester", "ticket__event", "escalation", "attempted_by")
        .prefetch_related("ticket__requester__contact_points")
    )


def _escalations(user: User) -> EscalationQuerySet:
    return (
        Escalation.objects.visible_to(user)
        .select_related("ticket__requester", "ticket__event", "claimed_by", "raised_by")
        .prefetch_related("ticket__requester__contact_points")
    )
