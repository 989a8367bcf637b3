"""Admin of carts: shops, carts with their events, recovery steps."""

from django.contrib import admin

from carts.models import Cart, CartEvent, CartSource, RecoveryStep, RecoveryWording
from helpdesk.lib.read_only_admin import ReadOnlyAdmin, ReadOnlyInline


@admin.register(CartSource)
class CartSourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "organizer", "recovery_line", "wait_after_problem", "is_active")
    list_select_related = ("organizer", "recovery_line")
    search_fields = ("name", "public_id")
    exclude = ("encrypted_signing_secret",)


class CartEventInline(ReadOnlyInline):
    model = CartEvent
    fields = ("occurred_at", "kind", "is_from_browser", "payload")
    show_change_link = False


class RecoveryStepInline(ReadOnlyInline):
    model = RecoveryStep
    fields = ("number", "purpose", "status", "skipped_because", "due_at", "setback", "message")
    show_change_link = False


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    list_display = ("external_id", "source", "status", "problem", "problem_code", "email", "active_at")
    list_filter = ("status", "problem", "source")
    list_select_related = ("source",)
    search_fields = ("external_id", "email", "phone", "order_reference")
    date_hierarchy = "active_at"
    inlines = (RecoveryStepInline, CartEventInline)


@admin.register(RecoveryStep)
class RecoveryStepAdmin(ReadOnlyAdmin):
    list_display = ("cart", "number", "purpose", "status", "skipped_because", "setbacks", "due_at")
    list_filter = ("status", "purpose", "skipped_because")
    list_select_related = ("cart",)
    search_fields = ("cart__email", "cart__external_id")


@admin.register(RecoveryWording)
class RecoveryWordingAdmin(ReadOnlyAdmin):
    list_display = ("language", "problem_subject", "plain_subject")
