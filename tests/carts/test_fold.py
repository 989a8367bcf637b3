"""Any order of arrival and any repetition of the same events give the same cart."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carts.ingest.fold import fold
from carts.models import Cart, CartEvent

Kind = CartEvent.Kind
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

PAYLOADS = st.sampled_from(
    [
        {},
        {"email": "ann@buyers.test", "name": "Ann", "country": "US", "marketing_consent": True},
        {"email": "bob@buyers.test", "marketing_consent": False, "resume_url": "https://shop.test/r"},
        {"items": [{"name": "Floor", "quantity": 2, "unit_cents": 8500}], "currency": "EUR", "event_id": "jazz"},
        {"items": [], "total_cents": 700, "step": "payment", "phone": "+15005550131"},
        {"code": "SUMMER", "reason": "expired", "message": "This code has expired."},
        {"step": "seats", "code": 7, "email": None, "items": "none", "order_id": "A-1"},
        {"order_id": "A-2", "timezone": "Europe/Berlin", "name": "\0"},
    ]
)
FACTS = st.builds(
    CartEvent,
    occurred_at=st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    seq=st.integers(0, 3),
    event_id=st.sampled_from("abcdefghijkl"),
    kind=st.sampled_from(Kind.values),
    payload=PAYLOADS,
    is_from_browser=st.booleans(),
)

# The machine may be busy; how long an example takes proves nothing here.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
patient = settings.get_profile("patient")
STORIES = st.lists(FACTS, min_size=1, max_size=12, unique_by=lambda fact: (fact.is_from_browser, fact.event_id))


def fact(kind: str, minute: int = 0, *, seq: int = 0, browser: bool = False, **payload) -> CartEvent:
    return CartEvent(
        occurred_at=NOON + timedelta(minutes=minute),
        seq=seq,
        event_id=f"{kind}-{minute}-{seq}",
        kind=kind,
        payload=payload,
        is_from_browser=browser,
    )


@patient
@given(STORIES, st.data())
def test_no_order_of_arrival_and_no_repetition_changes_the_cart(facts, data):
    again = data.draw(st.lists(st.sampled_from(facts)))
    shuffled = data.draw(st.permutations(facts + again))
    assert fold(shuffled) == fold(facts)


@patient
@given(STORIES)
def test_once_bought_a_cart_stays_bought_at_the_first_order(facts):
    orders = [f.occurred_at for f in facts if f.kind == Kind.ORDER_COMPLETED and not f.is_from_browser]
    assert fold(facts).ordered_at == min(orders, default=None)


@patient
@given(STORIES)
def test_whoever_opted_out_stays_so(facts):
    assert fold(facts).opted_out == any(fact.kind == Kind.OPTOUT and not fact.is_from_browser for fact in facts)


@patient
@given(STORIES)
def test_a_browser_tells_nothing_but_trouble(facts):
    believed = {
        "email",
        "phone",
        "name",
        "country",
        "items",
        "total_cents",
        "resume_url",
        "ordered_at",
        "event_external_id",
    }
    server = [fact for fact in facts if not fact.is_from_browser and fact.kind != Kind.EMPTIED]
    if server:
        with_browser, without = (fold([f for f in some if f.kind != Kind.EMPTIED]) for some in (facts, server))
        for name in believed:
            assert getattr(with_browser, name) == getattr(without, name)


def test_the_cause_is_not_replaced_by_its_consequence():
    state = fold([fact(Kind.PAYMENT_DECLINED, 1, code="insufficient_funds"), fact(Kind.HOLD_EXPIRED, 9)])
    assert (state.problem, state.problem_code) == (Cart.Problem.PAYMENT_DECLINED, "insufficient_funds")


def test_a_later_trouble_that_explains_as_much_counts():
    state = fold(
        [fact(Kind.DISCOUNT_REJECTED, 1, code="SUMMER"), fact(Kind.PAYMENT_DECLINED, 2, reason="expired card")]
    )
    assert (state.problem, state.problem_code) == (Cart.Problem.PAYMENT_DECLINED, "expired card")


def test_whoever_empties_the_cart_wants_nothing_any_more():
    items = [{"name": "Floor", "quantity": 1, "unit_cents": 100}]
    bought_off = [fact(Kind.UPDATED, items=items), fact(Kind.DISCOUNT_REJECTED, 1), fact(Kind.EMPTIED, 2)]
    assert (fold(bought_off).items, fold(bought_off).problem) == ([], Cart.Problem.NONE)


def test_a_shop_that_tidies_up_lost_seats_does_not_hide_the_trouble():
    items = [{"name": "Floor", "quantity": 1, "unit_cents": 100}]
    state = fold([fact(Kind.UPDATED, items=items), fact(Kind.HOLD_EXPIRED, 1), fact(Kind.EMPTIED, 2)])
    assert (len(state.items), state.problem) == (1, Cart.Problem.HOLD_EXPIRED)


def test_only_what_the_buyer_did_counts_as_activity():
    state = fold([fact(Kind.UPDATED, 0), fact(Kind.HOLD_EXPIRED, 10), fact(Kind.ORDER_REFUNDED, 20)])
    assert state.active_at == NOON
    assert state.problem_at == NOON + timedelta(minutes=10)


def test_a_number_is_read_in_the_country_that_the_cart_names_whenever_it_does():
    told = [fact(Kind.UPDATED, 1, phone="030 901820"), fact(Kind.STEP, 2, country="DE")]
    assert fold(told).phone == "+4930901820"
    assert fold([fact(Kind.UPDATED, 1, phone="07700 900123", timezone="Europe/London")]).phone == "+447700900123"
    assert fold([fact(Kind.UPDATED, 1, phone="(500) 555-0131")]).phone == "+15005550131"


def test_an_address_in_any_script_is_kept_in_one_form():
    for address in ("Müller@Bücher.example", "müller@xn--bcher-kva.example"):
        assert fold([fact(Kind.UPDATED, 1, email=address)]).email == "müller@bücher.example"
    assert fold([fact(Kind.UPDATED, 1, email="a@ü..de")]).email == ""
