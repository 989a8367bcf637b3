"""Who lives here: lines of the desk, mobiles of its team, callers, and the shop with its events."""

import datetime as dt
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .config import ConfigError


@dataclass(frozen=True)
class TownLine:
    """A number of the desk that can be dialled."""

    number: str
    name: str
    kind: str = "main"
    voice_url: str = ""
    voice_fallback_url: str = ""


@dataclass(frozen=True)
class Resident:
    """Somebody with a telephone; roles are agent, manager and caller."""

    number: str
    name: str
    role: str = "caller"
    email: str = ""


@dataclass(frozen=True)
class Price:
    """One kind of seat."""

    name: str
    cents: int


@dataclass(frozen=True)
class Event:
    """Something that tickets are sold for."""

    id: str
    name: str
    venue: str
    starts_at: dt.datetime
    prices: tuple[Price, ...]
    currency: str = "USD"


@dataclass(frozen=True)
class ShopFacts:
    """How the shop reports to the desk, and what it sells."""

    source_id: str
    signing_secret: str
    publishable_key: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Town:
    """All of it."""

    lines: tuple[TownLine, ...]
    mobiles: tuple[Resident, ...]
    callers: tuple[Resident, ...]
    shop: ShopFacts
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, number: str) -> str:
        return self.names.get(number, number)


def load_town(path: Path | None) -> Town:
    """The town of a file, or the built-in one. Raises ConfigError with one sentence."""
    if path is None:
        return town_from(DEFAULT)
    try:
        return town_from(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"The town file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"The town file {path} is not as expected: {error!r}.") from error


def town_from(data: dict[str, Any]) -> Town:
    lines = tuple(TownLine(**_known(TownLine, line)) for line in data["lines"])
    mobiles = tuple(Resident(**_known(Resident, mobile)) for mobile in data["mobiles"])
    callers = tuple(Resident(**_known(Resident, caller)) for caller in data["callers"])
    everybody: tuple[TownLine | Resident, ...] = (*lines, *mobiles, *callers)
    names = {who.number: who.name for who in everybody}
    return Town(lines, mobiles, callers, _shop(data["shop"]), names)


def _shop(data: dict[str, Any]) -> ShopFacts:
    keys = ("source_id", "signing_secret", "publishable_key")
    events = tuple(_event(event) for event in data.get("events", ()))
    return ShopFacts(**{key: data[key] for key in keys}, events=events)


def _event(data: dict[str, Any]) -> Event:
    starts_at = dt.datetime.fromisoformat(data["starts_at"])
    if starts_at.tzinfo is None:
        starts_at = starts_at.replace(tzinfo=dt.UTC)
    prices = tuple(Price(price["name"], int(price["cents"])) for price in data["prices"])
    return Event(data["id"], data["name"], data["venue"], starts_at, prices, data.get("currency", "USD"))


def _known(kind: type[TownLine | Resident], data: dict[str, Any]) -> dict[str, Any]:
    """Only what we know of: a newer file may say more."""
    return {known.name: data[known.name] for known in fields(kind) if data.get(known.name) is not None}


def _in_days(days: int, hour: int) -> str:
    moment = dt.datetime.now(dt.UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return (moment + dt.timedelta(days=days)).isoformat()


DEFAULT: dict[str, Any] = {
    "lines": [
        {"number": "+15005550100", "name": "Main line", "kind": "main"},
        {"number": "+15005550101", "name": "Problem line", "kind": "problem"},
        {"number": "+15005550102", "name": "Recovery line", "kind": "recovery"},
    ],
    "mobiles": [
        {"number": "+15005550111", "name": "Ana Ruiz", "role": "agent"},
        {"number": "+15005550112", "name": "Ben Okafor", "role": "agent"},
        {"number": "+15005550113", "name": "Chloe Martin", "role": "agent"},
        {"number": "+15005550114", "name": "Deniz Kaya", "role": "agent"},
        {"number": "+15005550115", "name": "Elif Sand", "role": "agent"},
        {"number": "+15005550116", "name": "Frank Mori", "role": "agent"},
        {"number": "+15005550121", "name": "Grace Lindqvist", "role": "manager"},
        {"number": "+15005550122", "name": "Hugo Abadi", "role": "manager"},
    ],
    "callers": [
        {"number": "+15005550131", "name": "Ann Lee", "email": "ann.lee@mail.example"},
        {"number": "+15005550132", "name": "Bo Chen", "email": "bo.chen@mail.example"},
        {"number": "+15005550133", "name": "Cara Diaz", "email": "cara.diaz@mail.example"},
    ],
    "shop": {
        "source_id": "demo-shop",
        "signing_secret": "whsec_cHJlc3M0LWRlbW8tc2hvcC1zaWduaW5nLXNlY3JldA==",
        "publishable_key": "pk_demo_shop",
        "events": [
            {
                "id": "jazz-fest",
                "name": "Jazz Fest",
                "venue": "Fairgrounds, New Orleans",
                "starts_at": _in_days(24, 18),
                "currency": "USD",
                "prices": [{"name": "Day pass", "cents": 9500}, {"name": "Weekend", "cents": 18400}],
            },
            {
                "id": "night-of-the-tenors",
                "name": "Night of the Tenors",
                "venue": "Orpheum Theater",
                "starts_at": _in_days(11, 19),
                "currency": "USD",
                "prices": [{"name": "Balcony", "cents": 5800}, {"name": "Orchestra", "cents": 11200}],
            },
            {
                "id": "riverside-derby",
                "name": "Riverside Derby",
                "venue": "Riverside Park",
                "starts_at": _in_days(38, 15),
                "currency": "USD",
                "prices": [{"name": "Standing", "cents": 3900}, {"name": "Grandstand", "cents": 7700}],
            },
        ],
    },
}
