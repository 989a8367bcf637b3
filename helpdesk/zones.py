"""The country of a time zone, for numbers and names that are written as one writes them there."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("zone_countries.tsv")


@cache
def _countries() -> dict[str, str]:
    rows = (line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#"))
    return {zone: country for country, zone in rows}


def country_of_zone(zone: str) -> str:
    """ "Europe/Berlin" is "DE"; "" for UTC and for a name that is only an alias."""
    return _countries().get(zone, "")
