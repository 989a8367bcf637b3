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
class Fact:
    """One event as the fold sees it."""

    occurred_at: datetime
    seq: int
    event_id: str
    kind: str
    payload: dict[str, Any]
    is_from_browser: bool = False


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


def fold(facts: Iterable[Fact]) -> CartState:
    """The cart that `facts` (at least one) add up to, in the order of (occurred_at, seq, id).

    An event that is there twice counts once. What a browser reports may add to what went wrong; who the buyer is,
    what is in the cart and where it can be restored is believed only from the shop's server. Once bought, a cart
    stays bought, and whoever opted out stays so.
    """
    unique = {(fact.is_from_browser, fact.event_id): fact for fact in facts}
    ordered = sorted(unique.values(), key=attrgetter("occurred_at", "seq", "event_id", "is_from_browser"))
    acts = [fact.occurred_at for fact in ordered if fact.kind not in NOT_BY_THE_BUYER]
    state = CartState(
        started_at=ordered[0].occurred_at,
        active_at=acts[-1] if acts else ordered[0].occurred_at,
    )
    regions = payloads.countries(fact.payload for fact in ordered if not fact.is_from_browser)
    for fact in ordered:
        state = _apply(state, fact, regions)
    return state


def _apply(state: CartState, fact: Fact, regions: tuple[str, ...]) -> CartState:
    changes: dict[str, Any] = {}
    if not fact.is_from_browser:
        changes |= payloads.buyer(fact.payload, regions=regions) | payloads.contents(fact.payload, known=state.items)
    if fact.kind == Kind.STEP:
        changes |= payloads.step(fact.payload)
    if problem := CartEvent.PROBLEMS.get(fact.kind):
        changes |= _problem_columns(state, fact, problem)
    elif fact.is_from_browser:
        pass  # what was taken in before browsers were told no
    elif fact.kind == Kind.EMPTIED and state.problem not in Cart.LOST_SEATS:
        # A buyer who empties the cart wants nothing any more. After lost seats it was the shop that tidied up.
        changes |= {"items": [], "total_cents": 0}
        changes |= {"problem": Problem.NONE, "problem_code": "", "problem_detail": "", "problem_at": None}
    elif fact.kind == Kind.ORDER_COMPLETED and state.ordered_at is None:
        changes |= {"ordered_at": fact.occurred_at, "order_reference": payloads.order_reference(fact.payload)}
    elif fact.kind == Kind.OPTOUT:
        changes["opted_out"] = True
    return replace(state, **changes) if changes else state


def _problem_columns(state: CartState, fact: Fact, problem: str) -> dict[str, Any]:
    if EXPLAINS[problem] < EXPLAINS[state.problem]:
        return {}
    code, detail = payloads.trouble(fact.payload)
    if not code and problem == state.problem:
        code, detail = state.problem_code, state.problem_detail
    return {"problem": problem, "problem_code": code, "problem_detail": detail, "problem_at": fact.occurred_at}
