"""Whatever a shop or a browser calls a trouble, no buyer reads it: not in our mail, and not in an answer's subject."""

import pytest
from django.utils import timezone

from carts.board import open_case_for_cart
from carts.models import Cart, CartEvent
from carts.models.problem_words import TABLE, words_for_agents, words_for_buyers
from tests import make, shop

HOSTILE = [
    "TypeError: undefined is not a function",
    "TypeError",
    "generic_decline",
    "insufficient_funds",
    "COUPON_EXPIRED",
    "ERR_1001",
    "500",
    "http_502",
    "E1001",
    "authentication_failed",
    "Traceback-most-recent",
    "order-XK-9921",
    "cart_9f3a",
    "minimum_not_met",
]
PROBLEMS = [problem for problem in Cart.Problem.values if problem]


@pytest.mark.parametrize("code", HOSTILE)
def test_no_code_is_in_a_buyers_sentence(code):
    for problem in PROBLEMS:
        words = words_for_buyers(problem, code)
        assert words
        assert code.lower() not in words.lower()


def test_every_known_code_has_words():
    for problem, codes, *_words in TABLE:
        for code in codes.split():
            for one in [problem] if problem else PROBLEMS:
                assert words_for_agents(one, code) not in {"", code}
                assert words_for_buyers(one, code)


def test_what_the_buyer_typed_is_repeated():
    assert words_for_buyers("discount_rejected", "SUMMER") == "The checkout did not accept your code SUMMER."


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(CartEvent.TROUBLE))
def test_the_subject_of_an_answer_carries_no_code(kind):
    source = make.cart_source()
    texts = {"code": "TypeError_X1", "reason": "x_reason_7", "message": "TypeError: e is null"}
    shop.report(source, shop.filled(), shop.event(kind, **texts))
    cart = Cart.objects.get()
    ticket = open_case_for_cart(cart, at=timezone.now())
    for told in (*texts.values(), cart.external_id):
        assert told not in ticket.subject
