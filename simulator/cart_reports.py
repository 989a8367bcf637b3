"""What the shop's server tells the desk: signed batches of cart events, kept and sent again until they arrive."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from .town import ShopFacts

Post = Callable[..., requests.Response]


@dataclass
class Report:
    """One event and what became of it: waiting, accepted, duplicate, rejected or refused."""

    cart: str
    kind: str
    payload: dict[str, Any]
    seq: int
    occurred_at: dt.datetime
    id: str = field(default_factory=lambda: f"evt_{uuid.uuid4().hex}")
    via: str = "server"
    status: str = "waiting"
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "cart": self.cart,
            "kind": self.kind,
            "occurred_at": self.occurred_at.isoformat(),
            "seq": self.seq,
            "payload": self.payload,
        }


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` header of Standard Webhooks, version 1. The secret is whsec_ and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(facts: ShopFacts, body: bytes, now: dt.datetime) -> dict[str, str]:
    message_id, timestamp = f"msg_{uuid.uuid4().hex}", int(now.timestamp())
    return {
        "content-type": "application/json",
        "x-cart-source": facts.source_id,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(facts.signing_secret, message_id, timestamp, body),
    }


class CartReporter:
    """Sends reports in their order. What the desk did not take stays and goes with the next try."""

    def __init__(self, desk_url: str, facts: ShopFacts, post: Post = requests.post) -> None:
        self.url = f"{desk_url}/api/v1/carts/events"
        self.facts, self.post = facts, post
        self.waiting: list[Report] = []
        self._lock = threading.Lock()

    def send(self, report: Report) -> None:
        self.waiting.append(report)
        self.flush()

    def flush(self) -> None:
        """Try to deliver all that waits, as one batch."""
        with self._lock:
            batch = self.waiting[:100]
            if not batch:
                return
            now = dt.datetime.now(dt.UTC)
            events = [report.as_json() for report in batch]
            body = json.dumps({"sent_at": now.isoformat(), "events": events}).encode()
            try:
                answer = self.post(self.url, data=body, headers=signed_headers(self.facts, body, now), timeout=5)
            except requests.RequestException as error:
                self._put_off(batch, f"The desk did not answer ({type(error).__name__})")
                return
            if answer.status_code >= 500:
                self._put_off(batch, f"The desk answered {answer.status_code}")
            else:
                del self.waiting[: len(batch)]
                self._settle(batch, answer)

    def _put_off(self, batch: list[Report], why: str) -> None:
        for report in batch:
            report.detail = why

    def _settle(self, batch: list[Report], answer: requests.Response) -> None:
        results = {}
        if answer.status_code == 202:
            results = {result["id"]: result for result in answer.json()["results"]}
        for report in batch:
            result = results.get(report.id, {"status": "refused", "detail": f"The desk answered {answer.status_code}"})
            report.status = result["status"]
            report.detail = result.get("detail") or result.get("code") or ""
