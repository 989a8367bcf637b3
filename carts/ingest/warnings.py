"""Warnings in the answer to a report: the fields that were not taken over, for a shop's programmer."""

from typing import Any

from carts.ingest import payloads
from carts.models import CartEvent
from helpdesk.lib.phones import phone_extension

Kind = CartEvent.Kind
Warnings = list[dict[str, str]]

BUYER = ("email", "phone", "name", "locale", "country", "timezone")
CONTENTS = ("total_cents", "currency", "event_id", "resume_url")
DETAIL = "The value could not be read; what was known before is kept."
WITHOUT_EXTENSION = "The number was taken over without its extension."
COLUMNS = {"event_id": "event_external_id"}


def warnings_of(kind: str, payload: dict[str, Any], *, regions: tuple[str, ...], is_from_browser: bool) -> Warnings:
    """One for each field that is there, is not an empty text, and could not be read."""
    ignored = [] if is_from_browser else _unread_of_cart(payload, regions)
    if kind == Kind.STEP:
        ignored += _unread(payload, "step")
    if kind in CartEvent.TROUBLE:
        ignored += _unread(payload, "code", "reason", "message")
    if kind == Kind.ORDER_COMPLETED:
        ignored += _unread(payload, "order_id")
    warnings = [{"field": field, "detail": DETAIL} for field in ignored]
    if not is_from_browser and "phone" not in ignored and phone_extension(str(payload.get("phone", ""))):
        warnings.append({"field": "phone", "detail": WITHOUT_EXTENSION})
    return warnings


def _unread_of_cart(payload: dict[str, Any], regions: tuple[str, ...]) -> list[str]:
    read = payloads.buyer(payload, regions=regions) | payloads.contents(payload | {"items": None})
    fields = [name for name in (*BUYER, *CONTENTS) if COLUMNS.get(name, name) not in read]
    ignored = [name for name in fields if payload.get(name, "") != ""]
    if "marketing_consent" in payload and "has_marketing_consent" not in read:
        ignored.append("marketing_consent")
    items = payload.get("items", [])
    if not isinstance(items, list):
        return [*ignored, "items"]
    if len(items) > payloads.MOST_ITEMS:
        ignored.append("items")
    shown = enumerate(items[: payloads.MOST_ITEMS])
    return ignored + [f"items[{number}]" for number, item in shown if payloads.is_bad_line(item)]


def _unread(payload: dict[str, Any], *names: str) -> list[str]:
    return [name for name in names if payload.get(name, "") != "" and not payloads.is_text(payload[name])]
