"""Calls in the admin: to look things up. Nothing is changed here: the services are the only writers."""

from django.contrib import admin

from calls.models import (
    BlockedNumber,
    Call,
    CallExport,
    Leg,
    ProblemCall,
    ProviderCheck,
    ProviderWatch,
    Recording,
    RecordingAct,
    RecordingComment,
    RecordingPause,
    RecordingPlay,
    RecordingPolicy,
    RecordingStart,
    Review,
    ReviewAnswer,
    ReviewQuestion,
    RingTest,
    RingTestLeg,
    Talk,
    TranscriptLine,
    Transfer,
    WebhookReceipt,
)
from helpdesk.lib.read_only_admin import ReadOnlyAdmin, ReadOnlyInline


class LegInline(ReadOnlyInline):
    model = Leg
    fields = ["round", "user", "phone", "status", "sid", "error", "answered_at", "ended_at"]


class RecordingInline(ReadOnlyInline):
    model = Recording
    fields = ["sid", "status", "duration", "size", "attempts", "error", "stored_at", "deleted_there_at"]


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "direction", "status", "from_number", "to_number", "line", "menu_choice", "ticket"]
    list_filter = ["status", "direction", "line", "is_transfer", "is_blocked"]
    list_select_related = ["line", "ticket"]
    search_fields = ["sid", "from_number", "to_number", "legs__sid"]
    date_hierarchy = "started_at"
    inlines = [LegInline, RecordingInline]


@admin.register(ProblemCall)
class ProblemCallAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "status", "group", "round", "winner", "accepted_at", "left_at", "never_joined_at"]
    list_filter = ["status", "group"]
    list_select_related = ["group", "winner__user"]
    search_fields = ["call__sid", "call__from_number"]


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ["requested_at", "from_leg", "status", "target", "person", "accepted_by", "ended_at"]
    list_filter = ["status", "target"]
    list_select_related = ["from_leg__user", "accepted_by__user", "person"]
    search_fields = ["call__sid", "note", "from_leg__user__name"]


@admin.register(Leg)
class LegAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "user", "phone", "round", "status", "error", "sid"]
    list_filter = ["status"]
    list_select_related = ["user"]
    search_fields = ["sid", "phone", "call__sid"]


@admin.register(Talk)
class TalkAdmin(ReadOnlyAdmin):
    list_display = ["ended_at", "user", "call", "disposition", "outcome", "finished_at"]
    list_filter = ["disposition", "outcome"]
    list_select_related = ["leg__user", "leg__call", "disposition"]
    search_fields = ["notes", "leg__call__sid"]


@admin.register(BlockedNumber)
class BlockedNumberAdmin(ReadOnlyAdmin):
    list_display = ["number", "is_prefix", "reason", "blocked_by", "created_at", "until"]
    list_filter = ["is_prefix"]
    list_select_related = ["blocked_by"]
    search_fields = ["number", "reason"]


@admin.register(CallExport)
class CallExportAdmin(ReadOnlyAdmin):
    list_display = ["exported_at", "user", "reason", "filters"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "reason"]


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "call", "status", "duration", "attempts", "due_at", "error", "deleted_there_at"]
    list_filter = ["status"]
    list_select_related = ["call"]
    search_fields = ["sid", "call__sid"]
    exclude = ["file"]  # it is heard on the call's page, which logs every play


@admin.register(RecordingPlay)
class RecordingPlayAdmin(ReadOnlyAdmin):
    list_display = ["played_at", "user", "recording", "method", "range_header"]
    list_select_related = ["user", "recording__call"]
    search_fields = ["user__name", "user__email", "recording__sid"]


@admin.register(RecordingAct)
class RecordingActAdmin(ReadOnlyAdmin):
    list_display = ["done_at", "kind", "user", "recording", "why"]
    list_filter = ["kind"]
    list_select_related = ["user", "recording__call"]
    search_fields = ["user__name", "user__email", "recording__sid", "why"]


@admin.register(RecordingComment)
class RecordingCommentAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "user", "recording", "second", "body"]
    list_select_related = ["user", "recording__call"]
    search_fields = ["user__name", "body", "recording__sid"]


@admin.register(RecordingPause)
class RecordingPauseAdmin(ReadOnlyAdmin):
    list_display = ["requested_at", "call", "user", "status", "starts_at", "ends_at", "error"]
    list_filter = ["status"]
    list_select_related = ["call", "user"]
    search_fields = ["recording_sid", "call__sid"]


@admin.register(RecordingPolicy)
class RecordingPolicyAdmin(ReadOnlyAdmin):
    list_display = ["keep_days", "review_percent"]


@admin.register(TranscriptLine)
class TranscriptLineAdmin(ReadOnlyAdmin):
    list_display = ["spoken_at", "call", "side", "text"]
    list_filter = ["side"]
    list_select_related = ["call"]
    search_fields = ["call__sid", "sid"]


class ReviewAnswerInline(ReadOnlyInline):
    model = ReviewAnswer
    show_change_link = False


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "status", "reason", "agent", "reviewer", "solved", "overall"]
    list_filter = ["status", "reason"]
    list_select_related = ["agent", "reviewer"]
    search_fields = ["agent__name", "reviewer__name", "comment"]
    inlines = [ReviewAnswerInline]


@admin.register(ReviewQuestion)
class ReviewQuestionAdmin(ReadOnlyAdmin):
    list_display = ["text", "help", "position", "is_active"]


class RingTestLegInline(ReadOnlyInline):
    model = RingTestLeg
    show_change_link = False


@admin.register(RingTest)
class RingTestAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "group", "asked_by"]
    list_filter = ["group"]
    list_select_related = ["group", "asked_by"]
    inlines = [RingTestLegInline]


@admin.register(ProviderWatch)
class ProviderWatchAdmin(ReadOnlyAdmin):
    list_display = ["name", "compared_until", "leased_until"]


@admin.register(ProviderCheck)
class ProviderCheckAdmin(ReadOnlyAdmin):
    list_display = ["checked_at", "account_type", "account_status", "numbers", "longest_queue_time"]


@admin.register(RecordingStart)
class RecordingStartAdmin(ReadOnlyAdmin):
    list_display = ["requested_at", "call", "status", "error"]
    list_filter = ["status"]
    list_select_related = ["call"]


@admin.register(WebhookReceipt)
class WebhookReceiptAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "hook", "sid", "key"]
    list_filter = ["hook"]
    search_fields = ["sid", "key"]
