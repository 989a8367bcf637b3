"""The organizers, their events, and the people who buy tickets for them."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from helpdesk.accounts.models import Team
from helpdesk.demo.texts import read
from tickets.cases import find_or_create_requester
from tickets.models import Event, Organizer, Requester

BUYERS = 220
DOORS_BEFORE = timedelta(hours=1)
CALLERS = 40
"""The first so many are those who call; the others write."""
KNOWN_CALLERS = [f"+150055501{number}" for number in range(31, 35)]
"""Handsets of the pretend town that belong to buyers whom the desk knows."""
STRANGERS = ["+15005550135", "+15005550136"]
PLACES = [("US", "America/New_York"), ("US", "America/Chicago"), ("US", "America/Los_Angeles"), ("GB", "Europe/London")]


def announce_events(*, at: datetime) -> tuple[Organizer, list[Event]]:
    """The organizer whose events the pretend town sells in its shop, and the events of all organizers."""
    town = read("town")
    organizers = {}
    for row in town["organizer"]:
        team = Team.objects.get(name=row["team"]) if "team" in row else None
        fields = {name: row[name] for name in ("name", "contact_email", "slug", "colour")}
        organizers[row["key"]] = Organizer.objects.create(team=team, **fields)
    seller = next(row["key"] for row in town["organizer"] if row.get("sells_in_shop"))
    events = []
    for row in town["event"]:
        day = at.astimezone(ZoneInfo(row["timezone"])) + timedelta(days=row["days"])
        starts_at = day.replace(hour=row["hour"], minute=0, second=0, microsecond=0)
        event = Event.objects.create(
            organizer=organizers[row["organizer"]],
            external_id=row["id"],
            name=row["name"],
            venue=row["venue"],
            doors_at=starts_at - DOORS_BEFORE,
            starts_at=starts_at,
            timezone=row["timezone"],
            is_sold_out=row.get("sold_out", False),
        )
        events.append(event)
    return organizers[seller], events


def invent_buyers(dice: Random, *, at: datetime) -> list[Requester]:
    """People with made-up names, addresses of example domains and numbers that no telephone has."""
    names = read("names")
    given, family = names["given"].split(), names["family"].split()
    full_names = dice.sample([f"{first} {last}" for first in given for last in family], BUYERS)
    buyers, since = [], []
    for number, name in enumerate(full_names):
        first, last = name.lower().split()
        email = f"{first}.{last}@{dice.choice(['mail.example', 'post.example', 'inbox.example'])}"
        if number < len(KNOWN_CALLERS):
            phone = KNOWN_CALLERS[number]
        else:
            phone = "" if number >= CALLERS and dice.random() < 0.15 else f"+1500555{2000 + number:04d}"
        buyer = find_or_create_requester(name=name, email=email, phone=phone)
        country, timezone = dice.choices(PLACES, weights=[5, 3, 2, 2])[0]
        since.append(at - timedelta(days=dice.uniform(42, 900)))
        Requester.objects.filter(pk=buyer.pk).update(country=country, timezone=timezone)
        buyers.append(buyer)
    # Whoever became known later has the higher key, by which the customers are listed.
    for buyer, known_since in zip(buyers, sorted(since), strict=True):
        Requester.objects.filter(pk=buyer.pk).update(created_at=known_since)
    return buyers
