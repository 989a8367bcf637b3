"""Take in what shops report: check each event, write the new ones, fold the carts they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from carts import bulk
from carts.fold import CartState, Fact, fold
from carts.models import Cart, CartEvent, CartSource
from carts.payloads import countries
from carts.reports import BadReportError, Report, check_report
from carts.services.lifecycle import settle_carts
from carts.warnings import Warnings, warnings_of
from helpdesk.live import announce
from tickets.models import Event

MOST_EVENTS = 500
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """Through which door a batch came, and when."""

    source: CartSource
    received_at: datetime
    skew: timedelta
    is_from_browser: bool = False


def ingest_events(door: Door, *, events: Sequence[Any]) -> list[Result]:
    """Answers, for each event and in the same order, accepted, duplicate or rejected (with code and detail).

    When it returns, the accepted ones are committed and their carts say what they add up to.
    """
    checked = [_check(raw, door) for raw in events]
    if door.is_from_browser:
        checked = _of_known_carts(checked, door)
    reports = {item.event_id: item for item in reversed(checked) if isinstance(item, Report)}
    new = store_reports(list(reports.values()), door=door) if reports else set()
    regions = _regions(reports.values(), door=door) if new else {}
    results: list[Result] = []
    for item in checked:
        if isinstance(item, Report):
            # The first of several with one id was the new one; discard() makes the others repeats.
            status = "accepted" if item.event_id in new else "duplicate"
            new.discard(item.event_id)
            results.append({"id": item.told_id, "status": status})
            if status == "accepted" and (found := _warnings(item, door, regions)):
                results[-1]["warnings"] = found
        else:
            results.append(item)
    return results


def _check(raw: Any, door: Door) -> Report | Result:
    try:
        return check_report(raw, skew=door.skew, received_at=door.received_at, is_from_browser=door.is_from_browser)
    except BadReportError as error:
        event_id = raw.get("id") if isinstance(raw, dict) else None
        return {
            "id": event_id[:64] if isinstance(event_id, str) else "",
            "status": "rejected",
            "code": error.code,
            "detail": str(error),
        }


def _of_known_carts(checked: list[Report | Result], door: Door) -> list[Report | Result]:
    """A browser makes no carts: with the key of a page, anybody could make ten thousand in seconds."""
    named = {item.cart for item in checked if isinstance(item, Report)}
    known = set(Cart.objects.filter(source=door.source, external_id__in=named).values_list("external_id", flat=True))
    refused = {"status": "rejected", "code": "unknown_cart", "detail": "The shop has not reported this cart."}
    return [
        {"id": item.told_id, **refused} if isinstance(item, Report) and item.cart not in known else item
        for item in checked
    ]


def _warnings(report: Report, door: Door, regions: dict[str, tuple[str, ...]]) -> Warnings:
    return warnings_of(
        report.kind,
        report.payload,
        regions=regions.get(report.cart, ()),
        is_from_browser=door.is_from_browser,
    )


def _regions(reports: Iterable[Report], *, door: Door) -> dict[str, tuple[str, ...]]:
    """Where the buyers of these carts are, for those whose telephone number has to be read in a region."""
    wanted = {report.cart for report in reports if report.payload.get("phone") and not door.is_from_browser}
    told: dict[str, list] = {}
    if wanted:
        ours = CartEvent.objects.filter(cart__source=door.source, cart__external_id__in=wanted, is_from_browser=False)
        for cart, payload in ours.order_by("occurred_at", "seq", "event_id").values_list(
            "cart__external_id", "payload"
        ):
            told.setdefault(cart, []).append(payload)
    return {cart: countries(found) for cart, found in told.items()}


@transaction.atomic
def store_reports(reports: Sequence[Report], *, door: Door) -> set[str]:
    """Write the reports that are new and bring their carts up to date; answers the ids of the new ones.

    The carts are locked in one order before anything is written to them, so that batches about the same carts wait
    for each other and never deadlock.
    """
    carts = _lock_carts(reports, door=door)
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
        rows, source_id=door.source.pk, is_from_browser=door.is_from_browser, received_at=door.received_at
    )
    touched = {report.cart for report in reports if report.event_id in new}
    if touched:
        refold_carts([carts[external_id] for external_id in touched], source=door.source, at=door.received_at)
    return new


def refold_carts(carts: Sequence[Cart], *, source: CartSource, at: datetime) -> None:
    """Write what the events of these carts (locked by the caller) add up to, and act on it."""
    states = {cart_id: fold(facts) for cart_id, facts in _facts(carts).items()}
    events = _events_on_sale(source, states.values())
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
    announce("carts-board", *(f"cart-{cart.pk}" for cart in carts))


def _lock_carts(reports: Sequence[Report], *, door: Door) -> dict[str, Cart]:
    """The carts that the reports name, made where they are new, locked in the order of their ids."""
    wanted = sorted({report.cart for report in reports})
    of_source = Cart.objects.filter(source=door.source, external_id__in=wanted)
    known = set(of_source.values_list("external_id", flat=True))
    at = door.received_at
    missing = [
        Cart(source=door.source, external_id=external_id, started_at=at, active_at=at)
        for external_id in wanted
        if external_id not in known
    ]
    Cart.objects.bulk_create(missing, ignore_conflicts=True)
    return {cart.external_id: cart for cart in of_source.select_for_update().order_by("pk")}


def _facts(carts: Sequence[Cart]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    rows = CartEvent.objects.filter(cart__in=carts).order_by()
    for cart_id, *fact in rows.values_list(
        "cart_id", "occurred_at", "seq", "event_id", "kind", "payload", "is_from_browser"
    ):
        found.setdefault(cart_id, []).append(Fact(*fact))
    return found


def _events_on_sale(source: CartSource, states: Sequence[CartState]) -> dict[str, Event]:
    wanted = {state.event_external_id for state in states} - {""}
    if not wanted:
        return {}
    found = Event.objects.filter(organizer_id=source.organizer_id, external_id__in=wanted)
    return {event.external_id: event for event in found}
