"""The carts app: checkouts that are live, what went wrong in them, and the recovery mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartsConfig(AppConfig):
    name = "carts"
    verbose_name = _("carts")

    def ready(self) -> None:
        from carts.ingest.shops import list_shops
        from carts.models import Cart
        from carts.models.recovery import recovery_mails_visible_to
        from tickets.ledger.access import let_see
        from tickets.ledger.silences import watch_sources
        from tickets.merging.merge_hooks import MoveRows, register_merge_hook
        from tickets.models import SourceKind

        register_merge_hook(MoveRows(Cart, locked_first=True))
        watch_sources(SourceKind.SHOP, list_shops)
        let_see(recovery_mails_visible_to)
