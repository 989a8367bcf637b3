"""The carts board, a cart's page, and the fragments of a case: shown to those who may see them."""

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carts.models import Cart, CartEvent
from carts.models.problem_words import TABLE
from tests import make, shop
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def source():
    return make.cart_source(organizer=make.organizer(team=make.team()))


@pytest.fixture
def mate(source):
    return make.agent(teams=[source.organizer.team])


def test_the_board_shows_what_goes_wrong_and_for_how_much(source, mate):
    shop.report(source, shop.filled(), shop.event("payment.declined", code="insufficient_funds"))
    page = signed_in(mate).get(reverse("carts:board"))
    assert b"Ann Lee" in page.content
    assert b"Card declined: insufficient funds or card limit reached" in page.content
    assert page.context["at_risk"] == [{"currency": "USD", "cents": 18400}]


def test_a_fragment_is_answered_to_htmx(source, mate):
    shop.report(source, shop.filled())
    fragment = signed_in(mate).get(reverse("carts:board"), headers={"hx-request": "true"})
    assert fragment.content.lstrip().startswith(b'<div id="carts-board"')


def test_buyers_with_the_same_trouble_are_counted_together(source, mate):
    for number in range(7):
        shop.report(source, shop.event("discount.rejected", cart=f"c{number}", code="SUMMER"))
    shop.report(source, shop.event("discount.rejected", cart="c8", code="WINTER"))
    page = signed_in(mate).get(reverse("carts:board"))
    assert b"7 buyers failed on code SUMMER in 1 min" in page.content
    assert b"on code WINTER" not in page.content
    narrowed = signed_in(mate).get(reverse("carts:board"), {"problem": "discount_rejected", "code": "SUMMER"})
    assert {cart.problem_code for cart in narrowed.context["columns"]["wrong"]} == {"SUMMER"}


def test_the_minutes_are_those_within_which_the_buyers_failed_and_each_buyer_counts_once(source, mate):
    now = timezone.now()
    trouble = {"problem": "discount_rejected", "problem_code": "SUMMER"}
    for minutes in (50, 44, 38):
        cart = make.cart(source=source, problem_at=now - timedelta(minutes=minutes), **trouble)
    make.cart(source=source, email=cart.email.upper(), problem_at=cart.problem_at, **trouble)
    page = signed_in(mate).get(reverse("carts:board")).content.decode()
    assert "3 buyers failed on code SUMMER in 12 min" in page
    assert "38m" in page


def test_a_stranger_sees_nothing_of_another_team(source):
    shop.report(source, shop.filled(), shop.event("js.error", message="x is undefined"))
    cart, stranger = Cart.objects.get(), signed_in(make.agent(teams=[make.team()]))
    assert b"Ann Lee" not in stranger.get(reverse("carts:board")).content
    for route in ("carts:detail", "carts:entry_panel"):
        assert stranger.get(reverse(route, args=[cart.pk])).status_code == 404
    assert stranger.post(reverse("carts:open_case", args=[cart.pk])).status_code == 404
    assert not Ticket.objects.exists()


def test_visitors_are_sent_to_the_sign_in(source):
    cart = make.cart(source=source)
    for route, args in (("carts:board", []), ("carts:detail", [cart.pk]), ("carts:entry_panel", [cart.pk])):
        assert Client().get(reverse(route, args=args)).status_code == 302


def test_the_page_of_a_cart_tells_its_story(source, mate):
    shop.report(
        source,
        shop.filled(),
        shop.event("checkout.step", step="payment"),
        shop.event("http.error", code="503", message="Service <b>unavailable</b>"),
    )
    content = signed_in(mate).get(Cart.objects.get().get_absolute_url()).content
    assert b"The shop did not answer" in content
    assert b"Service &lt;b&gt;unavailable&lt;/b&gt;" in content
    assert b"Floor" in content


def test_taking_a_cart_up_opens_one_case_with_its_trace(source, mate):
    shop.report(source, shop.filled(), shop.event("discount.rejected", code="SUMMER"))
    cart, client = Cart.objects.get(), signed_in(mate)
    first = client.post(reverse("carts:open_case", args=[cart.pk]))
    again = client.post(reverse("carts:open_case", args=[cart.pk]))

    ticket = Ticket.objects.get()
    assert first.url == again.url == ticket.get_absolute_url()
    assert (ticket.channel, ticket.team) == (Ticket.Channel.CART, source.organizer.team)
    assert ticket.requester.email == "ann@buyers.test"
    assert ticket.subject == "Discount code rejected"
    entry = ticket.entries.get(kind="cart")
    assert (entry.panel, entry.panel_id) == ("carts:entry_panel", cart.pk)
    assert b"SUMMER" in client.get(reverse("carts:ticket_panel", args=[ticket.pk])).content
    assert b"SUMMER" in client.get(reverse("carts:entry_panel", args=[cart.pk])).content


def test_the_panel_of_a_case_without_a_cart_is_empty(mate):
    assert signed_in(mate).get(reverse("carts:ticket_panel", args=[make.ticket().pk])).content.strip() == b""


def test_the_board_costs_the_same_however_many_carts_there_are(source, mate, django_assert_max_num_queries):
    for number in range(40):
        shop.report(source, shop.filled(f"c{number}"), shop.event("js.error", cart=f"c{number}", message="x"))
    client = signed_in(mate)
    with django_assert_max_num_queries(20):
        client.get(reverse("carts:board"))


def test_an_empty_board_says_how_it_fills(mate, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:9000"
    page = signed_in(mate).get(reverse("carts:board"))
    assert b"http://127.0.0.1:9000/shop" in page.content


def test_the_trace_is_in_the_order_of_what_happened(source):
    now = timezone.now()
    late, early = shop.event("js.error", at=now), shop.filled(at=now - timedelta(minutes=2))
    shop.report(source, late)
    shop.report(source, early)
    assert list(CartEvent.objects.values_list("kind", flat=True)) == ["cart.updated", "js.error"]


def test_the_trace_says_known_codes_in_words_and_unknown_ones_in_small_print(source, mate):
    shop.report(
        source,
        shop.filled(),
        shop.event("payment.declined", code="insufficient_funds", message="Your card was declined."),
        shop.event("discount.rejected", code="SUMMER20", reason="coupon_expired"),
        shop.event("js.error", message="TypeError: e is null"),
    )
    cart = Cart.objects.get()
    client = signed_in(mate)
    for page in (cart.get_absolute_url(), reverse("carts:entry_panel", args=[cart.pk])):
        trace = client.get(page).content.decode()
        known = "</strong>: insufficient funds or card limit reached <small"
        assert f'{known} class="text-secondary">insufficient_funds · Your card was declined.</small>' in trace
        assert (
            '</strong>: SUMMER20 · the code has expired <small class="text-secondary">coupon_expired</small>' in trace
        )
        unknown = "</strong>: for an unknown reason <small"
        assert f'{unknown} class="text-secondary">TypeError: e is null</small>' in trace


def test_every_known_code_is_said_in_words_in_the_trace():
    for problem, codes, *_words in TABLE:
        kinds = [kind for kind, one in CartEvent.PROBLEMS.items() if problem in {one, ""}]
        for kind, code in itertools.product(kinds, codes.split()):
            event = CartEvent(kind=kind, payload={"code": code})
            assert event.literal == code
            assert event.gist != CartEvent(kind=kind, payload={"code": "x_reason_7"}).gist
