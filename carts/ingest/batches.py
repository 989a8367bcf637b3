"""Ingest a batch of events: check each, store the new ones, fold the carts they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from carts.ingest import bulk
from carts.ingest.fold import Fact, fold
from carts.ingest.payloads import countries
from carts.ingest.reports import BadReportError, Report, check_report
from carts.ingest.warnings import warnings_of
from carts.lifecycle import settle_carts
from carts.models import Cart, CartEvent, CartSource
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import Event

MOST_EVENTS = 500
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Through which origin a batch came, and when."""

    source: CartSource
    received_at: datetime
    skew: timedelta
    is_from_browser: bool = False


def ingest_events(origin: Origin, *, events: Sequence[Any]) -> list[Result]:
    """Answers, for each event and in the same order, accepted, duplicate or rejected (with code and detail).

    When it returns, the accepted ones are committed and their carts say what they add up to.
    """
    checked = [_report_or_rejection(raw, origin) for raw in events]
    if origin.is_from_browser:
        checked = _refuse_unknown_carts(checked, origin)
    reports = {item.event_id: item for item in reversed(checked) if isinstance(item, Report)}
    new = store_reports(list(reports.values()), origin=origin) if reports else set()
    regions = _regions(reports.values(), origin=origin) if new else {}
    results: list[Result] = []
    for item in checked:
        if isinstance(item, Report):
            # The first of several with one id was the new one; discard() makes the others repeats.
            status = "accepted" if item.event_id in new else "duplicate"
            new.discard(item.event_id)
            results.append({"id": item.reported_id, "status": status})
            if status == "accepted":
                read_in = regions.get(item.cart, ())
                found = warnings_of(item.kind, item.payload, regions=read_in, is_from_browser=origin.is_from_browser)
                results[-1] |= {"warnings": found} if found else {}
        else:
            results.append(item)
    return results


def _report_or_rejection(raw: Any, origin: Origin) -> Report | Result:
    try:
        return check_report(
            raw, skew=origin.skew, received_at=origin.received_at, is_from_browser=origin.is_from_browser
        )
    except BadReportError as error:
        event_id = raw.get("id") if isinstance(raw, dict) else None
        return {
            "id": event_id[:64] if isinstance(event_id, str) else "",
            "status": "rejected",
            "code": error.code,
            "detail": str(error),
        }


def _refuse_unknown_carts(checked: list[Report | Result], origin: Origin) -> list[Report | Result]:
    """A browser makes no carts: with the key of a page, anybody could make ten thousand in seconds."""
    named = {item.cart for item in checked if isinstance(item, Report)}
    known = set(Cart.objects.filter(source=origin.source, external_id__in=named).values_list("external_id", flat=True))
    refused = {"status": "rejected", "code": "unknown_cart", "detail": "The shop has not reported this cart."}
    return [
        {"id": item.reported_id, **refused} if isinstance(item, Report) and item.cart not in known else item
        for item in checked
    ]


def _regions(reports: Iterable[Report], *, origin: Origin) -> dict[str, tuple[str, ...]]:
    """Where the buyers of these carts are, for those whose telephone number has to be read in a region."""
    wanted = {report.cart for report in reports if report.payload.get("phone") and not origin.is_from_browser}
    ours = CartEvent.objects.filter(cart__source=origin.source, cart__external_id__in=wanted, is_from_browser=False)
    in_order = ours.order_by("occurred_at", "seq", "event_id")
    payloads: dict[str, list[dict[str, Any]]] = {}
    for cart, payload in in_order.values_list("cart__external_id", "payload"):
        payloads.setdefault(cart, []).append(payload)
    return {cart: countries(found) for cart, found in payloads.items()}


@transaction.atomic
def store_reports(reports: Sequence[Report], *, origin: Origin) -> set[str]:
    """Write the reports that are new and bring their carts up to date; answers the ids of the new ones.

    The carts are locked in one order before anything is written to them, so that batches about the same carts wait
    for each other and never deadlock.
    """
    carts = _lock_carts(reports, origin=origin)
    rows = [
        {
            "event_id": report.event_id,
            "cart_id": carts[report.cart].pk,
            "kind": report.kind,
            "occurred_at": report.occurred_at,
            "seq": report.seq,
            "payload": report.payload,
        }
        for report in reports
    ]
    new = bulk.insert_events(
        rows, source_id=origin.source.pk, is_from_browser=origin.is_from_browser, received_at=origin.received_at
    )
    touched = {report.cart for report in reports if report.event_id in new}
    if touched:
        refold_carts([carts[external_id] for external_id in touched], source=origin.source, at=origin.received_at)
    return new


def refold_carts(carts: Sequence[Cart], *, source: CartSource, at: datetime) -> None:
    """Write what the events of these carts (locked by the caller) add up to, and act on it."""
    facts: dict[int, list[Fact]] = {}
    rows = CartEvent.objects.filter(cart__in=carts).order_by()
    for cart_id, *fact in rows.values_list(
        "cart_id", "occurred_at", "seq", "event_id", "kind", "payload", "is_from_browser"
    ):
        facts.setdefault(cart_id, []).append(Fact(*fact))
    states = {cart_id: fold(facts_of_cart) for cart_id, facts_of_cart in facts.items()}
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


def _lock_carts(reports: Sequence[Report], *, origin: Origin) -> dict[str, Cart]:
    """The carts that the reports name, made where they are new, locked in the order of their ids."""
    wanted = sorted({report.cart for report in reports})
    of_source = Cart.objects.filter(source=origin.source, external_id__in=wanted)
    known = set(of_source.values_list("external_id", flat=True))
    at = origin.received_at
    missing = [
        Cart(source=origin.source, external_id=external_id, started_at=at, active_at=at)
        for external_id in wanted
        if external_id not in known
    ]
    Cart.objects.bulk_create(missing, ignore_conflicts=True)
    return {cart.external_id: cart for cart in of_source.select_for_update().order_by("pk")}
