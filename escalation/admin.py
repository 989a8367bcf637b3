"""Admin of escalations, callbacks, lines and ring groups, read only: the board and the settings change them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from escalation.models import (
    AudioClip,
    Callback,
    Disposition,
    Duty,
    Escalation,
    FallbackCheck,
    Line,
    MenuOption,
    RecordingNotice,
    RingGroup,
    RingGroupMember,
)
from helpdesk.lib.read_only_admin import ReadOnlyAdmin, ReadOnlyInline


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "reason", "detail", "status", "claimed_by", "due_at", "finished_at"]
    list_filter = ["status", "reason"]
    list_select_related = ["ticket", "claimed_by"]
    search_fields = ["=ticket__pk", "detail", "ticket__subject"]
    search_help_text = _("Case number, words of the reason or of the subject")
    date_hierarchy = "created_at"


@admin.register(Callback)
class CallbackAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "phone", "status", "outcome", "attempts", "attempted_by", "due_at", "finished_at"]
    list_filter = ["status", "outcome"]
    list_select_related = ["ticket", "attempted_by"]
    search_fields = ["=ticket__pk", "=phone", "ticket__subject"]
    search_help_text = _("Case number, phone as +15005550131, or words of the subject")
    date_hierarchy = "created_at"


@admin.register(Disposition)
class DispositionAdmin(ReadOnlyAdmin):
    list_display = ["name", "means", "position", "is_active"]
    list_filter = ["means"]


class MenuOptionInline(ReadOnlyInline):
    model = MenuOption
    show_change_link = False


class FallbackCheckInline(ReadOnlyInline):
    model = FallbackCheck
    show_change_link = False


@admin.register(Line)
class LineAdmin(ReadOnlyAdmin):
    list_display = ["name", "number", "kind", "ring_group", "is_active"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["ring_group"]
    search_fields = ["name", "number"]
    inlines = [MenuOptionInline, FallbackCheckInline]


@admin.register(RecordingNotice)
class RecordingNoticeAdmin(ReadOnlyAdmin):
    list_display = ["pk", "text", "language", "written_by", "written_at"]
    list_filter = ["language"]
    list_select_related = ["written_by"]
    search_fields = ["text"]


@admin.register(AudioClip)
class AudioClipAdmin(ReadOnlyAdmin):
    list_display = ["name", "format", "seconds", "size", "uploaded_by", "uploaded_at"]
    list_select_related = ["uploaded_by"]
    exclude = ["file"]
    search_fields = ["name"]


class MemberInline(ReadOnlyInline):
    model = RingGroupMember
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RingGroupMember]:
        return super().get_queryset(request).select_related("user", "group")


@admin.register(RingGroup)
class RingGroupAdmin(ReadOnlyAdmin):
    list_display = ["name", "rounds", "ring_seconds"]
    search_fields = ["name"]
    inlines = [MemberInline]


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    list_display = ["user", "calendar__timezone", "switch", "switch_until"]
    list_select_related = ["user", "calendar"]
    search_fields = ["user__name", "user__email"]
