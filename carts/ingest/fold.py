"""Fold a cart's events into the cart: a pure function that no order of arrival and no repetition can mislead."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from carts.ingest import payloads
from carts.models import Cart, CartEvent

Kind = CartEvent.Kind
Problem = Cart.Problem

EXPLAINS: dict[str, int] = {
    Problem.NONE: 0,
    Problem.HOLD_EXPIRED: 1,
    Problem.SCRIPT_ERROR: 2,
    Problem.SEAT_LOST: 3,
    Problem.SERVER_ERROR: 3,
    Problem.DISCOUNT_REJECTED: 3,
    Problem.PAYMENT_DECLINED: 3,
}
"""How much a problem explains. A hold that ran out after a declined card is the consequence, not the cause."""
NOT_BY_THE_BUYER = {Kind.HOLD_EXPIRED, Kind.SEAT_LOST, Kind.ORDER_REFUNDED, Kind.OPTOUT}


@dataclass(frozen=True, slots=True)
class CartState:
    """What the events of a cart say about it. Every field but `event_external_id` is a column of Cart."""

    started_at: datetime
    active_at: datetime
    email: str = ""
    phone: str = ""
    name: str = ""
    locale: str = ""
    country: str = ""
    timezone: str = ""
    has_marketing_consent: bool = False
    opted_out: bool = False
    event_external_id: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    total_cents: int = 0
    currency: str = "USD"
    step: str = ""
    problem: str = Problem.NONE
    problem_code: str = ""
    problem_detail: str = ""
    problem_at: datetime | None = None
    resume_url: str = ""
    order_reference: str = ""
    ordered_at: datetime | None = None

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = [column.name for column in fields(CartState) if column.name != "event_external_id"]


def fold(events: Iterable[CartEvent]) -> CartState:
    """The cart that `events` (at least one) add up to, in the order of (occurred_at, seq, id).

    An event that is there twice counts once. What a browser reports may add to what went wrong; who the buyer is,
    what is in the cart and where it can be restored is believed only from the shop's server. Once bought, a cart
    stays bought, and whoever opted out stays so.
    """
    unique = {(event.is_from_browser, event.event_id): event for event in events}
    ordered = sorted(unique.values(), key=attrgetter("occurred_at", "seq", "event_id", "is_from_browser"))
    acts = [event.occurred_at for event in ordered if event.kind not in NOT_BY_THE_BUYER]
    state = CartState(
        started_at=ordered[0].occurred_at,
        active_at=acts[-1] if acts else ordered[0].occurred_at,
    )
    regions = payloads.countries(event.payload for event in ordered if not event.is_from_browser)
    for event in ordered:
        state = _apply(state, event, regions)
    return state


def _apply(state: CartState, event: CartEvent, regions: tuple[str, ...]) -> CartState:
    changes: dict[str, Any] = {}
    if not event.is_from_browser:
        changes |= payloads.buyer(event.payload, regions=regions) | payloads.contents(event.payload, known=state.items)
    if event.kind == Kind.STEP:
        changes |= payloads.step(event.payload)
    if problem := CartEvent.PROBLEMS.get(event.kind):
        if EXPLAINS[problem] >= EXPLAINS[state.problem]:
            code, detail = payloads.trouble(event.payload)
            if not code and problem == state.problem:
                code, detail = state.problem_code, state.problem_detail
            changes |= {"problem": problem, "problem_code": code, "problem_detail": detail}
            changes["problem_at"] = event.occurred_at
    elif event.is_from_browser:
        pass  # what was taken in before browsers were told no
    elif event.kind == Kind.EMPTIED and state.problem not in Cart.LOST_SEATS:
        # A buyer who empties the cart wants nothing any more. After lost seats it was the shop that tidied up.
        changes |= {"items": [], "total_cents": 0}
        changes |= {"problem": Problem.NONE, "problem_code": "", "problem_detail": "", "problem_at": None}
    elif event.kind == Kind.ORDER_COMPLETED and state.ordered_at is None:
        changes |= {"ordered_at": event.occurred_at, "order_reference": payloads.order_reference(event.payload)}
    elif event.kind == Kind.OPTOUT:
        changes["opted_out"] = True
    return replace(state, **changes) if changes else state
