"""Calls in the admin: to look things up. Nothing is changed here: the services are the only writers."""

from django.contrib import admin
from django.http import HttpRequest

from calls.models import (
    Call,
    Leg,
    ProblemCall,
    Recording,
    RecordingAct,
    RecordingPause,
    RecordingPlay,
    RecordingPolicy,
    Review,
    Talk,
    Transfer,
    WebhookReceipt,
)


class ReadOnly:
    """Mixed into an admin whose rows are only looked at."""

    def has_add_permission(self, request: HttpRequest, *_args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_args: object) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *_args: object) -> bool:
        return False


class LegInline(ReadOnly, admin.TabularInline):
    model = Leg
    fields = ["round", "user", "phone", "status", "sid", "error", "answered_at", "ended_at"]


class RecordingInline(ReadOnly, admin.TabularInline):
    model = Recording
    fields = ["sid", "status", "duration", "size", "attempts", "error", "stored_at", "deleted_there_at"]


@admin.register(Call)
class CallAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["started_at", "direction", "status", "from_number", "to_number", "line", "menu_choice", "ticket"]
    list_filter = ["status", "direction", "line", "is_transfer"]
    list_select_related = ["line", "ticket"]
    search_fields = ["sid", "from_number", "to_number", "legs__sid"]
    date_hierarchy = "started_at"
    show_full_result_count = False
    inlines = [LegInline, RecordingInline]


@admin.register(ProblemCall)
class ProblemCallAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "status", "group", "round", "winner", "accepted_at", "left_at", "never_joined_at"]
    list_filter = ["status", "group"]
    list_select_related = ["group", "winner__user"]
    search_fields = ["call__sid", "call__from_number"]
    show_full_result_count = False


@admin.register(Transfer)
class TransferAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["requested_at", "from_leg", "status", "target", "person", "accepted_by", "ended_at"]
    list_filter = ["status", "target"]
    list_select_related = ["from_leg__user", "accepted_by__user", "person"]
    search_fields = ["call__sid", "note", "from_leg__user__name"]
    show_full_result_count = False


@admin.register(Leg)
class LegAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "user", "phone", "round", "status", "error", "sid"]
    list_filter = ["status"]
    list_select_related = ["user"]
    search_fields = ["sid", "phone", "call__sid"]
    show_full_result_count = False


@admin.register(Recording)
class RecordingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["started_at", "call", "status", "duration", "attempts", "due_at", "error", "deleted_there_at"]
    list_filter = ["status"]
    list_select_related = ["call"]
    search_fields = ["sid", "call__sid"]
    show_full_result_count = False


@admin.register(RecordingPlay)
class RecordingPlayAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["played_at", "user", "recording", "method", "range_header"]
    list_select_related = ["user", "recording__call"]
    search_fields = ["user__name", "user__email", "recording__sid"]
    show_full_result_count = False


@admin.register(RecordingAct)
class RecordingActAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["done_at", "kind", "user", "recording", "why"]
    list_filter = ["kind"]
    list_select_related = ["user", "recording__call"]
    search_fields = ["user__name", "user__email", "recording__sid", "why"]
    show_full_result_count = False


@admin.register(RecordingPolicy)
class RecordingPolicyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["keep_days", "review_percent"]


@admin.register(Review)
class ReviewAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "status", "reason", "agent", "reviewer", "solved", "overall"]
    list_filter = ["status", "reason"]
    list_select_related = ["agent", "reviewer"]
    search_fields = ["agent__name", "reviewer__name", "comment"]
    show_full_result_count = False


@admin.register(RecordingPause)
class RecordingPauseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["requested_at", "call", "user", "status", "starts_at", "ends_at", "error"]
    list_filter = ["status"]
    list_select_related = ["call", "user"]
    search_fields = ["recording_sid", "call__sid"]
    show_full_result_count = False


@admin.register(Talk)
class TalkAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["ended_at", "user", "call", "disposition", "finished_at"]
    list_filter = ["disposition"]
    list_select_related = ["leg__user", "leg__call", "disposition"]
    search_fields = ["notes", "leg__call__sid"]
    show_full_result_count = False


@admin.register(WebhookReceipt)
class WebhookReceiptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["received_at", "hook", "sid", "key"]
    list_filter = ["hook"]
    search_fields = ["sid", "key"]
    show_full_result_count = False
