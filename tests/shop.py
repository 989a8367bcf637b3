"""A ticket shop that reports its carts: it signs and posts as the simulator and a real shop do."""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from tests import make

EVENTS = "/api/v1/carts/events"
BEACON = "/api/v1/carts/beacon"

_numbers = itertools.count(1)


def event(kind: str = "cart.updated", *, cart: str = "cart-1", at: datetime | None = None, **payload: Any) -> dict:
    """One event as the shop writes it; `seq` and `id` may be among the keywords."""
    number = next(_numbers)
    return {
        "id": payload.pop("id", f"event-{number}"),
        "cart": cart,
        "kind": kind,
        "occurred_at": (at or timezone.now()).isoformat(),
        "seq": payload.pop("seq", number),
        "payload": payload,
    }


def filled(cart: str = "cart-1", *, at: datetime | None = None, **payload: Any) -> dict:
    """The cart with everything that a recovery mail needs."""
    payload = {
        "email": "ann@buyers.test",
        "name": "Ann Lee",
        "country": "US",
        "timezone": "America/New_York",
        "items": [{"name": "Floor", "quantity": 2, "unit_cents": 8500, "fees_cents": 700}],
        "total_cents": 18400,
        "currency": "USD",
        "resume_url": "https://shop.test/resume/abc",
    } | payload
    return event("cart.updated", cart=cart, at=at, **payload)


def signed(
    body: bytes, *, at: datetime | None = None, secret: str = make.SIGNING_SECRET, webhook_id: str = ""
) -> dict[str, str]:
    """The Standard Webhooks headers for this body."""
    webhook_id = webhook_id or f"msg_{secrets.token_hex(8)}"
    stamp = str(int((at or timezone.now()).timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{webhook_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def post(body: bytes, *, source: Any, headers: dict[str, str] | None = None):
    """POST exactly these bytes, signed unless other headers are given."""
    headers = signed(body) if headers is None else headers
    headers = {"x-cart-source": source.public_id} | headers
    return Client().post(EVENTS, body, content_type="application/json", headers=headers)


def report(source: Any, *events: Any, sent_at: datetime | None = None):
    """Report these events in one signed batch."""
    batch = {"sent_at": (sent_at or timezone.now()).isoformat(), "events": list(events)}
    return post(json.dumps(batch).encode(), source=source)


def beacon(source: Any, *events: Any, origin: str = "https://shop.test", cart: str = "cart-1", **body: Any):
    """What the page in a buyer's browser sends."""
    body = {"key": source.publishable_key, "cart": cart, "sent_at": timezone.now().isoformat()} | body
    body["events"] = list(events)
    headers = {"origin": origin} if origin else {}
    return Client().post(BEACON, json.dumps(body), content_type="text/plain;charset=UTF-8", headers=headers)


def results(response: Any) -> list[str]:
    """The status of each event, or its code when it was rejected."""
    assert response.status_code == 202, response.content
    return [result.get("code", result["status"]) for result in response.json()["results"]]
