"""Parse and check what a shop reports, one event at a time: what is good is kept, what is not gets a code."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from carts.models import Cart, CartEvent, CartSource
from helpdesk.lib.redaction import redact_cards, redact_cards_in

MOST_PAYLOAD_BYTES = 16 * 1024
DEEPEST = 20
FUTURE_TOLERANCE = timedelta(minutes=1)
OLDEST = timedelta(days=90)
SKEW_TOLERANCE = timedelta(seconds=5)
"""A smaller difference between sent and received is the network, and correcting it would only shuffle events."""
FROM_BROWSERS = {
    CartEvent.Kind.STEP,
    CartEvent.Kind.DISCOUNT_REJECTED,
    CartEvent.Kind.PAYMENT_DECLINED,
    CartEvent.Kind.SEAT_LOST,
    CartEvent.Kind.HOLD_EXPIRED,
    CartEvent.Kind.JS_ERROR,
    CartEvent.Kind.HTTP_ERROR,
}
"""The key of a page is no secret, so whoever has it may add what went wrong and no more: nothing that empties a cart,
opts its buyer out or sells it."""
LARGEST_SEQ = 2**63 - 1


class BadReportError(Exception):
    """An event that cannot be stored; `code` is for the shop's programme, the text for its programmer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class BadBatchError(Exception):
    """A request that is no batch of events at all."""


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises BadBatchError for anything else, and for numbers that are none (NaN, 1e999)."""
    try:
        value = json.loads(body, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise BadBatchError(f"The body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadBatchError("The body is not a JSON object.")
    return value


def clock_skew(sent_at: Any, *, received_at: datetime) -> timedelta:
    """How far the sender's clock is behind ours. Without `sent_at` it is taken to be right."""
    if sent_at is None:
        return timedelta()
    sent = _moment(sent_at)
    if sent is None:
        raise BadBatchError("sent_at is not an ISO 8601 moment with a time zone.")
    skew = received_at - sent
    return skew if abs(skew) > SKEW_TOLERANCE else timedelta()


def check_report(
    raw: Any, *, source: CartSource, received_at: datetime, skew: timedelta = timedelta(), is_from_browser: bool = False
) -> CartEvent:
    """One event of a batch, not saved, and in it the cart as it is when it is new: its card numbers removed, its moment
    by our clock. Raises BadReportError."""
    if not isinstance(raw, dict):
        raise BadReportError("bad_event", "An event is a JSON object.")
    kind = raw.get("kind")
    if kind not in CartEvent.Kind.values:
        raise BadReportError("unknown_kind", "kind is none of: " + ", ".join(CartEvent.Kind.values))
    if is_from_browser and kind not in FROM_BROWSERS:
        raise BadReportError("not_allowed", f"Only the shop's server may report {kind}.")
    seq = raw.get("seq", 0)
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq <= LARGEST_SEQ:
        raise BadReportError("bad_seq", "seq is a whole number, not negative.")
    event_id = _without_card(_name(raw.get("id"), "id"))
    cart_id = _without_card(_name(raw.get("cart"), "cart"))
    occurred_at = _occurred_at(raw.get("occurred_at"), skew=skew, received_at=received_at)
    payload = raw.get("payload", {})
    if not isinstance(payload, dict):
        raise BadReportError("bad_payload", "payload is a JSON object.")
    if len(json.dumps(payload, ensure_ascii=False).encode(errors="surrogatepass")) > MOST_PAYLOAD_BYTES:
        raise BadReportError("too_large", f"payload is larger than {MOST_PAYLOAD_BYTES} bytes.")
    return CartEvent(
        source=source,
        event_id=event_id,
        cart=Cart(source=source, external_id=cart_id, started_at=received_at, active_at=received_at),
        kind=kind,
        occurred_at=occurred_at,
        seq=seq,
        payload=redact_cards_in(_storable(payload, depth=0)),
        is_from_browser=is_from_browser,
        received_at=received_at,
    )


def _name(value: Any, field: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 64 or not value.isprintable():
        raise BadReportError(f"bad_{field}", f"{field} is a text of 1 to 64 printable characters.")
    return value


def _without_card(name: str) -> str:
    """The shop's own number, unless it could be that of a card: then a stand-in that is the same each time.

    Refusing it would lose one in ten carts of a shop whose numbers are as long as cards'.
    """
    if redact_cards(name) == name:
        return name
    return f"id-{salted_hmac('carts.reports', name, algorithm='sha256').hexdigest()[:40]}"


def _occurred_at(value: Any, *, skew: timedelta, received_at: datetime) -> datetime:
    moment = _moment(value)
    if moment is None:
        raise BadReportError("bad_time", "occurred_at is not an ISO 8601 moment with a time zone.")
    try:
        moment += skew
    except OverflowError as error:
        raise BadReportError("bad_time", "occurred_at is out of range.") from error
    if moment > received_at + FUTURE_TOLERANCE:
        raise BadReportError("future", "occurred_at lies in the future; is the clock right, and sent_at set?")
    if moment < received_at - OLDEST:
        raise BadReportError("too_old", f"occurred_at lies more than {OLDEST.days} days back.")
    return min(moment, received_at)


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None


def _storable(value: Any, *, depth: int) -> Any:
    """The value without what PostgreSQL cannot store: NUL characters and halves of characters (lone surrogates)."""
    if depth > DEEPEST:
        raise BadReportError("bad_payload", f"payload is nested deeper than {DEEPEST} levels.")
    match value:
        case str():
            return value if value.isprintable() else _clean(value)
        case list():
            return [_storable(item, depth=depth + 1) for item in value]
        case dict():
            return {_clean(key): _storable(item, depth=depth + 1) for key, item in value.items()}
    return value


def _clean(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large" if text[-1].isdigit() else f"{text} is no JSON number")
    return number
