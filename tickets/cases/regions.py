"""Likely countries of a telephone number: those of the person, the event or the case."""

from helpdesk.lib.phones import region_of_phone
from helpdesk.lib.time_zones import country_of_zone
from tickets.models import Event, Requester, Ticket


def regions_of(*, requester: Requester | None = None, event: Event | None = None) -> list[str]:
    """Their countries, the likeliest first: what we know of the person, then where the event is."""
    found: list[str] = []
    if requester:
        phones = [point.value for point in requester.contact_points.all() if point.kind == point.Kind.PHONE]
        found += [requester.country.upper(), country_of_zone(requester.timezone), *map(region_of_phone, phones)]
    if event:
        found.append(country_of_zone(event.timezone))
    return list(dict.fromkeys(filter(None, found)))


def regions_of_case(ticket: Ticket) -> list[str]:
    return regions_of(requester=ticket.requester, event=ticket.event)


def regions_of_newest_case(requester: Requester) -> list[str]:
    """Those of the person, and of the event of their newest case."""
    newest = requester.tickets.select_related("event").exclude(event=None).order_by("-pk").first()
    return regions_of(requester=requester, event=newest.event if newest else None)
