"""The carts app: checkouts that are live, what went wrong in them, and the recovery mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartsConfig(AppConfig):
    name = "carts"
    verbose_name = _("carts")

    def ready(self) -> None:
        from carts.models import Cart
        from tickets.merging.merge_hooks import MoveRows, register_merge_hook

        register_merge_hook(MoveRows(Cart, locked_first=True))
