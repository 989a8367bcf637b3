"""Time zones: their country, and how a moment is said in one."""

from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.formats import date_format

TABLE = Path(__file__).with_name("zone_countries.tsv")


@cache
def _countries() -> dict[str, str]:
    rows = (line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#"))
    return {zone: country for country, zone in rows}


def country_of_zone(zone: str) -> str:
    """ "Europe/Berlin" is "DE"; "" for UTC and for a name that is only an alias."""
    return _countries().get(zone, "")


def zone_called(name: str) -> ZoneInfo:
    """The zone, or UTC where a shop wrote a name that is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def say_there(moment: datetime, zone: tzinfo, how: str) -> str:
    """ "5 December 2026, 20:00 CET": as a clock there shows it, with the name of its time. `how` is Django's format."""
    there = moment.astimezone(zone)
    return f"{date_format(there, how)} {zone_name(there)}"


def zone_name(moment: datetime) -> str:
    """CET, or UTC+04 where the clocks of a country have no short name."""
    name = moment.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name
