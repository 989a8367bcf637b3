"""Organizers and events: what an admin makes and changes of them. Shops make their events themselves."""

import secrets

from django.db import transaction

from helpdesk.lib.settings_rows import delete_row, save_row
from tickets.models import Event, Organizer


def configure_organizer(organizer: Organizer) -> None:
    """Name, team and address, as they are set on `organizer`."""
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
