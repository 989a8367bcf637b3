"""Organizers and events: what an admin makes and changes of them. Shops make their events themselves."""

import secrets

from django.db import transaction
from django.utils.text import slugify

from helpdesk.lib.settings_rows import delete_row, save_row
from tickets.models import Event, Organizer

RESERVED = frozenset({"address", "case", "cases", "confirm"})
"""What stands in the addresses of other help pages (tickets/portal/urls.py)."""
LONGEST_SLUG = 60


def configure_organizer(organizer: Organizer) -> None:
    """Name, team, address and help page, as they are set on `organizer`. The name makes the address of the page, unless
    another one was chosen; a name without Latin letters makes none."""
    stem = slugify(organizer.name)[: LONGEST_SLUG - 4].strip("-")
    if stem and not organizer.slug:
        others = Organizer.objects.filter(slug__startswith=stem).exclude(pk=organizer.pk)
        taken = {*others.values_list("slug", flat=True), *RESERVED}
        names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        organizer.slug = next((name for name in names if name not in taken), "")
    save_row(organizer)


def delete_organizer(organizer: Organizer) -> None:
    """Raises ConflictError while it has events or shops."""
    delete_row(organizer)


@transaction.atomic
def configure_event(event: Event) -> None:
    """As it is set on `event`. One that no shop knows gets an ID of the desk's own."""
    event.external_id = event.external_id or f"desk-{secrets.token_hex(8)}"
    save_row(event)


def delete_event(event: Event) -> None:
    """Its cases and carts stay, without an event."""
    delete_row(event)
