"""Bulk SQL: insert events and update carts in one statement each, which the ORM cannot say.

The rows travel as one JSON document and PostgreSQL takes them apart (jsonb_to_recordset), so a batch costs a fixed
number of statements.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

CART_COLUMNS = {
    "due_at": "timestamptz",
    "started_at": "timestamptz",
    "active_at": "timestamptz",
    "email": "text",
    "phone": "text",
    "name": "text",
    "locale": "text",
    "country": "text",
    "timezone": "text",
    "has_marketing_consent": "boolean",
    "opted_out": "boolean",
    "event_id": "bigint",
    "items": "jsonb",
    "total_cents": "bigint",
    "currency": "text",
    "step": "text",
    "problem": "text",
    "problem_code": "text",
    "problem_detail": "text",
    "problem_at": "timestamptz",
    "resume_url": "text",
    "order_reference": "text",
    "ordered_at": "timestamptz",
}

INSERT_EVENTS = """
    INSERT INTO carts_cartevent
        (source_id, event_id, cart_id, kind, occurred_at, seq, payload, is_from_browser, received_at)
    SELECT %s, row.event_id, row.cart_id, row.kind, row.occurred_at, row.seq, row.payload, %s, %s
    FROM jsonb_to_recordset(%s) AS row
        (event_id text, cart_id bigint, kind text, occurred_at timestamptz, seq bigint, payload jsonb)
    ORDER BY row.event_id
    ON CONFLICT (source_id, is_from_browser, event_id) DO NOTHING
    RETURNING event_id
"""

_ASSIGNMENTS = ", ".join(f"{name} = row.{name}" for name in CART_COLUMNS)
_TYPED_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in CART_COLUMNS.items())
UPDATE_CARTS = (
    f"UPDATE carts_cart SET {_ASSIGNMENTS} "  # noqa: S608 - made of the names above and nothing else
    f"FROM jsonb_to_recordset(%s) AS row (id bigint, {_TYPED_COLUMNS}) WHERE carts_cart.id = row.id"
)


def insert_events(
    rows: Sequence[dict[str, Any]], *, source_id: int, is_from_browser: bool, received_at: datetime
) -> set[str]:
    """Insert those events that are new; answers their ids. Sorted by id, so that two batches cannot deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT_EVENTS, [source_id, is_from_browser, received_at, _json(rows)])
        return {event_id for (event_id,) in cursor.fetchall()}


def update_carts(rows: Sequence[dict[str, Any]]) -> None:
    """Write the folded columns of carts that the caller has locked; each row has `id` and every CART_COLUMNS."""
    with connection.cursor() as cursor:
        cursor.execute(UPDATE_CARTS, [_json(rows)])


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, default=datetime.isoformat)
