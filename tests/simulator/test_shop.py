"""The shop: what it tells the desk, how it signs it, and what it does when nobody listens."""

import base64
import datetime as dt
import hashlib
import hmac
import json

import pytest
import requests

from simulator.cart_reports import CartReporter, Report, signature
from simulator.shop import Buyer, Shop
from simulator.town import DEFAULT, town_from

FACTS = town_from(DEFAULT).shop
ANN = Buyer("Ann Lee", "ann@example.com", "+15005550131", consent=True)
NOW = dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC)


class Desk:
    """Answers as told and keeps what it was sent."""

    def __init__(self) -> None:
        self.posts: list[tuple[bytes, dict[str, str]]] = []
        self.answers = lambda events: (202, {"results": [{"id": e["id"], "status": "accepted"} for e in events]})

    def post(self, url, *, data, headers, timeout):
        self.posts.append((data, headers))
        status, content = self.answers(json.loads(data)["events"])
        if status == 0:
            raise requests.ConnectionError("away")
        answer = requests.Response()
        answer.status_code, answer._content = status, json.dumps(content).encode()
        return answer

    @property
    def events(self) -> list[dict]:
        return [event for data, _ in self.posts for event in json.loads(data)["events"]]


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def shop(desk):
    return Shop(FACTS, CartReporter("http://desk.example", FACTS, desk.post), "http://town.example", lambda: NOW)


@pytest.fixture
def cart(shop):
    cart = shop.start_cart(shop.events["jazz-fest"], {"Weekend": 2})
    shop.save_buyer(cart, ANN)
    return cart


def test_a_batch_is_signed_as_standard_webhooks_says(shop, cart, desk):
    body, headers = desk.posts[-1]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(FACTS.signing_secret.split("_", 1)[1])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["x-cart-source"] == FACTS.source_id
    assert abs(int(headers["webhook-timestamp"]) - dt.datetime.now(dt.UTC).timestamp()) < 60


def test_the_signature_is_that_of_the_specifications_example():
    # https://github.com/standard-webhooks/standard-webhooks, the test vector of its libraries
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_every_event_carries_the_buyer_the_seats_and_the_way_back(shop, cart, desk):
    event = desk.events[-1]
    assert event["kind"] == "checkout.step"
    payload = event["payload"]
    assert (payload["email"], payload["phone"], payload["marketing_consent"]) == (ANN.email, ANN.phone, True)
    assert payload["items"] == [
        {"name": "Jazz Fest: Weekend", "quantity": 2, "unit_cents": 18400, "fees_cents": 2208},
    ]
    assert payload["total_cents"] == 2 * (18400 + 2208)
    assert payload["resume_url"] == f"http://town.example/shop/carts/{cart.id}?resume=1"
    assert [e["seq"] for e in desk.events] == [1, 2]


@pytest.mark.parametrize(
    ("happens", "kind", "state"),
    [
        (lambda shop, cart: shop.apply_code(cart, "summer"), "discount.rejected", "open"),
        (lambda shop, cart: shop.apply_code(cart, "WELCOME10"), "cart.updated", "open"),
        (lambda shop, cart: shop.pay(cart, "declined"), "payment.declined", "open"),
        (lambda shop, cart: shop.pay(cart, "seats-lost"), "seat.lost", "lost"),
        (lambda shop, cart: shop.pay(cart, "ok"), "order.completed", "ordered"),
        (lambda shop, cart: shop.expire(cart), "hold.expired", "expired"),
        (lambda shop, cart: shop.empty(cart), "cart.emptied", "emptied"),
        (lambda shop, cart: shop.opt_out(cart), "optout", "open"),
    ],
)
def test_what_happens_in_the_checkout_is_told(shop, cart, desk, happens, kind, state):
    happens(shop, cart)
    assert (desk.events[-1]["kind"], cart.state) == (kind, state)
    assert cart.reports[-1].status == "accepted"


def test_a_rejected_code_names_itself_and_costs_nothing_less(shop, cart, desk):
    shop.apply_code(cart, "summer")
    payload = desk.events[-1]["payload"]
    assert (payload["code"], payload["total_cents"]) == ("SUMMER", 2 * (18400 + 2208))


def test_a_refund_names_the_order(shop, cart, desk):
    shop.pay(cart, "ok")
    shop.refund(cart)
    assert desk.events[-1]["payload"]["order_id"] == desk.events[-2]["payload"]["order_id"] == cart.order_id


def test_a_hold_runs_out_once_after_ten_minutes(shop, cart, desk):
    shop.expire_due()
    assert cart.state == "open"
    shop.now = lambda: NOW + dt.timedelta(minutes=10)
    shop.expire_due()
    shop.expire_due()
    assert [e["kind"] for e in desk.events].count("hold.expired") == 1


def test_seats_can_be_held_again(shop, cart, desk):
    shop.expire(cart)
    shop.hold_again(cart)
    assert cart.is_holding
    assert desk.events[-1]["payload"]["hold_expires_at"] == (NOW + dt.timedelta(minutes=10)).isoformat()


@pytest.mark.parametrize("status", [0, 500, 503])
def test_what_the_desk_did_not_take_is_sent_again_with_the_same_id(shop, cart, desk, status):
    good = desk.answers
    desk.answers = lambda events: (status, {})
    shop.apply_code(cart, "SUMMER")
    assert cart.reports[-1].status == "waiting"

    desk.answers = good
    shop.reporter.flush()
    assert cart.reports[-1].status == "accepted"
    assert desk.events[-1]["id"] == desk.events[-2]["id"]
    assert shop.reporter.waiting == []


def test_a_refused_signature_is_shown_and_not_repeated(shop, cart, desk):
    desk.answers = lambda events: (403, {})
    shop.apply_code(cart, "SUMMER")
    assert (cart.reports[-1].status, cart.reports[-1].detail) == ("refused", "The desk answered 403")
    assert shop.reporter.waiting == []


def test_one_rejected_event_shows_its_reason_and_leaves_the_others_alone(shop, cart, desk):
    reporter = shop.reporter
    good, bad = (Report(cart.id, "cart.updated", {}, seq, NOW) for seq in (8, 9))
    reporter.waiting += [good, bad]
    desk.answers = lambda events: (
        202,
        {
            "results": [
                {"id": good.id, "status": "accepted"},
                {"id": bad.id, "status": "rejected", "code": "unknown_kind"},
            ]
        },
    )
    reporter.flush()
    assert (good.status, bad.status, bad.detail) == ("accepted", "rejected", "unknown_kind")
