"""Time zones: their country, and the list that people choose from."""

from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.moments import REGIONS, readable_zone

TABLE = Path(__file__).with_name("zone_countries.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
COUNTRIES = {zone: country for country, zone in ROWS}
OTHER_NAMES = _("Other names of zones")
"""Aliases, such as US/Eastern: somebody may have chosen one."""


def country_of_zone(zone: str) -> str:
    """ "Europe/Berlin" is "DE"; "" for UTC and for a name that is only an alias."""
    return COUNTRIES.get(zone, "")


def zone_called(name: str) -> ZoneInfo:
    """The zone, or UTC where a shop wrote a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def time_zone_choices() -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """UTC, then the cities of each region, then what else the system knows; for the choices of a form."""
    now = timezone.now()
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in sorted(available_timezones() - {"UTC"}):
        region, _slash, city = zone.partition("/")
        is_city = bool(country_of_zone(zone)) and region in REGIONS
        offset = now.astimezone(ZoneInfo(zone)).isoformat()[-len("+00:00") :]
        regions[region if is_city else ""].append((zone, f"{readable_zone(city if is_city else zone)} (UTC{offset})"))
    cities = [(label, regions[region]) for region, label in REGIONS.items() if region in regions]
    return [("UTC", [("UTC", "UTC")]), *cities, (OTHER_NAMES, regions[""])]
