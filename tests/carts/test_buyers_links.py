"""The links in a recovery mail: signed, never an open door, and without effect until somebody presses the button."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from carts.models import Cart
from carts.recovery import links, settle_next_step
from helpdesk.mail.models import OutboundMessage, Suppression
from tests import make, shop

pytestmark = pytest.mark.django_db


def path_of(link: str) -> str:
    return urlsplit(link).path


def way_back(step) -> str:
    return path_of(links.resume_link(step_id=step.pk, expires_at=step.cart.recovery_code.expires_at))


def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_the_way_back_shows_the_cart_and_changes_nothing():
    step = make.mailed_step()
    page = visitor().get(way_back(step))
    assert page.status_code == 200
    code = step.cart.recovery_code.digits
    assert f"{code[:3]} {code[3:]}".encode() in page.content  # as it stands in the mail
    assert b"+1 500-555-0102" in page.content
    step.refresh_from_db()
    assert step.resumed_at is None


def test_the_button_leads_to_the_shop_as_often_as_it_is_pressed():
    step = make.mailed_step()
    answers = [visitor().post(way_back(step)) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "https://shop.test/r/1")}
    step.refresh_from_db()
    assert step.resumed_at is not None


def test_the_page_lets_its_form_lead_to_the_shop_and_nowhere_else():
    policy = visitor().get(way_back(make.mailed_step()))["Content-Security-Policy"]
    (directive,) = [part.strip() for part in policy.split(";") if "form-action" in part]
    assert directive == "form-action 'self' https://shop.test"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/",
        "https://shop.test.evil.test/",
        "https://shop.test@evil.test/",
        "https://shop.test:81/",
        "http://shop.test/",
        "//shop.test/",
        "javascript:alert(1)",
        "https://shop.test\\@evil.test/",
        "https://shop.test\t.evil.test/",
        "https://[shop.test/",
        "",
    ],
)
def test_nobody_is_led_out_of_the_shop(url):
    step = make.mailed_step(resume_url=url)
    page = visitor().get(way_back(step))
    assert page.status_code == 200
    assert visitor().post(way_back(step)).status_code == 200
    assert b"/resume/" not in bytes(step.message.raw)


def test_a_link_ends_after_seven_days_or_when_the_event_begins():
    step = make.mailed_step()
    event = make.event(starts_at=timezone.now() + timedelta(hours=5))
    soon = make.mailed_step(event=event, email="other@buyers.test")
    for mailed, ends in ((step, timedelta(days=7)), (soon, timedelta(hours=5))):
        link = way_back(mailed)
        with time_machine.travel(timezone.now() + ends - timedelta(minutes=1)):
            assert visitor().get(link).status_code == 200
        with time_machine.travel(timezone.now() + ends + timedelta(minutes=1)):
            assert visitor().get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "1:2:3", "WzEsMl0:1abc:def", "%00", "ä"])
def test_a_link_that_we_did_not_make_opens_nothing(token):
    assert visitor().get(f"/resume/{token}/").status_code == 404
    assert visitor().get(f"/unsubscribe/{token}/").status_code == 404
    assert visitor().post(f"/unsubscribe/{token}/").status_code == 404
    assert not Suppression.objects.exists()


def test_a_link_of_one_kind_does_not_open_the_other():
    step = make.mailed_step()
    token = way_back(step).split("/")[2]
    assert visitor().post(f"/unsubscribe/{token}/").status_code == 404
    token = path_of(links.unsubscribe_link("ann@buyers.test")).split("/")[2]
    assert visitor().get(f"/resume/{token}/").status_code == 404


def test_whoever_bought_is_told_so():
    step = make.mailed_step()
    Cart.objects.filter(pk=step.cart_id).update(status=Cart.Status.RECOVERED, ordered_at=timezone.now())
    assert b"You already bought these tickets" in visitor().get(way_back(step)).content


def unsubscribing(message: OutboundMessage) -> str:
    """The path in the mail's header, as a mailbox provider reads it."""
    (line,) = [line for line in bytes(message.raw).split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    return path_of(line.decode().partition("<")[2].rstrip(">"))


def test_one_click_unsubscribes_without_cookie_or_token():
    message = make.mailed_step().message
    answer = visitor().post(
        unsubscribing(message), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert Suppression.objects.get().address == message.to_address
    message.refresh_from_db()
    assert message.status == OutboundMessage.Status.CANCELLED


def test_looking_at_the_page_does_not_unsubscribe():
    message = make.mailed_step().message
    page = visitor().get(unsubscribing(message))
    assert page.status_code == 200
    assert visitor().head(unsubscribing(message)).status_code == 200
    assert message.to_address.encode() in page.content
    assert not Suppression.objects.exists()


def test_unsubscribing_works_long_after_the_mail_and_twice():
    message = make.mailed_step().message
    Cart.objects.all().update(email="")
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert visitor().post(unsubscribing(message)).status_code == 200
        assert visitor().post(unsubscribing(message)).status_code == 200
    assert Suppression.objects.count() == 1


def test_whoever_unsubscribed_gets_no_other_mail():
    source = make.cart_source()
    visitor().post(unsubscribing(make.mailed_step(source=source, email="Ann@buyers.test".lower()).message))
    other = make.mailed_step(source=source, email="ann@buyers.test")
    assert other.status == other.Status.SKIPPED
    assert not settle_next_step(at=timezone.now())


def test_an_order_before_the_mail_left_calls_it_back():
    source = make.cart_source()
    step = make.mailed_step(source=source, external_id="cart-1")
    shop.report(source, shop.event("order.completed", order_id="A-1"))
    step.message.refresh_from_db()
    step.cart.refresh_from_db()
    assert step.message.status == OutboundMessage.Status.CANCELLED
    assert (step.cart.status, step.cart.order_reference) == (Cart.Status.RECOVERED, "A-1")


def test_an_order_that_is_told_late_is_not_our_success():
    source = make.cart_source()
    step = make.mailed_step(source=source, external_id="cart-1")
    shop.report(source, shop.event("order.completed", at=timezone.now() - timedelta(minutes=1)))
    step.cart.refresh_from_db()
    assert step.cart.status == Cart.Status.COMPLETED


def test_an_update_after_the_order_never_opens_the_cart_again():
    source = make.cart_source()
    shop.report(source, shop.event("order.completed", order_id="A-1"))
    shop.report(source, shop.filled(), shop.event("payment.declined"))
    cart = Cart.objects.get()
    assert (cart.status, cart.due_at) == (Cart.Status.COMPLETED, None)
