"""The sweep: abandoned after the right wait, one mail or a reason why not, and given up when it is too late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from carts.models import Cart, RecoveryCode, RecoveryStep
from carts.recovery import sweep_carts
from escalation.duty import switch_duty
from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.outbox import sweep_outbox
from helpdesk.mail.suppression import suppress_address
from tests import make, shop
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)  # 12:00 in New York
MIDNIGHT = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)  # 00:00 in New York
PROBLEM = timedelta(minutes=2)
LEFT = timedelta(minutes=45)


@pytest.fixture
def source():
    return make.cart_source()


def fails(source, *, at: datetime = NOON, cart: str = "cart-1", **payload) -> Cart:
    """A buyer whose discount code is rejected at `at`."""
    with time_machine.travel(at, tick=False):
        shop.report(
            source,
            shop.filled(cart, **payload),
            shop.event("discount.rejected", cart=cart, code="SUMMER", message="This code has expired."),
        )
    return Cart.objects.get(source=source, external_id=cart)


def leaves(source, *, at: datetime = NOON, cart: str = "cart-1", **payload) -> Cart:
    """A buyer who fills a cart at `at` and goes away."""
    with time_machine.travel(at, tick=False):
        shop.report(source, shop.filled(cart, **payload))
    return Cart.objects.get(source=source, external_id=cart)


def step_of(cart: Cart) -> RecoveryStep:
    return cart.recovery_steps.get()


def test_a_failed_checkout_becomes_one_mail_that_a_mail_server_gets(source):
    event = make.event(organizer=source.organizer, external_id="jazz", name="Jazz Fest", starts_at=NOON + 9 * LEFT)
    cart = fails(source, event_id="jazz")
    with mail_server() as server:
        sweep_carts(at=NOON + PROBLEM)
        sweep_carts(at=NOON + 2 * PROBLEM)
        sweep_outbox(at=NOON + PROBLEM)
        sweep_outbox(at=NOON + PROBLEM)

    cart.refresh_from_db()
    assert cart.status == Cart.Status.ABANDONED
    code = RecoveryCode.objects.get(cart=cart)
    assert code.expires_at == event.starts_at
    (received,) = server.received
    message = OutboundMessage.objects.get()
    assert (message.status, bytes(message.raw)) == (OutboundMessage.Status.SENT, received.content)
    assert received.recipients == ["ann@buyers.test"]
    assert received.message["subject"] == "Trouble getting your tickets for Jazz Fest?"
    for kind in ("plain", "html"):
        text = received.message.get_body((kind,)).get_content()
        assert "The checkout did not accept your code SUMMER." in text
        assert "+1 500-555-0102" in text
        assert f"{code.digits[:3]} {code.digits[3:]}" in text
        assert "$184.00" in text
        assert "/resume/" in text
    assert f'href="tel:{make.RECOVERY_LINE}"' in received.message.get_body(("html",)).get_content()


def test_the_headers_of_one_click_unsubscribing_stand_on_one_line_each(source):
    fails(source)
    sweep_carts(at=NOON + PROBLEM)
    lines = bytes(OutboundMessage.objects.get().raw).split(b"\r\n")
    (link,) = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert link.startswith(f"List-Unsubscribe: <{settings.PUBLIC_BASE_URL}/unsubscribe/".encode())
    assert link.endswith(b">")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert b"Auto-Submitted: auto-generated" in lines


@pytest.mark.parametrize(
    ("kind", "wait"),
    [
        ("discount.rejected", timedelta(minutes=2)),
        ("payment.declined", timedelta(minutes=2)),
        ("js.error", timedelta(minutes=2)),
        ("http.error", timedelta(minutes=2)),
        ("seat.lost", timedelta(minutes=15)),
        ("hold.expired", timedelta(minutes=15)),
        ("checkout.step", timedelta(minutes=45)),
    ],
)
def test_the_wait_depends_on_what_went_wrong(source, kind, wait):
    with time_machine.travel(NOON, tick=False):
        shop.report(source, shop.filled(), shop.event(kind))
    sweep_carts(at=NOON + wait - timedelta(seconds=1))
    assert Cart.objects.get().status == Cart.Status.OPEN
    sweep_carts(at=NOON + wait)
    assert Cart.objects.get().status == Cart.Status.ABANDONED


def test_whoever_goes_on_is_left_in_peace(source):
    cart = fails(source)
    with time_machine.travel(NOON + timedelta(seconds=90), tick=False):
        shop.report(source, shop.event("checkout.step", step="payment"))
    sweep_carts(at=NOON + PROBLEM)
    cart.refresh_from_db()
    assert cart.status == Cart.Status.OPEN


def test_a_buyer_who_comes_back_and_leaves_again_gets_no_second_mail(source):
    cart = fails(source)
    sweep_carts(at=NOON + PROBLEM)
    fails(source, at=NOON + timedelta(minutes=5))
    cart.refresh_from_db()
    assert cart.status == Cart.Status.OPEN
    sweep_carts(at=NOON + timedelta(minutes=8))
    cart.refresh_from_db()
    assert cart.status == Cart.Status.ABANDONED
    assert OutboundMessage.objects.count() == 1


def test_whoever_gave_no_address_at_first_is_mailed_when_the_trouble_comes_again(source):
    cart = fails(source, email="")
    sweep_carts(at=NOON + PROBLEM)
    assert step_of(cart).skipped_because == "No email address."
    fails(source, at=NOON + timedelta(minutes=5))
    sweep_carts(at=NOON + timedelta(minutes=8))
    assert list(cart.recovery_steps.values_list("number", "status")) == [(1, "skipped"), (2, "mailed")]


def test_a_mail_that_must_not_be_is_skipped_with_its_reason(source):
    organizer, start = source.organizer, NOON + timedelta(days=30)
    make.event(organizer=organizer, external_id="begun", starts_at=NOON + timedelta(minutes=1))
    make.event(organizer=organizer, external_id="gone", starts_at=start, is_sold_out=True)
    suppress_address("no@buyers.test", reason=Suppression.Reason.BOUNCED)
    fails(source, cart="1", email="")
    fails(source, cart="2", email="no@buyers.test")
    fails(source, cart="3", email="c@buyers.test", event_id="begun")
    fails(source, cart="4", email="d@buyers.test", event_id="gone")
    fails(source, cart="5", email="e@buyers.test")
    with time_machine.travel(NOON, tick=False):
        shop.report(source, shop.event("optout", cart="5"))
    sweep_carts(at=NOON + PROBLEM)

    reasons = dict(RecoveryStep.objects.values_list("cart__external_id", "skipped_because"))
    assert reasons == {
        "1": "No email address.",
        "2": "This address is suppressed.",
        "3": "The event has started.",
        "4": "The event is sold out.",
        "5": "The buyer opted out of email in the shop.",
    }
    assert not OutboundMessage.objects.exists()


def test_nobody_is_sent_to_a_number_that_nobody_answers(source):
    for member in source.recovery_line.ring_group.members.all():
        switch_duty(member.user, to="off")
    cart = fails(source)
    sweep_carts(at=NOON + PROBLEM)
    assert step_of(cart).skipped_because == "Nobody is available to answer the secret number."


def test_an_address_gets_one_mail_in_a_day_and_three_in_a_month(source):
    got = []
    for day, hours in enumerate((0, 1, 25, 50, 75, 800)):
        at = NOON + timedelta(hours=hours)
        cart = fails(source, at=at, cart=f"cart-{day}", timezone="UTC", email="Ann@Buyers.test")
        sweep_carts(at=at + PROBLEM)
        got.append(step_of(cart).skipped_because)
    assert got == [
        "",
        "This address got a recovery email in the last 24 hours.",
        "",
        "",
        "This address got three recovery emails in the last 30 days.",
        "",
    ]


@pytest.mark.parametrize(
    ("country", "consent", "mailed"),
    [
        ("US", False, True),
        ("CA", False, True),
        ("DE", False, False),
        ("GB", False, False),
        ("", False, False),
        ("DE", True, True),
    ],
)
def test_plain_leaving_needs_a_legal_basis(source, country, consent, mailed):
    cart = leaves(source, country=country, marketing_consent=consent)
    sweep_carts(at=NOON + LEFT)
    step = step_of(cart)
    assert step.purpose == RecoveryStep.Purpose.RECOVERY
    assert (step.status == RecoveryStep.Status.MAILED) is mailed
    assert mailed or "opt in" in step.skipped_because


def test_a_problem_that_we_saw_may_be_told_in_every_country(source):
    cart = fails(source, country="DE")
    sweep_carts(at=NOON + PROBLEM)
    assert step_of(cart).purpose == RecoveryStep.Purpose.SERVICE_NOTICE
    assert step_of(cart).status == RecoveryStep.Status.MAILED


def test_at_night_the_mail_waits_for_the_buyers_morning(source):
    cart = leaves(source, at=MIDNIGHT)
    sweep_carts(at=MIDNIGHT + LEFT)
    step = step_of(cart)
    assert (step.status, step.due_at) == (RecoveryStep.Status.DUE, datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    sweep_carts(at=step.due_at)
    assert step_of(cart).status == RecoveryStep.Status.MAILED


def test_whoever_was_in_the_checkout_just_now_is_mailed_at_night_too(source):
    cart = fails(source, at=MIDNIGHT)
    sweep_carts(at=MIDNIGHT + PROBLEM)
    assert step_of(cart).status == RecoveryStep.Status.MAILED


def test_after_three_days_a_cart_is_given_up(source):
    cart = fails(source)
    sweep_carts(at=NOON + PROBLEM)
    sweep_carts(at=NOON + timedelta(hours=72))
    cart.refresh_from_db()
    assert (cart.status, cart.due_at) == (Cart.Status.EXPIRED, None)


def test_a_cart_found_too_late_gets_no_mail(source):
    cart = fails(source)
    sweep_carts(at=NOON + timedelta(hours=73))
    assert "72 hours" in step_of(cart).skipped_because


def test_a_cart_that_cannot_be_mailed_is_pushed_back_and_keeps_nobody_waiting(source):
    poisoned = fails(source, cart="poisoned")
    Cart.objects.filter(pk=poisoned.pk).update(email="a@b@c")
    fine = fails(source, cart="fine", at=NOON + timedelta(seconds=1))
    at = NOON + 2 * PROBLEM
    sweep_carts(at=at)

    assert step_of(fine).status == RecoveryStep.Status.MAILED
    step = step_of(poisoned)
    assert (step.status, step.setbacks) == (RecoveryStep.Status.DUE, 1)
    assert step.setback
    assert step.due_at > at
    for days in range(1, 5):
        RecoveryStep.objects.filter(pk=step.pk).update(due_at=at)
        sweep_carts(at=at + timedelta(minutes=days))
    assert step_of(poisoned).status == RecoveryStep.Status.SKIPPED


def test_no_two_carts_share_a_code(source, monkeypatch):
    draws = iter([123456, 123456, 654321])
    monkeypatch.setattr("carts.recovery.codes.secrets.randbelow", lambda _: next(draws))
    fails(source, cart="1", email="a@buyers.test")
    fails(source, cart="2", email="b@buyers.test")
    sweep_carts(at=NOON + PROBLEM)
    assert set(RecoveryCode.objects.values_list("digits", flat=True)) == {"123456", "654321"}


def test_what_a_browser_reported_is_not_repeated_in_our_mail(source):
    offer = "visit https://evil.test for free tickets"
    with time_machine.travel(NOON, tick=False):
        shop.report(source, shop.filled(name=f"Ann {offer}"))
        shop.beacon(source, shop.event("discount.rejected", code=offer, message=offer))
    sweep_carts(at=NOON + PROBLEM)
    assert b"evil" not in bytes(OutboundMessage.objects.get().raw)
