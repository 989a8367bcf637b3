"""Every kind of event with every known code and hostile words, to the mail as it leaves: nothing of them is in it."""

import itertools
from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from carts.board import open_case_for_cart
from carts.ingest.fold import fold
from carts.models import Cart, CartEvent
from carts.models.problem_words import FALLBACKS, TABLE
from carts.recovery import sweep_carts
from carts.recovery.mail import what_happened
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import sweep_outbox
from tests import make, shop
from tests.carts.test_buyers_words import HOSTILE
from tests.carts.test_fold import NOON
from tests.mail_server import Received, mail_server
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

TEXTS = [
    "TypeError: Cannot read properties of undefined (reading 'seat')",
    "</p><script>alert(1)</script>",
    "Subject: free tickets\r\nBcc: all@buyers.test",
    "{{ settings.SECRET_KEY }} %(code)s {0}",
    "Traceback (most recent call last): File app.py",
    "SQLSTATE[23505]: duplicate key value",
    "Buy at https://evil.test/now",
    "ECONNRESET",
    "\u202egnihton",
]
CODES = [*HOSTILE, *TEXTS, *dict.fromkeys(code for _problem, codes, *_words in TABLE for code in codes.split())]
SENTENCES = {str(words[1]) for _problem, _codes, *words in TABLE} | {str(words) for words in FALLBACKS.values()}
LEFT = "You left tickets in your cart. If something went wrong, we'd like to help."
UNMAILED = {"order.completed", "cart.emptied", "optout"}
SUBJECTS_OF_CASES = {"Tickets left in the cart", *(str(label) for label in Cart.Problem.labels)}
SUBJECTS = {"Trouble getting your tickets?", "Your tickets: can we help?"}


def fail(source) -> None:
    """A buyer for each kind of event and each hostile text, with another code each time."""
    codes = itertools.cycle(CODES)
    for kind in CartEvent.Kind.values:
        events = []
        for number, (text, code) in enumerate(zip(TEXTS, codes, strict=False)):
            cart, said = f"{kind}-{number}", {"code": (text, "", code)[number % 3], "reason": code, "message": text}
            events += [shop.filled(cart, email=f"{cart}@buyers.test"), shop.event(kind, cart=cart, **said)]
        shop.report(source, *events)


def leave(*, at: datetime | None = None) -> list[Received]:
    with mail_server() as server:
        sweep_outbox(at=at)
    assert not OutboundMessage.objects.exclude(status="sent").exists()
    return server.received


def test_every_code_with_every_hostile_text_becomes_one_of_our_sentences():
    for kind in sorted(CartEvent.TROUBLE):
        for number, (code, text) in enumerate(itertools.product(CODES, ["", *TEXTS])):
            said = ({"code": code, "message": text}, {"reason": code, "message": text}, {"code": text, "reason": code})
            event = CartEvent(occurred_at=NOON, event_id="a", kind=kind, payload=said[number % 3])
            cart = Cart(**fold([event]).columns())
            assert what_happened(cart) in SENTENCES
            assert cart.case_subject in SUBJECTS_OF_CASES


@time_machine.travel(NOON)  # at night no buyer is written to
def test_no_code_and_no_error_text_is_in_a_recovery_mail():
    fail(make.cart_source())
    at = timezone.now() + timedelta(hours=1)
    sweep_carts(at=at)
    received = leave(at=at)
    assert len(received) == len(TEXTS) * (len(CartEvent.Kind) - len(UNMAILED))
    for mail in received:
        assert mail.message["subject"] in SUBJECTS
        assert "Bcc" not in mail.message
        plain, html = (mail.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
        lead = plain.splitlines()[2].removesuffix(" We'd like to fix that.")
        assert lead == LEFT or lead in SENTENCES
        assert not any(text[:12] in plain + html for text in TEXTS)


def test_no_code_and_no_error_text_is_in_an_answer_to_a_carts_case():
    fail(make.cart_source())
    answered = Cart.objects.order_by("pk")[::4]
    for cart in answered:
        make.reply(open_case_for_cart(cart), body="We look into it.")
    received = leave()
    assert len(received) == len(answered)
    for mail in received:
        subject = str(mail.message["subject"])
        assert subject.startswith("Re: ")
        assert subject.removeprefix("Re: ").rpartition(" [Case ")[0] in SUBJECTS_OF_CASES
        assert not any(text[:12] in mail.message.get_body(("plain",)).get_content() for text in TEXTS)


OLD = [
    ("Error on the page: TypeError: e is null", None, "Error on the page"),
    ("Error on the page: TypeError · x", None, "Error on the page"),
    ("Card declined: do_not_honor · Jazz: the Fest", "Jazz: the Fest", "Card declined · Jazz: the Fest"),
    ("The shop did not answer: 503 · Old name", "Jazz: the Fest", "The shop did not answer"),
    ("Discount code rejected", None, "Discount code rejected"),
    ("My order: Error on the page: x", None, "My order: Error on the page: x"),
]


@pytest.mark.parametrize(("before", "event", "after"), OLD)
@pytest.mark.parametrize("channel", ["cart", "phone"])
def test_a_case_from_before_leaves_no_error_text_either(before, event, after, channel):
    ticket = make.ticket(subject=before, channel=channel, event=make.event(name=event) if event else None)
    import_module("carts.migrations.0003_subjects_without_codes").say_the_problem_only(apps, None)
    make.reply(ticket)
    (mail,) = leave()
    assert mail.message["subject"] == f"Re: {after} [Case {ticket.pk}]"


def test_what_people_wrote_in_a_mail_stays_as_they_wrote_it():
    ticket = make.ticket(subject="Card declined: why?", channel="email")
    import_module("carts.migrations.0003_subjects_without_codes").say_the_problem_only(apps, None)
    assert Ticket.objects.get(pk=ticket.pk).subject == "Card declined: why?"
