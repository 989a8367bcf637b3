"""The verbs of a case: the only writers of its rows."""

from tickets.services.bulk_changes import change_in_bulk, undo_in_bulk
from tickets.services.composing import Composed, send_composed, take_back_reply
from tickets.services.distribution import (
    come_back,
    configure_assignment,
    give_out_cases,
    give_out_everywhere,
    give_out_to,
    go_away,
    take_back_from_the_away,
)
from tickets.services.drafts import drop_set_aside, save_draft
from tickets.services.exports import note_case_export
from tickets.services.fields import configure_field, delete_field, fill_in_fields
from tickets.services.hints import configure_hint_rule, delete_hint_rule, dismiss_hint
from tickets.services.imports import (
    cancel_import,
    go_on_with_import,
    keep_import,
    run_import,
    sweep_imports,
    try_import,
)
from tickets.services.mails import send_mail_again
from tickets.services.merging import MergeError, merge_tickets, undo_merge
from tickets.services.order_sources import connect_orders
from tickets.services.people import (
    AddressTakenError,
    change_requester,
    deny_claim,
    merge_people,
    undo_person_merge,
)
from tickets.services.quick_log import log_case
from tickets.services.saved_replies import configure_saved_reply, delete_saved_reply
from tickets.services.saved_views import change_view, delete_view, move_view, save_view
from tickets.services.service_levels import (
    configure_calendar,
    configure_service_levels,
    hold_to_event_day,
    remove_calendar,
)
from tickets.services.splitting import split_ticket
from tickets.services.tags import change_tags, configure_tag, delete_tag, find_or_create_tag, merge_tags
from tickets.services.vocabulary import learn_words

__all__ = [
    "AddressTakenError",
    "Composed",
    "MergeError",
    "cancel_import",
    "change_in_bulk",
    "change_requester",
    "change_tags",
    "change_view",
    "come_back",
    "configure_assignment",
    "configure_calendar",
    "configure_field",
    "configure_hint_rule",
    "configure_saved_reply",
    "configure_service_levels",
    "configure_tag",
    "connect_orders",
    "delete_field",
    "delete_hint_rule",
    "delete_saved_reply",
    "delete_tag",
    "delete_view",
    "deny_claim",
    "dismiss_hint",
    "drop_set_aside",
    "fill_in_fields",
    "find_or_create_tag",
    "give_out_cases",
    "give_out_everywhere",
    "give_out_to",
    "go_away",
    "go_on_with_import",
    "hold_to_event_day",
    "keep_import",
    "learn_words",
    "log_case",
    "merge_people",
    "merge_tags",
    "merge_tickets",
    "move_view",
    "note_case_export",
    "remove_calendar",
    "run_import",
    "save_draft",
    "save_view",
    "send_composed",
    "send_mail_again",
    "split_ticket",
    "sweep_imports",
    "take_back_from_the_away",
    "take_back_reply",
    "try_import",
    "undo_in_bulk",
    "undo_merge",
    "undo_person_merge",
]
