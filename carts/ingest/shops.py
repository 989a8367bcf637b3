"""Shops: what an admin makes and changes of them."""

import secrets as random
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from carts.ingest.signing_secrets import set_signing_secret
from carts.models import CartSource
from helpdesk.lib.settings_rows import delete_row, save_row


def configure_shop(shop: CartSource, *, secrets: str) -> None:
    """As it is set on `shop`, which keeps its secrets without new ones. A new one gets the IDs that it reports with."""
    if secrets:
        set_signing_secret(shop, secrets=secrets)
    shop.public_id = shop.public_id or f"shop_{random.token_hex(8)}"
    shop.publishable_key = shop.publishable_key or f"pk_{random.token_urlsafe(24)}"
    save_row(shop)


def delete_shop(shop: CartSource) -> None:
    """Raises ConflictError once it reported carts: it is deactivated then."""
    delete_row(shop)


def list_shops() -> Iterable[dict[str, Any]]:
    """Those from which reports are to come, as tickets.ledger.silences watches them."""
    for shop in CartSource.objects.filter(is_active=True):
        page = reverse("carts:shop", args=[shop.pk])
        yield {"source_key": str(shop.pk), "name": shop.name, "page_url": page}
