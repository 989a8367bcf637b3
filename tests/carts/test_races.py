"""Real connections at the same moment: order against mail, batch against batch, sweeper against sweeper."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carts.ingest.batches import store_events
from carts.ingest.reports import check_report
from carts.lifecycle import abandon_cart
from carts.models import Cart, CartEvent, RecoveryStep
from carts.recovery import settle_next_step, sweep_carts
from helpdesk.mail.models import OutboundMessage
from tests import make, shop

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_SECONDS = 30


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait(WAIT_SECONDS)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def reports(source, *events):
    return [check_report(event, source=source, received_at=timezone.now()) for event in events]


def store(batch) -> set[str]:
    return store_events(batch, source=batch[0].source, received_at=timezone.now())


def lock_waits() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction, statistics stand still
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def wait_until_blocked() -> None:
    """Until another connection waits for one of our locks."""
    pause = threading.Event()
    for _ in range(WAIT_SECONDS * 20):
        if lock_waits():
            return
        pause.wait(0.05)
    raise AssertionError("nobody waited")


def abandoned(source, *, cart: str = "cart-1", event_id: str = "jazz") -> Cart:
    at = timezone.now() - timedelta(minutes=3)
    shop.report(source, shop.filled(cart, at=at, event_id=event_id), shop.event("payment.declined", cart=cart, at=at))
    found = Cart.objects.get(external_id=cart)
    abandon_cart(found, at=timezone.now())
    return found


@pytest.mark.parametrize("ordering_cart", ["cart-1", "cart-2"])
def test_a_mail_that_is_claimed_while_the_order_is_being_written_waits_and_then_is_not_sent(ordering_cart):
    """The same cart meets at its row; another cart of the same buyer and event meets at the buyer."""
    source = make.cart_source()
    make.event(organizer=source.organizer, external_id="jazz")
    cart = abandoned(source)
    order = shop.event("order.completed", cart=ordering_cart, email=cart.email, event_id="jazz", order_id="A-1")
    batch = reports(source, order)
    claimed = threading.Thread(target=lambda: (settle_all(), connection.close()))
    with transaction.atomic():
        store(batch)
        claimed.start()
        if ordering_cart == "cart-1":
            claimed.join(WAIT_SECONDS)  # a locked cart is left to whoever holds it
        else:
            wait_until_blocked()
    claimed.join(WAIT_SECONDS)
    settle_all()
    assert not OutboundMessage.objects.exists()
    assert cart.recovery_steps.get().status == RecoveryStep.Status.SKIPPED


@pytest.mark.parametrize("ordering_cart", ["cart-1", "cart-2"])
def test_an_order_that_arrives_while_the_mail_is_claimed_calls_it_back(ordering_cart):
    source = make.cart_source()
    make.event(organizer=source.organizer, external_id="jazz")
    cart = abandoned(source)
    order = shop.event("order.completed", cart=ordering_cart, email=cart.email, event_id="jazz")
    batch = reports(source, order)

    def report() -> None:
        store(batch)
        connection.close()

    reporting = threading.Thread(target=report)
    with transaction.atomic():
        assert settle_next_step(at=timezone.now())
        reporting.start()
        wait_until_blocked()
    reporting.join(WAIT_SECONDS)
    assert OutboundMessage.objects.get().status == OutboundMessage.Status.CANCELLED


def test_orders_and_mails_racing_freely_never_leave_a_mail_to_a_buyer_who_bought():
    source = make.cart_source()
    make.event(organizer=source.organizer, external_id="jazz")
    carts = [f"cart-{number}" for number in range(12)]
    for name in carts:
        at = timezone.now() - timedelta(minutes=3)
        mine = {"cart": name, "at": at}
        shop.report(
            source, shop.filled(event_id="jazz", email=f"{name}@b.test", **mine), shop.event("js.error", **mine)
        )
    batches = [
        reports(source, shop.event("order.completed", cart=name, email=f"{name}@b.test", event_id="jazz"))
        for name in carts
    ]
    orders = [lambda batch=batch: store(batch) for batch in batches]
    at_once(sweep_carts, sweep_carts, *orders[:6], sweep_carts, *orders[6:])
    sweep_carts()

    assert {cart.status for cart in Cart.objects.all()} <= set(Cart.BOUGHT)
    assert set(OutboundMessage.objects.values_list("status", flat=True)) <= {OutboundMessage.Status.CANCELLED}


def settle_all() -> None:
    while settle_next_step(at=timezone.now()):
        pass


def test_batches_about_the_same_carts_add_up_and_never_deadlock():
    source = make.cart_source()
    names = [f"cart-{number}" for number in range(8)]
    batches = []
    for batch in range(8):
        events = [
            shop.event("checkout.step", cart=name, id=f"{name}-{batch}-{step}", seq=batch, step=f"step-{batch}")
            for name in names
            for step in range(3)
        ]
        # Each batch tells of the carts in another order, and half of them overlap with the next batch.
        shared = [shop.event("js.error", cart=name, id=f"{name}-shared-{batch // 2}", message="x") for name in names]
        batches.append(reports(source, *(events + shared)[:: -1 if batch % 2 else 1]))

    new = at_once(*[lambda batch=batch: store(batch) for batch in batches])

    assert Cart.objects.count() == 8
    assert CartEvent.objects.count() == sum(map(len, new)) == 8 * 8 * 3 + 4 * 8
    for cart in Cart.objects.all():
        last = cart.events.filter(kind="checkout.step").last()
        assert cart.step == last.payload["step"]
        assert cart.problem == Cart.Problem.SCRIPT_ERROR


def test_three_sweepers_at_once_make_exactly_one_step_each():
    source = make.cart_source()
    at = timezone.now() - timedelta(minutes=5)
    for number in range(60):
        email = f"buyer{number % 50}@buyers.test"  # ten buyers left two carts behind
        make.cart(source=source, at=at, due_at=at, email=email, problem=Cart.Problem.PAYMENT_DECLINED, problem_at=at)
    at_once(sweep_carts, sweep_carts, sweep_carts)

    assert set(Cart.objects.values_list("status", flat=True)) == {Cart.Status.ABANDONED}
    assert Counter(RecoveryStep.objects.values_list("cart", flat=True)).most_common(1)[0][1] == 1
    states = Counter(RecoveryStep.objects.values_list("status", "skipped_because"))
    assert states == {("mailed", ""): 50, ("skipped", "This address got a recovery email in the last 24 hours."): 10}
    assert OutboundMessage.objects.values("to_address").distinct().count() == OutboundMessage.objects.count() == 50
