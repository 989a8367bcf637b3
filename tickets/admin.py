"""The Django admin of cases, requesters and events. What the verbs write is read-only here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.moments import say_there
from helpdesk.lib.read_only_admin import ReadOnlyAdmin, ReadOnlyInline
from tickets.models import (
    AssignmentRule,
    Attachment,
    Availability,
    BulkChange,
    BulkStep,
    Calendar,
    CaseExport,
    CaseImport,
    CaseLink,
    CaseMerge,
    ContactPoint,
    CustomField,
    Event,
    FieldValue,
    Hint,
    HintRule,
    ImportProblem,
    LinkRequest,
    Mention,
    OrderSource,
    Organizer,
    Participant,
    PersonMerge,
    Promise,
    Requester,
    RequesterChange,
    SavedReply,
    SavedView,
    SentCopy,
    ServiceLevel,
    Tag,
    Tagging,
    Ticket,
)

TIMELINE_SHOWN = 100


class PromiseInline(ReadOnlyInline):
    model = Promise
    fields = ["what", "kind", "due_at", "was_kept", "is_broken", "reason", "settled_by"]


class ParticipantInline(ReadOnlyInline):
    model = Participant
    fields = ["address", "name", "role", "added_by", "added_at", "confirmed_at", "removed_at"]


class FieldValueInline(ReadOnlyInline):
    model = FieldValue
    fields = ["field", "value"]


class TaggingInline(ReadOnlyInline):
    model = Tagging
    fields = ["tag"]


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ["pk", "subject", "requester", "status", "priority", "assignee", "team", "active_at"]
    list_filter = ["status", "priority", "channel", "team"]
    list_select_related = ["requester", "assignee", "team"]
    search_fields = ["=pk", "subject", "=order_reference", "=requester__contact_points__value"]
    search_help_text = _("Case number, words of the subject, order, or an address in its normal form")
    readonly_fields = ["timeline"]
    inlines = [PromiseInline, ParticipantInline, TaggingInline, FieldValueInline]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        # A requester without a name is called by the address, which would be asked for row by row.
        return super().get_queryset(request).prefetch_related("requester__contact_points")

    @admin.display(description=_("timeline"))
    def timeline(self, ticket: Ticket) -> SafeString:
        newest = ticket.entries.select_related("actor").order_by("-occurred_at", "-pk")[:TIMELINE_SHOWN]
        lines = (
            (localize(localtime(entry.occurred_at)), entry.get_kind_display(), entry.actor or "", entry.body)
            for entry in newest
        )
        return format_html_join("", "<p>{} · <b>{}</b> {}<br>{}</p>", lines)


class ContactPointInline(ReadOnlyInline):
    model = ContactPoint
    show_change_link = False


@admin.register(Requester)
class RequesterAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "addresses", "created_at"]
    search_fields = ["name", "=contact_points__value"]
    inlines = [ContactPointInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Requester]:
        return super().get_queryset(request).prefetch_related("contact_points")

    @admin.display(description=_("addresses"))
    def addresses(self, requester: Requester) -> str:
        return ", ".join(map(str, requester.contact_points.all()))


@admin.register(Organizer)
class OrganizerAdmin(ReadOnlyAdmin):
    list_display = ["name", "team", "contact_email"]
    list_filter = ["team"]
    list_select_related = ["team"]
    search_fields = ["name", "contact_email"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["name", "organizer", "venue", "begins", "is_sold_out"]
    list_filter = ["is_sold_out", "organizer"]
    list_select_related = ["organizer"]
    search_fields = ["name", "venue", "=external_id"]
    date_hierarchy = "starts_at"

    @admin.display(description=_("starts"), ordering="starts_at")
    def begins(self, event: Event) -> str:
        return say_there(event.starts_at, event.zone)


@admin.register(Calendar)
class CalendarAdmin(ReadOnlyAdmin):
    list_display = ["name", "timezone", "holiday_country", "holiday_subdivision"]


@admin.register(ServiceLevel)
class ServiceLevelAdmin(ReadOnlyAdmin):
    list_display = ["priority", "is_event_day", "first_reply", "next_reply", "solve", "calendar"]
    list_select_related = ["calendar"]


@admin.register(CustomField)
class CustomFieldAdmin(ReadOnlyAdmin):
    list_display = ["label", "key", "kind", "team", "event", "is_required", "is_active"]
    list_select_related = ["team", "event"]


@admin.register(HintRule)
class HintRuleAdmin(ReadOnlyAdmin):
    list_display = ["text", "event", "channel", "is_active"]
    list_select_related = ["event"]


@admin.register(Hint)
class HintAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "kind", "text", "dismissed_by"]
    list_select_related = ["ticket", "dismissed_by"]


@admin.register(Tag)
class TagAdmin(ReadOnlyAdmin):
    list_display = ["name", "colour"]
    search_fields = ["name"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "owner", "team", "query", "position"]
    list_select_related = ["owner", "team"]
    search_fields = ["name", "owner__name"]


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(ReadOnlyAdmin):
    list_display = ["team", "method", "last"]
    list_select_related = ["team", "last"]


@admin.register(Availability)
class AvailabilityAdmin(ReadOnlyAdmin):
    list_display = ["user", "most_cases", "away_since", "away_until", "away_note"]
    list_select_related = ["user"]


@admin.register(Mention)
class MentionAdmin(ReadOnlyAdmin):
    list_display = ["user", "entry", "seen_at"]
    list_select_related = ["user", "entry__ticket"]


@admin.register(SavedReply)
class SavedReplyAdmin(ReadOnlyAdmin):
    list_display = ["name", "team", "status"]
    list_select_related = ["team"]
    search_fields = ["name", "body"]


@admin.register(CaseExport)
class CaseExportAdmin(ReadOnlyAdmin):
    list_display = ["exported_at", "user", "reason", "filters"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "reason"]


class ImportProblemInline(ReadOnlyInline):
    model = ImportProblem


@admin.register(CaseImport)
class CaseImportAdmin(ReadOnlyAdmin):
    list_display = ["name", "format", "status", "made", "continued", "known", "refused", "started_by", "created_at"]
    list_filter = ["status", "format"]
    list_select_related = ["started_by"]
    exclude = ["file"]
    inlines = [ImportProblemInline]


class BulkStepInline(ReadOnlyInline):
    model = BulkStep
    fields = ["ticket", "refusal", "is_undone"]


@admin.register(BulkChange)
class BulkChangeAdmin(ReadOnlyAdmin):
    list_display = ["pk", "verb", "value", "by", "made_at", "undone_at"]
    list_select_related = ["by"]
    inlines = [BulkStepInline]


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "ticket", "size", "uploaded_by", "created_at"]
    list_select_related = ["ticket", "uploaded_by"]
    search_fields = ["name", "=sha256"]
    exclude = ["file"]


@admin.register(CaseMerge)
class CaseMergeAdmin(ReadOnlyAdmin):
    list_display = ["source", "survivor", "merged_by", "merged_at", "undone_by", "undone_at"]
    list_select_related = ["source", "survivor", "merged_by", "undone_by"]
    search_fields = ["=source__pk", "=survivor__pk"]
    date_hierarchy = "merged_at"


@admin.register(CaseLink)
class CaseLinkAdmin(ReadOnlyAdmin):
    list_display = ["one", "other", "linked_by", "linked_at"]
    list_select_related = ["one", "other", "linked_by"]


@admin.register(PersonMerge)
class PersonMergeAdmin(ReadOnlyAdmin):
    list_display = ["pk", "source_id", "survivor_id", "merged_by", "merged_at", "undone_by", "undone_at"]
    list_select_related = ["merged_by", "undone_by"]
    search_fields = ["source__name", "survivor__name"]
    date_hierarchy = "merged_at"


@admin.register(RequesterChange)
class RequesterChangeAdmin(ReadOnlyAdmin):
    list_display = ["requester_id", "what", "reason", "changed_by", "changed_at"]
    list_select_related = ["changed_by"]
    search_fields = ["requester__name", "reason"]
    date_hierarchy = "changed_at"


@admin.register(OrderSource)
class OrderSourceAdmin(ReadOnlyAdmin):
    list_display = ["name", "base_url", "is_active"]
    exclude = ["encrypted_token"]


@admin.register(SentCopy)
class SentCopyAdmin(ReadOnlyAdmin):
    list_display = ["subject", "source", "from_address", "sent_at"]
    list_filter = ["source"]
    search_fields = ["=message_id", "=from_address"]
    exclude = ["text", "words"]
    date_hierarchy = "sent_at"


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnlyAdmin):
    list_display = ["kind", "address", "ticket_id", "asked_at"]
    ordering = ["-pk"]
