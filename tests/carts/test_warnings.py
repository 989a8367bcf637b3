"""A value that cannot be read is named in a warning, and wipes nothing that was known."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carts.ingest import payloads
from carts.ingest.fold import fold
from carts.ingest.warnings import warnings_of
from carts.models import Cart, CartEvent
from tests import make, shop
from tests.carts.test_fold import NOON

pytestmark = pytest.mark.django_db

KNOWN = shop.filled(phone="+12125550123", event_id="jazz")["payload"]
FIELDS = [*KNOWN, "locale", "marketing_consent", "code", "order_id"]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "quantity"]), inner, max_size=2)
    ),
    max_leaves=6,
)
UNREADABLE = {
    "phone": ["call me", "12", None, -5, ["+12125550123"]],
    "email": ["nobody", None, 5, {}],
    "items": [
        None,
        {},
        "2 x Floor",
        3.5,
        [None],
        [{"name": "Floor", "quantity": "2"}],
        [{"name": "Floor", "quantity": -1}],
        [{"name": "Floor", "quantity": 10**30}],
        [{"name": "Floor", "quantity": 1, "unit_cents": -5}],
    ],
    "currency": ["ZZZ", "dollars", None, 840],
    "total_cents": ["184", -1, 10**30, 1.5, None, True],
    "country": ["ZZ", "Germany", None],
    "timezone": ["Mars/Base", None, 2],
    "resume_url": ["javascript:alert(1)", "cart", None, "http://["],
    "event_id": [None, {}, 2.5],
    "name": [None, {}, []],
}


@pytest.mark.parametrize("field", UNREADABLE)
def test_each_unreadable_field_is_named_and_wipes_nothing(field):
    source = make.cart_source()
    for value in UNREADABLE[field]:
        Cart.objects.all().delete()
        first = shop.filled(phone="+12125550123", event_id="jazz")
        shop.report(source, first)
        before = Cart.objects.values("email", "phone", "name", "items", "total_cents", "currency", "resume_url").get()
        (result,) = shop.report(source, shop.event(**{field: value})).json()["results"]
        after = Cart.objects.values(*before).get()
        assert result["status"] == "accepted"
        assert [warning["field"].split("[")[0] for warning in result["warnings"]] == [field], value
        assert after == before, value


def test_a_good_event_has_no_warnings():
    (result,) = shop.report(make.cart_source(), shop.filled()).json()["results"]
    assert "warnings" not in result


def test_one_bad_line_keeps_its_known_line_and_takes_the_good_one():
    vip = {"name": "VIP", "quantity": 1, "unit_cents": 100, "fees_cents": 0}
    told = payloads.contents({"items": [{"name": "Floor", "quantity": "2"}, vip]}, known=KNOWN["items"])
    assert [item["name"] for item in told["items"]] == ["VIP", "Floor"]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    odd=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=6), kind=st.sampled_from(["cart.updated", "js.error"])
)
def test_whatever_is_told_the_fold_and_the_warnings_stand(odd, kind):
    first = CartEvent(occurred_at=NOON, seq=1, event_id="a", kind="cart.updated", payload=KNOWN)
    second = CartEvent(occurred_at=NOON, seq=2, event_id="b", kind=kind, payload=odd)
    before, after = fold([first]), fold([first, second])
    assert fold([second, first]) == after
    named = {
        warning["field"].split("[")[0] for warning in warnings_of(kind, odd, regions=("US",), is_from_browser=False)
    }
    for name in ("email", "phone", "name", "country", "timezone", "currency", "resume_url"):
        if name in named or name not in odd:
            assert getattr(after, name) == getattr(before, name)
    assert after.items or odd.get("items") == [] or isinstance(odd.get("items"), list)
