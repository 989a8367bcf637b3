"""Sixty carts in every state, reported as the shop reports them and settled by the services that the sweeps call."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from carts.board import open_case_for_cart
from carts.ingest import ingest_events
from carts.lifecycle import GIVE_UP_AFTER, abandon_cart, expire_cart, wait_before_abandoning
from carts.models import Cart, CartEvent, CartSource, RecoveryStep
from carts.recovery import settle_next_step
from helpdesk.demo.letters import mail_left
from helpdesk.demo.shop import prices
from helpdesk.demo.world import Act, World
from tickets.models import Event, Requester

Kind = CartEvent.Kind

SUMMER = (Kind.DISCOUNT_REJECTED, {"code": "SUMMER", "message": "This code is not valid for this event."})
TROUBLES = [
    SUMMER,
    (Kind.DISCOUNT_REJECTED, {"code": "FRIENDS15", "message": "This code has been used the maximum number of times."}),
    (Kind.PAYMENT_DECLINED, {"reason": "do_not_honor", "message": "Your bank declined the payment."}),
    (Kind.PAYMENT_DECLINED, {"reason": "insufficient_funds", "message": "Your bank declined the payment."}),
    (Kind.SEAT_LOST, {"message": "Balcony row C, 2 seats were just sold to someone else."}),
    (Kind.HOLD_EXPIRED, {"message": "Your ten minutes are over, the seats are on sale again."}),
    (Kind.JS_ERROR, {"message": "TypeError: seatMap is undefined"}),
    (Kind.HTTP_ERROR, {"code": "503", "message": "The shop did not answer in time."}),
]
FAILING_NOW = [9.4, 8.1, 6.6, 5.2, 3.4, 1.9, 0.2]
"""Minutes ago at which seven buyers tried the same code."""
SHOPPING_NOW = [2.6, 1.4, 0.7, 0.1]


FATES: list[tuple[int, float, float, dict[str, bool]]] = [
    # how many carts, begun between how many hours ago, and what becomes of them (see Checkout.play)
    (9, 2, 46, {}),
    (3, 3, 30, {"is_taken_up": True}),
    (3, 4, 40, {"has_trouble": False}),
    (4, 2, 60, {"gives_email": False}),
    (9, 6, 22, {"comes_back": True}),
    (5, 30, 200, {"comes_back": True}),
    (8, 80, 330, {}),
    (8, 1, 120, {"buys_at_once": True, "has_trouble": False}),
]


def plan_carts(world: World) -> list[Act]:
    dice = world.dice
    buyers = iter(dice.sample(world.writers, 60))
    source = CartSource.objects.get(organizer=world.shop_organizer)
    acts = []
    for count, first, last, fate in FATES:
        for _cart in range(count):
            at = world.at - timedelta(hours=dice.uniform(first, last))
            acts.append(Act(at, partial(Checkout(world, source, next(buyers), at).play, **fate)))
    for minutes in FAILING_NOW:
        at = world.at - timedelta(minutes=minutes + 1.5)
        acts.append(Act(at, partial(Checkout(world, source, next(buyers), at).fail, SUMMER)))
    for minutes in SHOPPING_NOW:
        at = world.at - timedelta(minutes=minutes + 0.5)
        acts.append(Act(at, Checkout(world, source, next(buyers), at).choose))
    return acts


class Checkout:
    """One buyer in the shop; everything that happens is reported as the shop's server reports it."""

    def __init__(self, world: World, source: CartSource, buyer: Requester, began: datetime) -> None:
        self.world, self.source, self.buyer, self.now = world, source, buyer, began
        self.event: Event = world.dice.choice(world.shop_events)
        self.id = f"LR{world.dice.getrandbits(40):010X}"
        self.seq = 0

    @property
    def cart(self) -> Cart:
        return Cart.objects.select_related("source").get(source=self.source, external_id=self.id)

    def report(self, kind: str, **payload: Any) -> None:
        self.seq += 1
        event = {
            "id": f"{self.id}-{self.seq}",
            "cart": self.id,
            "kind": str(kind),
            "occurred_at": self.now.isoformat(),
            "seq": self.seq,
            "payload": payload,
        }
        [result] = ingest_events(self.source, events=[event], received_at=self.now)
        if result["status"] != "accepted":
            raise ValueError(f"The demonstration reported nonsense: {result}")

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds * self.world.dice.uniform(0.6, 1.4))

    def choose(self, *, email: bool = True) -> None:
        """Put seats into the cart and say who buys them."""
        dice = self.world.dice
        name, cents = dice.choice(prices()[self.event.external_id])
        item = {"name": name, "quantity": dice.choice([1, 2, 2, 2, 4]), "unit_cents": cents, "fees_cents": cents // 12}
        self.report(Kind.UPDATED, event_id=self.event.external_id, items=[item], currency="USD")
        self.pass_time(12)
        who = {"name": self.buyer.name, "country": "US", "timezone": "America/New_York"}
        if email:
            who["email"] = self.buyer.email
        self.report(Kind.STEP, step="contact", **who)

    def meet(self, trouble: tuple[str, dict[str, str]]) -> None:
        self.report(Kind.STEP, step="payment")
        self.pass_time(20)
        kind, payload = trouble
        for _attempt in range(self.world.dice.choice([1, 1, 2, 3])):
            self.report(kind, **payload)
            self.pass_time(8)

    def buy(self) -> None:
        self.report(Kind.ORDER_COMPLETED, order_id=f"LR-{self.world.dice.randrange(20000, 99999)}")

    def leave(self) -> None:
        """Close the tab; when the shop's patience is over the cart is abandoned, and the mail that is due leaves."""
        cart = self.cart
        self.now = max(self.now, cart.due_at or self.now) + timedelta(seconds=5)
        if self.now > self.world.at:
            return
        abandon_cart(cart, at=self.now)
        settle_next_step(at=self.now)
        for step in RecoveryStep.objects.filter(cart=cart, message__isnull=False).select_related("message"):
            mail_left(step.message, at=self.now)

    def play(
        self,
        *,
        gives_email: bool = True,
        has_trouble: bool = True,
        buys_at_once: bool = False,
        is_taken_up: bool = False,
        comes_back: bool = False,
    ) -> None:
        """All that becomes of this cart, until today."""
        dice = self.world.dice
        self.choose(email=gives_email)
        self.pass_time(40)
        if has_trouble:
            self.meet(dice.choice(TROUBLES))
        if buys_at_once:
            return self.buy()
        self.leave()
        if is_taken_up:
            agent = dice.choice(self.world.agents)
            open_case_for_cart(self.cart, by=agent, at=self.now + timedelta(minutes=2))
        if comes_back:
            self.pass_time(60 * dice.uniform(8, 180))
            return self.buy()
        too_late = self.cart.active_at + GIVE_UP_AFTER + wait_before_abandoning(self.cart, source=self.source)
        if too_late < self.world.at:
            expire_cart(self.cart, at=too_late)
        return None

    def fail(self, trouble: tuple[str, dict[str, str]]) -> None:
        """Try to pay, and give up."""
        self.choose()
        self.pass_time(30)
        self.meet(trouble)
        self.leave()
