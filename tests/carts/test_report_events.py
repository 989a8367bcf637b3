"""POST /api/v1/carts/events: only the shop may, each event is answered for itself, and a repeat changes nothing."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carts.ingest.signing_secrets import set_signing_secret
from carts.models import Cart, CartEvent
from tests import make, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return make.cart_source(public_id="shop-1", publishable_key="pk_test_1")


def nothing_was_written() -> bool:
    return not Cart.objects.exists() and not CartEvent.objects.exists()


def test_a_signed_batch_becomes_a_cart(source):
    event = make.event(organizer=source.organizer, external_id="jazz")
    response = shop.report(
        source,
        shop.filled(event_id="jazz"),
        shop.event("checkout.step", step="payment"),
        shop.event("discount.rejected", code="SUMMER", reason="expired", message="This code has expired."),
    )

    assert shop.results(response) == ["accepted"] * 3
    cart = Cart.objects.get()
    assert (cart.email, cart.name, cart.country) == ("ann@buyers.test", "Ann Lee", "US")
    assert (cart.total_cents, cart.currency, cart.step, cart.event) == (18400, "USD", "payment", event)
    assert (cart.problem, cart.problem_code) == (Cart.Problem.DISCOUNT_REJECTED, "SUMMER")
    assert cart.problem_detail == "This code has expired."
    assert cart.due_at == cart.problem_at + source.wait_after_problem


def test_a_repeat_is_answered_duplicate_and_changes_nothing(source):
    event = shop.filled()
    assert shop.results(shop.report(source, event, event)) == ["accepted", "duplicate"]
    assert shop.results(shop.report(source, event)) == ["duplicate"]
    assert CartEvent.objects.count() == 1


def test_the_good_events_of_a_batch_are_kept(source):
    now = timezone.now()
    bad = [
        shop.event("cart.sold"),
        shop.event(at=now + timedelta(hours=1)),
        shop.event(at=now - timedelta(days=400)),
        shop.event(note="x" * 17_000),
        shop.event() | {"occurred_at": "yesterday"},
        shop.event() | {"occurred_at": "2026-11-22T10:00:00"},
        shop.event() | {"payload": ["a list"]},
        shop.event() | {"seq": "first"},
        shop.event() | {"id": ""},
        shop.event() | {"cart": "c" * 65},
        shop.event() | {"kind": ["cart.updated"]},
        "no event",
        None,
    ]
    codes = shop.results(shop.report(source, shop.filled(), *bad, shop.event("checkout.step", step="seats")))
    assert codes == [
        "accepted",
        "unknown_kind",
        "future",
        "too_old",
        "too_large",
        "bad_time",
        "bad_time",
        "bad_payload",
        "bad_seq",
        "bad_id",
        "bad_cart",
        "unknown_kind",
        "bad_event",
        "bad_event",
        "accepted",
    ]
    assert CartEvent.objects.count() == 2


def test_a_request_that_is_not_signed_is_refused(source):
    body = json.dumps({"events": [shop.filled()]}).encode()
    right = shop.signed(body)
    old = shop.signed(body, at=timezone.now() - timedelta(seconds=330))
    early = shop.signed(body, at=timezone.now() + timedelta(seconds=330))
    wrong = [
        {},
        right | {"webhook-signature": ""},
        right | {"webhook-signature": "v1,AAAA"},
        right | {"webhook-signature": right["webhook-signature"].replace("v1,", "v2,")},
        right | {"webhook-signature": "v1,\N{SNOWMAN}"},
        right | {"webhook-id": "another"},
        right | {"webhook-timestamp": "soon"},
        right | {"webhook-timestamp": "9" * 400},
        right | {"webhook-timestamp": str(int(right["webhook-timestamp"]) + 1)},
        shop.signed(body, secret="whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA=="),
        shop.signed(body + b" "),
        right | {"x-cart-source": "shop-2"},
        right | {"x-cart-source": ""},
        old,
        early,
    ]
    assert [shop.post(body, source=source, headers=headers).status_code for headers in wrong] == [403] * len(wrong)
    assert nothing_was_written()
    assert shop.post(body, source=source, headers=right).status_code == 202


def test_a_shop_that_is_switched_off_is_refused():
    assert shop.report(make.cart_source(is_active=False), shop.filled()).status_code == 403
    assert nothing_was_written()


def test_one_of_several_signatures_is_enough_and_so_is_one_of_several_secrets(source):
    new = "whsec_YSBzZWNyZXQgdGhhdCBpcyBuZXcgdG9kYXk="
    body = json.dumps({"events": [shop.filled()]}).encode()
    stranger = shop.signed(body, secret="whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==", webhook_id="m1")
    ours = shop.signed(body, webhook_id="m1")
    both = ours | {"webhook-signature": f"{stranger['webhook-signature']} {ours['webhook-signature']}"}
    assert shop.post(body, source=source, headers=both).status_code == 202

    set_signing_secret(source, secrets=f"{new} {make.SIGNING_SECRET}")
    source.save()
    assert shop.post(body, source=source, headers=shop.signed(body, secret=new)).status_code == 202
    assert shop.post(body, source=source, headers=shop.signed(body)).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"events": {}}',
        b'{"events": null}',
        b'{"events": [], "sent_at": "now"}',
        b'{"events": [], "sent_at": 1}',
        b'{"events": [NaN]}',
        b'{"events": [1e999]}',
        b'{"events": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"events": [' + b"9" * 5000 + b"]}",
        b"\xff\xfe{}",
    ],
)
def test_what_is_no_batch_is_a_bad_request(source, body):
    assert shop.post(body, source=source).status_code == 400
    assert nothing_was_written()


def test_a_batch_that_is_too_large_is_refused_whole(source):
    assert shop.report(source, *[shop.event() for _ in range(501)]).status_code == 413
    assert shop.post(b'{"events": [], "x": "' + b"x" * 1024 * 1024 + b'"}', source=source).status_code == 413
    assert nothing_was_written()
    assert shop.report(source, *[shop.event() for _ in range(500)]).status_code == 202


def test_card_numbers_never_reach_the_database(source):
    card = "4111 1111 1111 1111"
    step = shop.event(
        "payment.declined", message=f"{card} declined", reason=card, deep=[{card: int(card.replace(" ", ""))}]
    )
    shop.report(source, shop.filled(name=f"Ann {card}", note=card), step)
    stored = repr(list(CartEvent.objects.values())) + repr(list(Cart.objects.values()))
    assert card not in stored
    assert card.replace(" ", "") not in stored
    assert "[card number removed]" in stored


def test_characters_that_postgresql_cannot_store_break_nothing(source):
    payload = r'{"message": "a\u0000b \ud800 \udfff \ufffe", "n\u0000": "\ud83d\ude00", "code": "\u0000"}'
    event = shop.event("js.error") | {"payload": "PAYLOAD"}
    body = json.dumps({"events": [event]}).replace('"PAYLOAD"', payload)
    assert shop.results(shop.post(body.encode(), source=source)) == ["accepted"]
    assert "\0" not in repr(CartEvent.objects.get().payload["message"])
    ids = shop.event() | {"id": "a\0b"}, shop.event() | {"cart": "c\ud800"}
    assert shop.results(shop.report(source, *ids)) == ["bad_id", "bad_cart"]


def test_a_payload_that_is_nested_too_deep_is_rejected(source):
    deep: list = []
    for _ in range(60):
        deep = [deep]
    assert shop.results(shop.report(source, shop.event(deep=deep))) == ["bad_payload"]


def test_the_clock_of_the_shop_is_corrected(source):
    now = timezone.now()
    ahead = now + timedelta(hours=2)
    assert shop.results(shop.report(source, shop.filled(at=ahead - timedelta(minutes=3)), sent_at=ahead)) == [
        "accepted"
    ]
    occurred_at = CartEvent.objects.get().occurred_at
    assert abs(occurred_at - (now - timedelta(minutes=3))) < timedelta(seconds=5)


def test_values_that_make_no_sense_cannot_wipe_good_ones(source):
    shop.report(source, shop.filled())
    nonsense = {
        "email": "no address",
        "name": 7.5,
        "country": "USA",
        "timezone": "../../etc/passwd",
        "items": [{"name": "Floor", "quantity": -1}, "x", {"quantity": 1}],
        "total_cents": -5,
        "currency": "dollar",
        "phone": "call me",
    }
    assert shop.results(shop.report(source, shop.event(**nonsense | {"items": None}))) == ["accepted"]
    cart = Cart.objects.get()
    assert (cart.email, cart.name, cart.country) == ("ann@buyers.test", "Ann Lee", "US")
    assert (cart.timezone, cart.total_cents, cart.currency) == ("America/New_York", 18400, "USD")


def test_get_is_not_allowed():
    assert Client().get(shop.EVENTS).status_code == 405
