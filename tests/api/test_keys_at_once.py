"""Requests with one Idempotency-Key that come at the same moment, over connections of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.services import create_token
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS, WAIT_SECONDS = 4, 30


@pytest.mark.parametrize("texts", [["Seats"] * REQUESTS, [f"Seats {n}" for n in range(REQUESTS)]])
def test_of_all_at_once_one_acts_and_another_body_is_refused(texts):
    _token, secret = create_token(make.agent(), name="Reports")
    barrier = threading.Barrier(REQUESTS)
    headers = {"Idempotency-Key": "17", "Authorization": f"Bearer {secret}"}

    def send(text: str) -> int:
        barrier.wait(WAIT_SECONDS)
        try:
            return (
                Client()
                .post(reverse("v1:ticket-list"), {"text": text}, "application/json", headers=headers)
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(REQUESTS) as pool:
        codes = sorted(pool.map(send, texts))
    repeats = REQUESTS - 1
    assert codes == [201] + [201 if len(set(texts)) == 1 else 422] * repeats
    assert Ticket.objects.count() == 1
