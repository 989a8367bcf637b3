"""POST /api/v1/carts/beacon: a browser's evidence, from the shop's own pages, within bounds, and never an order."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from carts import webhooks
from carts.ingest.fold import fold
from carts.models import Cart, CartEvent
from tests import make, shop

Kind = CartEvent.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    cache.clear()
    return make.cart_source()


def test_a_browser_adds_what_went_wrong(source):
    shop.report(source, shop.filled())
    response = shop.beacon(source, shop.event("js.error", message="x is not a function"))
    assert shop.results(response) == ["accepted"]
    assert response["Access-Control-Allow-Origin"] == "https://shop.test"
    assert "Origin" in response["Vary"]
    cart = Cart.objects.get()
    assert (cart.problem, cart.email) == (Cart.Problem.SCRIPT_ERROR, "ann@buyers.test")


def test_a_browser_never_reports_an_order(source):
    shop.report(source, shop.filled())
    response = shop.beacon(source, shop.event("order.completed"), shop.event("order.refunded"), shop.event("js.error"))
    assert shop.results(response) == ["not_allowed", "not_allowed", "accepted"]
    assert Cart.objects.get().status == Cart.Status.OPEN


def test_a_browser_cannot_say_who_is_mailed_and_where_a_button_leads(source):
    shop.report(source, shop.filled())
    evil = {"email": "victim@mail.test", "resume_url": "https://evil.test", "items": [], "marketing_consent": True}
    assert shop.results(shop.beacon(source, shop.event("cart.updated", **evil))) == ["not_allowed"]
    shop.beacon(source, shop.event("js.error", **evil))
    cart = Cart.objects.get()
    assert (cart.email, cart.resume_url) == ("ann@buyers.test", "https://shop.test/resume/abc")
    assert (cart.total_cents, cart.has_marketing_consent) == (18400, False)


def test_a_browser_cannot_take_the_id_of_an_event_that_the_server_will_report(source):
    shop.report(source, shop.filled())
    shop.beacon(source, shop.event("js.error", id="order-1"))
    assert shop.results(shop.report(source, shop.event("order.completed", id="order-1"))) == ["accepted"]
    assert Cart.objects.get().status == Cart.Status.COMPLETED


@pytest.mark.parametrize("origin", ["", "https://evil.test", "https://shop.test.evil.test", "null", "http://shop.test"])
def test_other_peoples_pages_are_refused(source, origin):
    response = shop.beacon(source, shop.event("js.error"), origin=origin)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response
    assert not CartEvent.objects.exists()


@pytest.mark.parametrize("key", ["pk_other", "", None, 7, ["pk"], "a\0b"])
def test_a_wrong_key_is_refused(source, key):
    assert shop.beacon(source, shop.event("js.error"), key=key).status_code == 403


def test_the_key_of_another_shop_does_not_open_this_origin(source):
    other = make.cart_source(allowed_origins=["https://other.test"])
    assert shop.beacon(other, shop.event("js.error"), origin="https://shop.test").status_code == 403


def test_what_is_no_batch_is_a_bad_request(source):
    client = Client(headers={"origin": "https://shop.test"})
    for body in ("", "[]", "{", '{"key": NaN}'):
        assert client.post(shop.BEACON, body, content_type="text/plain").status_code == 400
    assert shop.beacon(source, events=1).status_code == 202


def test_a_browser_that_storms_is_slowed_down(source, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_BEACON_EVENTS_A_MINUTE", 3)
    codes = [shop.beacon(source, shop.event("js.error")).status_code for _ in range(5)]
    assert codes == [202, 202, 202, 429, 429]


@pytest.mark.parametrize("kind", ["cart.emptied", "optout", "cart.updated", "order.completed", "order.refunded"])
def test_a_browser_adds_trouble_and_nothing_else(source, kind):
    shop.report(source, shop.filled())
    assert shop.results(shop.beacon(source, shop.event(kind))) == ["not_allowed"]
    cart = Cart.objects.get()
    assert (cart.total_cents, cart.opted_out, cart.ordered_at) == (18400, False, None)


@pytest.mark.parametrize("kind", [Kind.EMPTIED, Kind.OPTOUT])
def test_what_a_browser_once_reported_counts_no_more(kind):
    at = timezone.now()
    items = [{"name": "Floor", "unit_cents": 100}]
    filled = CartEvent(occurred_at=at, seq=1, event_id="a", kind=Kind.UPDATED, payload={"items": items})
    state = fold([filled, CartEvent(occurred_at=at, seq=2, event_id="b", kind=kind, is_from_browser=True)])
    assert (len(state.items), state.opted_out) == (1, False)


def test_a_browser_makes_no_carts(source):
    events = [shop.event("js.error", cart=f"made-up-{number}") for number in range(20)]
    assert shop.results(shop.beacon(source, *events)) == ["unknown_cart"] * 20
    assert not Cart.objects.exists()
    other = make.cart_source(public_id="other", publishable_key="pk_other")
    shop.report(source, shop.filled(cart="of-another"))
    assert shop.results(shop.beacon(other, shop.event("js.error", cart="of-another"))) == ["unknown_cart"]


def test_events_are_counted_and_not_requests(source, monkeypatch):
    shop.report(source, shop.filled())
    monkeypatch.setattr(webhooks, "MOST_BEACON_EVENTS_A_MINUTE", 10)
    codes = [shop.beacon(source, *(shop.event("js.error") for _ in range(6))).status_code for _ in range(2)]
    assert codes == [202, 429]
    assert CartEvent.objects.filter(is_from_browser=True).count() == 6


def test_a_preflight_is_answered_for_known_origins_only(source):
    def preflight(origin: str):
        return Client().options(shop.BEACON, headers={"origin": origin, "access-control-request-method": "POST"})

    assert preflight("https://shop.test")["Access-Control-Allow-Origin"] == "https://shop.test"
    assert preflight("https://evil.test").status_code == 403


def test_a_beacon_that_is_too_large_is_refused(source):
    assert shop.beacon(source, filler="x" * 70_000).status_code == 413
