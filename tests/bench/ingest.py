"""Shops report their checkouts: signed batches of a hundred events, from several connections at once."""

import base64
import hashlib
import hmac
import itertools
import json
import time
from datetime import UTC, datetime

from carts.models import CartEvent, CartSource
from tests import make
from tests.bench.load import Caller, Times, expect, side_by_side

PATH = "/api/v1/carts/events"
BATCH, CONNECTIONS = 100, 4
BUDGET_MS, EVENTS_PER_SECOND = 500, 1500
_ids = itertools.count(1)


def measure(port: int, *, batches_each: int) -> tuple[Times, float]:
    """Times of the batches, and events taken in per second. Every event that was accepted must be in the database."""
    event = make.event()
    source = make.cart_source(organizer=event.organizer)
    times = Times(f"cart ingest, batches of {BATCH}", budget_ms=BUDGET_MS)

    def report(number: int) -> list[float]:
        caller, samples = Caller(port), []
        for batch in range(batches_each):
            body = batch_of(event.external_id, carts=f"{number}-{batch}")
            took, status, content = caller.ask("POST", PATH, body=body, headers=signed(source, body))
            expect(status, 202, path=PATH, content=content)
            results = json.loads(content)["results"]
            if any(result["status"] != "accepted" for result in results):
                raise RuntimeError(f"not accepted: {results[:3]}")
            samples.append(took)
        return samples

    began = time.perf_counter()
    times.samples = side_by_side(report, workers=CONNECTIONS)
    per_second = len(times.samples) * BATCH / (time.perf_counter() - began)
    stored = CartEvent.objects.filter(source=source).count()
    if stored != len(times.samples) * BATCH:
        raise RuntimeError(f"{stored} events are stored of {len(times.samples) * BATCH} that were accepted")
    return times, per_second


def batch_of(event_id: str, *, carts: str) -> bytes:
    """A hundred events of twenty-five carts, as a busy shop sends them."""
    now = datetime.now(UTC).isoformat()
    kinds = ["cart.updated", "checkout.step", "discount.rejected", "payment.declined"]
    events = [
        {
            "id": f"bench-{next(_ids)}",
            "cart": f"{carts}-{number // len(kinds)}",
            "kind": kinds[number % len(kinds)],
            "occurred_at": now,
            "seq": number,
            "payload": {
                "email": f"buyer{carts}-{number // len(kinds)}@mail.example",
                "event_id": event_id,
                "items": [{"name": "Floor", "quantity": 2, "unit_cents": 8500, "fees_cents": 700}],
                "step": "payment",
                "code": "SUMMER",
                "message": "This code is not valid for this event.",
            },
        }
        for number in range(BATCH)
    ]
    return json.dumps({"sent_at": now, "events": events}).encode()


def signed(source: CartSource, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0.0: HMAC-SHA256 over id, moment and body."""
    message_id, moment = f"msg_{next(_ids)}", str(int(time.time()))
    key = base64.b64decode(make.SIGNING_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        "x-cart-source": source.public_id,
    }
