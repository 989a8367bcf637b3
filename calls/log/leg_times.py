"""The times of each phone of a call, as parts of one line that is drawn."""

from datetime import datetime

from calls.models import Call, Leg

WIDTH = 1000
"""Of the drawing, in its own units: the whole call."""
LEAST = 6
"""A bar that is shorter could not be seen."""


def draw_legs(call: Call) -> list[dict[str, object]]:
    """Every phone of a call, in the order in which they rang: `leg`, `waited` and `bars` of each.

    `waited`: seconds from the moment it was to ring until it was picked up, or gave up. `bars`: the stretches of its
    line, each with where it begins (`x`), how long it is (`width`), and what it was (`kind`).
    """
    legs = list(call.legs.select_related("user").order_by("round", "pk"))
    if not legs:
        return []
    begins = legs[0].created_at
    last = [moment for leg in legs for moment in (leg.answered_at, leg.ended_at) if moment]
    ends = max([call.ended_at or begins, begins, *last])
    drawn = []
    for leg in legs:
        stopped = leg.ended_at or ends
        rang_until = min(leg.answered_at or stopped, stopped)
        bars = [_bar("rang", leg.created_at, rang_until, begins=begins, ends=ends)]
        if leg.answered_at and stopped > leg.answered_at:
            kind = "talked" if leg.status == Leg.Status.ACCEPTED else "listened"
            bars.append(_bar(kind, leg.answered_at, stopped, begins=begins, ends=ends))
        waited = max(int((rang_until - leg.created_at).total_seconds()), 0)
        drawn.append({"leg": leg, "waited": waited, "bars": bars})
    return drawn


def _bar(kind: str, since: datetime, until: datetime, *, begins: datetime, ends: datetime) -> dict[str, object]:
    whole = max((ends - begins).total_seconds(), 1)
    x = int((since - begins).total_seconds() / whole * WIDTH)
    width = int((until - since).total_seconds() / whole * WIDTH)
    x = max(min(x, WIDTH - LEAST), 0)
    return {"x": x, "width": max(min(width, WIDTH - x), LEAST), "kind": kind}
