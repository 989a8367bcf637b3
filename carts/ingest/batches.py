"""Ingest a batch of events: check each, store the new ones, fold the carts they belong to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from carts.ingest import bulk
from carts.ingest.fold import fold
from carts.ingest.payloads import countries
from carts.ingest.reports import BadReportError, check_report
from carts.ingest.warnings import warnings_of
from carts.lifecycle import settle_carts
from carts.models import Cart, CartEvent, CartSource
from helpdesk.lib.live import LiveChannel, announce
from tickets.ledger.silences import note_heard
from tickets.models import Event, SourceKind

MOST_EVENTS = 500
Result = dict[str, Any]


def ingest_events(
    source: CartSource,
    *,
    events: Sequence[Any],
    received_at: datetime,
    skew: timedelta = timedelta(),
    is_from_browser: bool = False,
) -> list[Result]:
    """Answers, for each event and in the same order, accepted, duplicate or rejected (with code and detail).

    `skew` is how far the sender's clock is behind ours. When it returns, the accepted ones are committed and their
    carts say what they add up to.
    """
    results: list[Result] = []
    checked: list[tuple[Result, CartEvent]] = []
    for raw in events:
        try:
            row = check_report(raw, source=source, skew=skew, received_at=received_at, is_from_browser=is_from_browser)
        except BadReportError as error:
            named = raw.get("id") if isinstance(raw, dict) else None
            shown = named[:64] if isinstance(named, str) else ""
            results.append({"id": shown, "status": "rejected", "code": error.code, "detail": str(error)})
        else:
            results.append({"id": raw["id"], "status": "duplicate"})
            checked.append((results[-1], row))
    if is_from_browser:
        checked = _refuse_unknown_carts(checked, source=source)
    rows = list({row.event_id: row for _result, row in reversed(checked)}.values())
    new = store_events(rows, source=source, received_at=received_at, is_from_browser=is_from_browser) if rows else set()
    regions = _regions(rows, source=source) if new and not is_from_browser else {}
    for result, row in checked:
        # The first of several with one id was the new one; discard() makes the others repeats.
        if row.event_id in new:
            new.discard(row.event_id)
            read_in = regions.get(row.cart.external_id, ())
            found = warnings_of(row.kind, row.payload, regions=read_in, is_from_browser=is_from_browser)
            result |= {"status": "accepted"} | ({"warnings": found} if found else {})
    # Not of a browser: whoever opens the page of a shop has its key, and its server may be silent all the same.
    if not is_from_browser:
        note_heard(SourceKind.SHOP, source.pk, at=received_at)
    return results


def _refuse_unknown_carts(
    checked: list[tuple[Result, CartEvent]], *, source: CartSource
) -> list[tuple[Result, CartEvent]]:
    """A browser makes no carts: with the key of a page, anybody could make ten thousand in seconds."""
    named = {row.cart.external_id for _result, row in checked}
    known = set(Cart.objects.filter(source=source, external_id__in=named).values_list("external_id", flat=True))
    refused = {"status": "rejected", "code": "unknown_cart", "detail": "The shop has not reported this cart."}
    for result, row in checked:
        result |= {} if row.cart.external_id in known else refused
    return [(result, row) for result, row in checked if row.cart.external_id in known]


def _regions(rows: Iterable[CartEvent], *, source: CartSource) -> dict[str, tuple[str, ...]]:
    """Where the buyers of these carts are, for those whose telephone number has to be read in a region."""
    wanted = {row.cart.external_id for row in rows if row.payload.get("phone")}
    ours = CartEvent.objects.filter(cart__source=source, cart__external_id__in=wanted, is_from_browser=False)
    in_order = ours.order_by("occurred_at", "seq", "event_id")
    payloads: dict[str, list[dict[str, Any]]] = {}
    for cart, payload in in_order.values_list("cart__external_id", "payload"):
        payloads.setdefault(cart, []).append(payload)
    return {cart: countries(found) for cart, found in payloads.items()}


@transaction.atomic
def store_events(
    rows: Sequence[CartEvent], *, source: CartSource, received_at: datetime, is_from_browser: bool = False
) -> set[str]:
    """Write the events that are new and bring their carts up to date; answers the ids of the new ones.

    The carts are made where they are new, and locked in the order of their ids before anything is written to them, so
    that batches about the same carts wait for each other and never deadlock.
    """
    named = {row.cart.external_id: row.cart for row in rows}
    of_source = Cart.objects.filter(source=source, external_id__in=sorted(named))
    known = set(of_source.values_list("external_id", flat=True))
    missing = [cart for external_id, cart in sorted(named.items()) if external_id not in known]
    Cart.objects.bulk_create(missing, ignore_conflicts=True)
    carts = {cart.external_id: cart for cart in of_source.select_for_update().order_by("pk")}
    columns = [
        {
            "event_id": row.event_id,
            "cart_id": carts[row.cart.external_id].pk,
            "kind": row.kind,
            "occurred_at": row.occurred_at,
            "seq": row.seq,
            "payload": row.payload,
        }
        for row in rows
    ]
    new = bulk.insert_events(columns, source_id=source.pk, is_from_browser=is_from_browser, received_at=received_at)
    touched = {row.cart.external_id for row in rows if row.event_id in new}
    if touched:
        refold_carts([carts[external_id] for external_id in touched], source=source, at=received_at)
    return new


def refold_carts(carts: Sequence[Cart], *, source: CartSource, at: datetime) -> None:
    """Write what the events of these carts (locked by the caller) add up to, and act on it."""
    events_of: dict[int, list[CartEvent]] = {}
    for row in CartEvent.objects.filter(cart__in=carts).order_by():
        events_of.setdefault(row.cart_id, []).append(row)
    states = {cart_id: fold(rows) for cart_id, rows in events_of.items()}
    named = {state.event_external_id for state in states.values()} - {""}
    on_sale = Event.objects.filter(organizer_id=source.organizer_id, external_id__in=named)
    events = {event.external_id: event for event in on_sale}
    folded = {}
    for cart in carts:
        columns = states[cart.pk].columns()
        event = events.get(states[cart.pk].event_external_id)
        columns["event_id"] = event.pk if event else None
        folded[cart.pk] = columns
        for name, value in columns.items():
            setattr(cart, name, value)
    settle_carts(carts, source=source, at=at)
    bulk.update_carts([{"id": cart.pk, "due_at": cart.due_at, **folded[cart.pk]} for cart in carts])
    announce(LiveChannel.CARTS_BOARD, *(LiveChannel.CART.of(cart.pk) for cart in carts))
