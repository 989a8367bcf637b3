"""Admin of mail that left and came in, of mailboxes, webhooks and of the suppression list, read only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from helpdesk.lib.read_only_admin import ReadOnlyAdmin
from helpdesk.mail.models import (
    DeliveryEvent,
    DkimKey,
    InboundMessage,
    Mailbox,
    MailboxGrant,
    MailDomain,
    OutboundMessage,
    ProviderHook,
    Suppression,
    Throttle,
)


@admin.register(OutboundMessage)
class OutboundMessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to_address", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status", "trouble"]
    search_fields = ["=to_address", "=message_id", "subject"]
    exclude = ["raw", "text"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboundMessage]:
        # A private mail may hold a link that sets somebody's password: not for an admin's eyes either.
        return super().get_queryset(request).filter(is_private=False).defer("raw", "text")


@admin.register(InboundMessage)
class InboundMessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "from_address", "status", "kind", "door", "attempts", "received_at"]
    list_filter = ["status", "kind", "door"]
    search_fields = ["=from_address", "=message_id", "subject"]
    exclude = ["raw"]
    date_hierarchy = "received_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundMessage]:
        return super().get_queryset(request).defer("raw")


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    list_display = ["address", "reason", "created_at"]
    list_filter = ["reason"]
    search_fields = ["address"]


@admin.register(Mailbox)
class MailboxAdmin(ReadOnlyAdmin):
    list_display = ["name", "address", "sign_in", "is_active", "last_success_at", "failing_since", "problem"]
    list_filter = ["is_active", "problem"]
    exclude = ["encrypted_secret"]


@admin.register(MailboxGrant)
class MailboxGrantAdmin(ReadOnlyAdmin):
    list_display = ["mailbox", "user", "granted_at", "ends_at", "refused_at", "problem"]
    exclude = ["encrypted_refresh_token", "encrypted_access_token"]


@admin.register(DeliveryEvent)
class DeliveryEventAdmin(ReadOnlyAdmin):
    list_display = ["kind", "recipient", "provider", "occurred_at", "is_permanent"]
    list_filter = ["kind", "provider"]
    search_fields = ["=recipient"]


@admin.register(ProviderHook)
class ProviderHookAdmin(ReadOnlyAdmin):
    list_display = ["provider", "last_mail_at", "last_event_at", "unknown_events"]


@admin.register(Throttle)
class ThrottleAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "failures", "failing_since", "held_until"]
    list_filter = ["kind"]
    search_fields = ["name"]


@admin.register(MailDomain)
class MailDomainAdmin(ReadOnlyAdmin):
    list_display = ["name", "level", "checked_at", "trouble", "trouble_since"]
    list_filter = ["level", "trouble"]


@admin.register(DkimKey)
class DkimKeyAdmin(ReadOnlyAdmin):
    list_display = ["domain", "selector", "status", "created_at", "began_at", "retired_at"]
    list_filter = ["status"]
    exclude = ["encrypted_private_key"]
