"""A hundred thousand carts fall due at once; three sweepers, told to sweep by two beats, make one step of each."""

import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from carts.models import Cart, RecoveryStep
from tests import make
from tests.killing import beat
from tests.mail_server import free_port
from tests.workers import Worker

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

CARTS = 100_000
PATIENCE_SECONDS = 300


def test_a_hundred_thousand_due_carts_get_exactly_one_step_each():
    at = timezone.now() - timedelta(hours=1)
    source = make.cart_source()
    Cart.objects.bulk_create(
        [
            Cart(source=source, external_id=f"cart-{number}", started_at=at, active_at=at, due_at=at)
            for number in range(CARTS)
        ],
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE carts_cart")
    worker = Worker(queues="mail", mail_port=free_port(), concurrency=3)
    try:
        seconds = seconds_until_swept()
    finally:
        worker.stop()

    print(f"\n{CARTS} due carts, 3 sweepers: {seconds:.1f} s", file=sys.stderr)  # noqa: T201 - whoever runs the soak reads it
    assert Cart.objects.filter(status=Cart.Status.ABANDONED).count() == CARTS
    assert RecoveryStep.objects.count() == RecoveryStep.objects.values("cart").distinct().count() == CARTS


def seconds_until_swept() -> float:
    """From the first cart that is swept to the last: the start of the worker's processes is not counted."""
    still_open = Cart.objects.filter(status=Cart.Status.OPEN)
    end, began = time.monotonic() + PATIENCE_SECONDS, None
    while left := still_open.count():
        assert time.monotonic() < end, f"{left} carts are still open"
        beat()
        beat()
        if began is None and left < CARTS:
            began = time.monotonic()
        time.sleep(0.25)
    return time.monotonic() - (began or time.monotonic())
