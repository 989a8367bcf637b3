"""A small ticket shop whose checkout can go wrong in every way that the desk cares for."""

import datetime as dt
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .cart_reports import CartReporter, Report
from .town import Event, Price, ShopFacts

HOLD = dt.timedelta(minutes=10)
FEE_PERCENT = 12
GOOD_CODE = "WELCOME10"

# What a paying buyer can be made to run into; the last two happen in the browser.
OUTCOMES = {
    "ok": "The card works",
    "declined": "The card is declined",
    "seats-lost": "Somebody else gets the seats",
    "server-error": "The shop's server breaks",
    "script-error": "The page's script breaks",
}


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Seats:
    """So many of one price."""

    price: Price
    quantity: int

    @property
    def fee_cents(self) -> int:
        return self.price.cents * FEE_PERCENT // 100

    @property
    def total_cents(self) -> int:
        return self.quantity * (self.price.cents + self.fee_cents)


@dataclass
class Buyer:
    """Who buys, as far as they have said."""

    name: str = ""
    email: str = ""
    phone: str = ""
    consent: bool = False


@dataclass
class Cart:
    """One attempt to buy; states are open, expired, lost, emptied, ordered and refunded."""

    id: str
    event: Event
    seats: list[Seats]
    hold_expires_at: dt.datetime
    buyer: Buyer = field(default_factory=Buyer)
    state: str = "open"
    step: str = "seats"
    code: str = ""
    is_discounted: bool = False
    order_id: str = ""
    problem: str = ""
    opted_out: bool = False
    seq: int = 0
    reports: list[Report] = field(default_factory=list)

    @property
    def is_holding(self) -> bool:
        return self.state == "open"

    @property
    def total_cents(self) -> int:
        total = sum(seats.total_cents for seats in self.seats)
        return total * 9 // 10 if self.is_discounted else total

    def payload(self, resume_url: str) -> dict[str, Any]:
        """What every event of this cart says of it."""
        facts = {
            "email": self.buyer.email,
            "phone": self.buyer.phone,
            "name": self.buyer.name,
            "marketing_consent": self.buyer.consent,
            "locale": "en-US",
            "country": "US",
            "timezone": "America/Chicago",
            "event_id": self.event.id,
            "items": [
                {
                    "name": f"{self.event.name}: {seats.price.name}",
                    "quantity": seats.quantity,
                    "unit_cents": seats.price.cents,
                    "fees_cents": seats.fee_cents,
                }
                for seats in self.seats
            ],
            "total_cents": self.total_cents,
            "currency": self.event.currency,
            "step": self.step,
            "resume_url": resume_url,
            "hold_expires_at": self.hold_expires_at.isoformat() if self.is_holding else None,
        }
        return {name: value for name, value in facts.items() if value not in ("", None)}


class Shop:
    """All carts. Whatever happens to one is told to the desk by the shop's server."""

    def __init__(
        self, facts: ShopFacts, reporter: CartReporter, url: str, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        self.facts, self.reporter, self.url, self.now = facts, reporter, url, now
        self.events = {event.id: event for event in facts.events}
        self.carts: dict[str, Cart] = {}
        self._lock = threading.RLock()

    def start_cart(self, event: Event, quantities: dict[str, int]) -> Cart:
        """Hold seats of an event; quantities by the name of the price."""
        seats = [Seats(price, quantities[price.name]) for price in event.prices if quantities.get(price.name)]
        cart = Cart(f"cart_{secrets.token_hex(8)}", event, seats, self.now() + HOLD)
        self.carts[cart.id] = cart
        self.report(cart, "cart.updated")
        return cart

    def resume_url(self, cart: Cart) -> str:
        return f"{self.url}/shop/carts/{cart.id}?resume=1"

    def save_buyer(self, cart: Cart, buyer: Buyer) -> None:
        cart.buyer, cart.step, cart.problem = buyer, "payment", ""
        self.report(cart, "checkout.step")

    def apply_code(self, cart: Cart, code: str) -> None:
        cart.code = code.strip().upper()[:40]
        cart.is_discounted = cart.code == GOOD_CODE
        if cart.is_discounted:
            cart.problem = ""
            self.report(cart, "cart.updated")
        else:
            cart.problem = f"The code {cart.code} is not valid for this event."
            self.report(cart, "discount.rejected", code=cart.code, reason="not_valid", message=cart.problem)

    def pay(self, cart: Cart, outcome: str) -> None:
        """Raises ConnectionError for the outcome in which the shop's own server breaks."""
        cart.problem = ""
        if outcome == "declined":
            cart.problem = "Your bank declined this card. Nothing was charged."
            self.report(cart, "payment.declined", code="card_declined", reason="do_not_honor", message=cart.problem)
        elif outcome == "seats-lost":
            cart.problem = "While you were paying, these seats went to somebody else."
            cart.state = "lost"
            self.report(cart, "seat.lost", code="seats_gone", reason="seats_gone", message=cart.problem)
        elif outcome == "server-error":
            cart.problem = "Our payment page is not answering. Please try again in a moment."
            raise ConnectionError(cart.problem)
        else:
            cart.state, cart.step, cart.order_id = "ordered", "done", f"ORD-{secrets.token_hex(4).upper()}"
            self.report(cart, "order.completed", order_id=cart.order_id)

    def refund(self, cart: Cart) -> None:
        cart.state = "refunded"
        self.report(cart, "order.refunded", order_id=cart.order_id)

    def empty(self, cart: Cart) -> None:
        cart.state, cart.problem = "emptied", ""
        self.report(cart, "cart.emptied")

    def opt_out(self, cart: Cart) -> None:
        """The buyer wants no mail about carts."""
        cart.opted_out, cart.buyer.consent = True, False
        self.report(cart, "optout")

    def hold_again(self, cart: Cart) -> None:
        cart.state, cart.step, cart.problem = "open", "seats", ""
        cart.hold_expires_at = self.now() + HOLD
        self.report(cart, "cart.updated")

    def expire(self, cart: Cart) -> None:
        cart.state = "expired"
        cart.problem = "Your seats were held for ten minutes and have been released."
        self.report(cart, "hold.expired", reason="hold_expired", message=cart.problem)

    def expire_due(self) -> None:
        """Release every hold whose time is over."""
        for cart in list(self.carts.values()):
            if cart.is_holding and cart.hold_expires_at <= self.now():
                self.expire(cart)

    def report(self, cart: Cart, kind: str, **more: str) -> Report:
        with self._lock:
            cart.seq += 1
            payload = cart.payload(self.resume_url(cart)) | more
            report = Report(cart.id, kind, payload, cart.seq, self.now())
            cart.reports.append(report)
        self.reporter.send(report)
        return report

    def note_beacon(self, cart: Cart, kind: str, *, status: str, detail: str) -> None:
        """The browser told the desk something by itself; kept for the page's list only."""
        cart.seq += 1
        note = Report(cart.id, kind, {}, cart.seq, self.now(), via="browser", status=status, detail=detail)
        cart.reports.append(note)
