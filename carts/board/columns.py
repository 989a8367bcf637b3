"""The carts board: carts in columns, the troubles that several buyers share, and what is at stake."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Lower, NullIf

from carts.models import Cart, RecoveryStep
from carts.models.problem_words import words_for_agents
from helpdesk.accounts.models import User

PER_COLUMN = 30
GOING_WRONG_FOR = timedelta(hours=1)
CAME_BACK_FOR = timedelta(days=1)
SHARED_BY = 2
MOST_GROUPS = 6

BUYER = Coalesce(NullIf(Lower("email"), Value("")), Cast("pk", TextField()))
"""Who left two carts is one buyer; without an address each cart is somebody."""

Status = Cart.Status


def read_board(user: User, *, at: datetime, group: tuple[str, str] | None = None) -> dict[str, Any]:
    """The context of carts/board/_board.html. `group` (problem, code) narrows the columns to one shared trouble."""
    seen = Cart.objects.visible_to(user)
    live = seen.filter(status=Status.OPEN).exclude(problem="")
    groups = shared_troubles(seen, at=at)
    if group:
        seen = seen.filter(problem=group[0], problem_code=group[1])
    columns = {
        "wrong": seen.filter(status=Status.OPEN).exclude(problem="").order_by("-problem_at"),
        "shopping": seen.filter(status=Status.OPEN, problem="", active_at__gte=at - GOING_WRONG_FOR).order_by(
            "-active_at"
        ),
        "abandoned": seen.filter(status=Status.ABANDONED).order_by("-abandoned_at"),
        "back": seen.filter(status=Status.RECOVERED, ordered_at__gte=at - CAME_BACK_FOR).order_by("-ordered_at"),
    }
    steps = Prefetch("recovery_steps", RecoveryStep.objects.select_related("message").order_by("number"))
    related = ("event", "source", "ticket", "recovery_code")
    shown = {
        name: list(rows.select_related(*related).prefetch_related(steps)[:PER_COLUMN]) for name, rows in columns.items()
    }
    counts = seen.aggregate(
        wrong=Count("pk", filter=Q(status=Status.OPEN) & ~Q(problem="")),
        abandoned=Count("pk", filter=Q(status=Status.ABANDONED)),
        back=Count("pk", filter=Q(status=Status.RECOVERED, ordered_at__gte=at - CAME_BACK_FOR)),
    )
    return {
        "now": at,
        "columns": shown,
        "counts": counts,
        "groups": groups,
        "group": group,
        "group_words": words_for_agents(*group) if group else "",
        "at_risk": _worth(seen.filter(Q(status=Status.ABANDONED) | Q(pk__in=live.values("pk")))),
        "won_back": _worth(columns["back"]),
        "is_empty": not any(shown.values()) and not group,
    }


def shared_troubles(carts: QuerySet[Cart], *, at: datetime) -> list[dict[str, Any]]:
    """The troubles of the last hour that at least two buyers had, the most frequent first.

    `minutes`: within how many of them those buyers failed, each for the last time. How long ago that was is `last_at`.
    """
    recent = carts.filter(problem_at__gte=at - GOING_WRONG_FOR).exclude(problem="").order_by()
    found = (
        recent.values("problem", "problem_code")
        .annotate(buyers=Count(BUYER, distinct=True), first_at=Min("problem_at"), last_at=Max("problem_at"))
        .filter(buyers__gte=SHARED_BY)
        .order_by("-buyers", "problem", "problem_code")[:MOST_GROUPS]
    )
    return [
        trouble
        | {
            "label": Cart.Problem(trouble["problem"]).label,
            "words": words_for_agents(trouble["problem"], trouble["problem_code"]),
            "minutes": max(1, math.ceil((trouble["last_at"] - trouble["first_at"]).total_seconds() / 60)),
        }
        for trouble in found
    ]


def _worth(carts: QuerySet[Cart]) -> list[Mapping[str, Any]]:
    """What the carts are worth, one sum for each currency, the largest first."""
    return list(
        carts.order_by()
        .values("currency")
        .annotate(cents=Sum("total_cents"))
        .filter(cents__gt=0)
        .order_by("-cents")[:3]
    )
