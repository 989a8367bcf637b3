"""Rules of a desk: tags, custom fields, hints, service levels, auto-assignment, and the quick log that applies them."""

from tickets.rules.auto_assignment import configure_assignment, end_absence, start_absence
from tickets.rules.calendars import configure_calendar
from tickets.rules.fields import configure_field, fill_in_fields
from tickets.rules.hints import configure_hint_rule, dismiss_hint
from tickets.rules.quick_log import NewCase, log_case
from tickets.rules.service_levels import configure_service_levels
from tickets.rules.tags import change_tags, configure_tag, find_or_create_tag, merge_tags

__all__ = [
    "NewCase",
    "change_tags",
    "configure_assignment",
    "configure_calendar",
    "configure_field",
    "configure_hint_rule",
    "configure_service_levels",
    "configure_tag",
    "dismiss_hint",
    "end_absence",
    "fill_in_fields",
    "find_or_create_tag",
    "log_case",
    "merge_tags",
    "start_absence",
]
