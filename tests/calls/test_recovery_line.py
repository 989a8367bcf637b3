"""The secret number: the code finds the cart, and without one everybody rings all the same."""

from datetime import timedelta

import pytest

from calls.models import Call
from carts.models import Cart
from carts.recovery import issue_code
from simulator.phone_network import Caller, accepts, hears, press
from tests import make
from tests.calls.town import CALLER, TEAM
from tickets.models import Entry


@pytest.fixture
def cart(town):
    """Ann's card was declined on the way to Jazz Fest."""
    line = make.Line.objects.get(kind="recovery")
    source = make.cart_source(recovery_line=line)
    return make.cart(
        source=source,
        name="Ann Lee",
        email="ann@buyers.test",
        phone="+15005550139",
        event=make.event(name="Jazz Fest"),
        problem=Cart.Problem.PAYMENT_DECLINED,
        at=town.network.clock.moment(),
    )


def types(digits: str) -> Caller:
    return Caller(hears("six-digit code from your email"), press(digits))


def test_the_code_of_the_mail_brings_the_cart_to_whoever_answers(town, cart):
    town.person(TEAM[2], accepts(after=3, talk=30))
    code = issue_code(cart, at=town.network.clock.moment())
    town.call(make.RECOVERY_LINE, types(code.digits))
    town.run()

    assert "Problem call, Ann Lee, cart Jazz Fest, Card declined. Press 1 to take it." in town.heard(TEAM[2])
    call = Call.objects.get()
    assert call.cart == cart
    assert call.ticket.requester.email == "ann@buyers.test"
    assert call.ticket.event == cart.event
    cart.refresh_from_db()
    assert cart.ticket == call.ticket
    assert call.ticket.entries.filter(kind=Entry.Kind.CART, panel="carts:entry_panel").count() == 1
    code.refresh_from_db()
    assert code.used_at


@pytest.mark.parametrize("digits", ["999999", "", "#", "12"])
def test_a_wrong_code_or_none_still_rings_without_a_cart(town, cart, digits):
    town.person(TEAM[2], accepts(after=3, talk=30))
    town.call(make.RECOVERY_LINE, types(digits))
    town.run()

    assert len(town.network.truth.bridges) == 1
    assert Call.objects.get().cart is None


def test_a_code_that_expired_finds_nothing(town, cart):
    code = issue_code(cart, at=town.network.clock.moment() - timedelta(days=8))
    town.call(make.RECOVERY_LINE, types(code.digits))
    town.run()

    assert Call.objects.get().cart is None


def test_without_a_code_the_callers_number_may_tell(town, cart):
    town.person(TEAM[2], accepts(after=3, talk=30))
    Cart.objects.filter(pk=cart.pk).update(phone=CALLER)
    town.call(make.RECOVERY_LINE, types(""))
    town.run()

    assert Call.objects.get().cart == cart
    assert "Ann Lee" in town.heard(TEAM[2])


def test_the_case_that_the_cart_has_already_goes_on(town, cart):
    ticket = make.ticket()
    Cart.objects.filter(pk=cart.pk).update(ticket=ticket)
    code = issue_code(cart, at=town.network.clock.moment())
    town.call(make.RECOVERY_LINE, types(code.digits))
    town.run()

    assert Call.objects.get().ticket == ticket
