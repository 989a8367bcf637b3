"""Likely countries of a telephone number: those of the person, the event or the case."""

from collections.abc import Iterator

from helpdesk.lib.phones import region_of_phone
from helpdesk.lib.time_zones import country_of_zone
from tickets.models import Event, Requester, Ticket


def regions_of(*, requester: Requester | None = None, event: Event | None = None) -> list[str]:
    """Their countries, the likeliest first: what we know of the person, then where the event is."""
    return list(dict.fromkeys(filter(None, _told(requester, event))))


def regions_of_case(ticket: Ticket) -> list[str]:
    return regions_of(requester=ticket.requester, event=ticket.event)


def _told(requester: Requester | None, event: Event | None) -> Iterator[str]:
    if requester:
        yield requester.country.upper()
        yield country_of_zone(requester.timezone)
        for point in requester.contact_points.all():
            if point.kind == point.Kind.PHONE:
                yield region_of_phone(point.value)
    if event:
        yield country_of_zone(event.timezone)


def regions_of_newest_case(requester: Requester) -> list[str]:
    """Those of the person, and of the event of their newest case."""
    newest = requester.tickets.select_related("event").exclude(event=None).order_by("-pk").first()
    return regions_of(requester=requester, event=newest.event if newest else None)
