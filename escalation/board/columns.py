"""Columns of the managers' board: what needs one, what is owed, what is under way, what is done."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from escalation.models import Callback, Escalation
from helpdesk.accounts.models import User

FULL = 100
"""A column holds no more cards; the ones that are due first come first."""


def read_board(user: User, *, at: datetime | None = None) -> dict[str, Any]:
    """The board as `user` may see it: the cards of each column, due first to last; what is done, newest first.

    A case has one card, in one column: while a call is owed, it stands there. The card is the callback, or the reason
    that is due first; `ticket.reasons` holds all that the case is escalated for.
    """
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    callbacks = Callback.objects.visible_to(user).select_related("ticket__requester", "ticket__event", "attempted_by")
    escalations = Escalation.objects.visible_to(user).select_related("ticket__requester", "ticket__event")
    call_unfinished = Exists(Callback.objects.unfinished().filter(ticket=OuterRef("ticket")))
    unfinished = list(callbacks.unfinished()[:FULL])
    needs_manager = _once_a_case(escalations.unfinished().filter(~call_unfinished)[: FULL * len(Escalation.Reason)])
    done: list[Any] = [
        *callbacks.filter(status=Callback.Status.DONE, finished_at__gte=today).order_by("-finished_at")[:FULL],
        *escalations.filter(
            status__in=[Escalation.Status.DONE, Escalation.Status.DISMISSED], finished_at__gte=today
        ).order_by("-finished_at")[:FULL],
    ]
    done.sort(key=lambda card: card.finished_at, reverse=True)
    shown = {card.ticket_id for card in [*unfinished, *needs_manager]}
    done = _once_a_case(card for card in done if card.ticket_id not in shown)
    tickets = [card.ticket for card in [*unfinished, *needs_manager, *done]]
    # In the order of their status, so that the buttons of each status come once.
    reasons = Escalation.objects.unfinished().select_related("claimed_by", "raised_by").order_by("status", "due_at")
    prefetch_related_objects(tickets, "requester__contact_points", Prefetch("escalations", reasons, to_attr="reasons"))
    return {
        "needs_manager": needs_manager,
        "owed": [callback for callback in unfinished if callback.status == Callback.Status.OWED],
        "under_way": [callback for callback in unfinished if callback.status == Callback.Status.ATTEMPTING],
        "done": done,
    }


def cases_waiting(user: User) -> QuerySet[Any, Any]:
    """The cases that wait for a manager, by an unclaimed escalation or an owed call; each once."""
    escalated = Escalation.objects.visible_to(user).filter(status=Escalation.Status.OPEN).values("ticket")
    owed = Callback.objects.visible_to(user).filter(status=Callback.Status.OWED).values("ticket")
    return escalated.order_by().union(owed.order_by())


def _once_a_case(cards: Iterable[Any]) -> list[Any]:
    """The first card of each case."""
    first: dict[int, Any] = {}
    for card in cards:
        first.setdefault(card.ticket_id, card)
    return list(first.values())[:FULL]
