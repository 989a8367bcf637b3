"""The pretend town's ticket shop as a source of carts."""

import base64
import secrets
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from carts.models import CartSource
from escalation.models import Line
from helpdesk.demo.texts import read
from helpdesk.lib.encryption import encrypt
from tickets.models import Organizer

SHOP_ID = "lantern-row-shop"
"""Whoever finds this shop in a database knows that the database is a demonstration's."""
IMPATIENT = {
    # A visitor looks around for five minutes; a real desk waits longer.
    "wait_after_problem": timedelta(seconds=20),
    "wait_after_hold_lost": timedelta(seconds=60),
    "wait_after_leaving": timedelta(minutes=3),
}


def open_shop(organizer: Organizer, line: Line) -> CartSource:
    """The one shop that reports to the demonstration's desk."""
    return CartSource.objects.create(
        name="Lantern Row ticket shop",
        public_id=SHOP_ID,
        organizer=organizer,
        recovery_line=line,
        encrypted_signing_secret=encrypt(new_secret()),
        publishable_key=f"pk_{secrets.token_hex(12)}",
        allowed_origins=town_origins(),
        sender_name="Felix from Lantern Row tickets",
        **IMPATIENT,
    )


def renew_keys() -> str:
    """Give the shop a new signing secret and the town's addresses of this start; answers the secret.

    The old one may be encrypted under another SECRET_KEY, and nobody but the town knows it, which reads the new one.
    """
    secret = new_secret()
    shop = CartSource.objects.filter(public_id=SHOP_ID)
    shop.update(encrypted_signing_secret=encrypt(secret), allowed_origins=town_origins())
    return secret


@cache
def prices() -> dict[str, list[tuple[str, int]]]:
    """Name and cents of each price, by the event's id in the shop; none for what is not sold there."""
    return {row["id"]: [(name, cents) for name, cents in row.get("prices", [])] for row in read("town")["event"]}


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


def town_origins() -> list[str]:
    """Where the shop's pages come from: the town as the environment names it, and by both names of this machine."""
    if not settings.SIMULATOR_URL:
        return []
    town = urlsplit(settings.SIMULATOR_URL)
    hosts = {town.netloc}
    if town.hostname in {"localhost", "127.0.0.1"}:
        hosts |= {f"localhost:{town.port}", f"127.0.0.1:{town.port}"}
    return sorted(f"{town.scheme}://{host}" for host in hosts)
