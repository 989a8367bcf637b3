"""Orders of a person, fetched from the shop and cached for a minute; and the settings of that shop."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from helpdesk.lib.circuit_breaker import CircuitBreaker
from helpdesk.lib.encryption import decrypt, encrypt
from helpdesk.lib.safe_http import FetchError, fetch
from tickets.models import OrderSource, Requester

PATIENCE = 4.0
KEPT_SECONDS = 60
SHOWN = 10
ADDRESSES_ASKED = 8

breaker = CircuitBreaker(seconds=20)
"""Open after a shop did not answer, so that a row of cases does not wait for it one by one."""


class OrdersError(Exception):
    """The orders cannot be shown now; the sentence says why."""


def connected_source() -> OrderSource | None:
    """The shop that is asked, or None: orders are not connected."""
    return OrderSource.objects.filter(is_active=True).first()


def orders_of(source: OrderSource, person: Requester, *, reference: str = "") -> list[dict[str, Any]]:
    """The newest orders under the own addresses of a person, and the one with this reference.

    Asked at most once a minute. Raises OrdersError.
    """
    # Not for what is only claimed: the orders of another team's person are not told to whoever types an address.
    points = [(point.kind, point.value) for point in person.contact_points.all() if not point.claim][:ADDRESSES_ASKED]
    asked = points + ([("reference", reference)] if reference else [])
    if not asked:
        return []
    key = "shop-orders-" + hashlib.sha256(f"{source.pk} {source.base_url} {asked}".encode()).hexdigest()
    known = cache.get(key)
    if known is None:
        if breaker.is_open():
            raise OrdersError(_("%(shop)s did not respond.") % {"shop": source})
        known = ask(source, asked)
        cache.set(key, known, KEPT_SECONDS)
    return list(known)


def ask(source: OrderSource, asked: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """GET <address>/orders?email=…&phone=…&reference=…, with the key as bearer token. Raises OrdersError.

    Each order has `reference`, `event`, `status`, `placed` (aware, or None), `total_cents` (or None), `currency`,
    `tickets` in words and `url`; what the shop does not tell is empty.
    """
    try:
        token = decrypt(source.encrypted_token) if source.encrypted_token else ""
    except InvalidToken:
        raise OrdersError(_("The key of %(shop)s cannot be read. Enter it again.") % {"shop": source}) from None
    headers = {"Accept": "application/json", "User-Agent": "Press 4"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    url = f"{source.base_url.rstrip('/')}/orders?{urlencode(asked)}"
    try:
        body = fetch(url, headers=headers, seconds=PATIENCE)
    except FetchError as error:
        breaker.trip()
        raise OrdersError(f"{source}: {error}") from None
    try:
        return [_order(data, source) for data in json.loads(body)["orders"][:SHOWN]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise OrdersError(_("%(shop)s did not return a list of orders.") % {"shop": source}) from None


def _order(data: dict[str, Any], source: OrderSource) -> dict[str, Any]:
    cents, placed_at = data.get("total_cents"), _text(data, "placed_at", 40)
    moment = parse_datetime(placed_at) if placed_at else None
    lines = []
    for line in (data.get("tickets") or [])[:SHOWN]:
        quantity, name = line.get("quantity"), _text(line, "name", 80)
        lines.append(f"{quantity} x {name}" if type(quantity) is int else name)
    url = _text(data, "url", 500)
    try:
        there, shop = urlsplit(url), urlsplit(source.base_url)
        # Only into the shop itself; a link that leads elsewhere is dropped.
        is_own = there.scheme in {"http", "https"} and there.hostname == shop.hostname
    except ValueError:
        is_own = False
    return {
        "reference": _text(data, "reference", 64),
        "event": _text(data, "event", 200),
        "status": _text(data, "status", 40),
        "placed": moment if moment and is_aware(moment) else None,
        "total_cents": cents if type(cents) is int and 0 <= cents < 10**12 else None,
        "currency": _text(data, "currency", 3).upper(),
        "tickets": ", ".join(lines),
        "url": url if is_own and url.isprintable() and "\\" not in url else "",
    }


def _text(data: dict[str, Any], name: str, longest: int) -> str:
    value = data.get(name)
    return " ".join(value.replace("\0", "").split())[:longest] if isinstance(value, str) else ""


def connect_orders(*, name: str, base_url: str, token: str, is_active: bool) -> OrderSource:
    """One shop for the desk. An empty `token` leaves the key as it is, unless the address leads to another server."""
    source = OrderSource.objects.first() or OrderSource()
    if token or source.base_url != base_url:
        # The key of one server is never sent to another one.
        source.encrypted_token = encrypt(token) if token else ""
    source.name, source.base_url, source.is_active = name, base_url, is_active
    source.save()
    return source
