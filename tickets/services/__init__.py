"""The verbs of a case: the only writers of its rows."""

from tickets.services.assignment import TakenError, hand_to_team, take_ticket
from tickets.services.attachments import attach_file, remove_attachment, sweep_attachments
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
from tickets.services.entries import (
    StaleReplyError,
    add_note,
    record,
    record_requester_contact,
    reply_to_requester,
)
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
from tickets.services.linking import link_tickets, unlink_tickets
from tickets.services.mails import send_mail_again
from tickets.services.mentions import mark_mentions_seen
from tickets.services.merging import MergeError, merge_tickets, undo_merge
from tickets.services.order_sources import connect_orders
from tickets.services.people import (
    AddressTakenError,
    change_requester,
    deny_claim,
    merge_people,
    undo_person_merge,
)
from tickets.services.promises import drop_promise, give_promise, keep_promise, tick_promise, withdraw_promise
from tickets.services.quick_log import log_case
from tickets.services.remedies import log_refusal, log_remedy
from tickets.services.requesters import find_or_create_requester, find_requester_by_phone
from tickets.services.saved_replies import configure_saved_reply, delete_saved_reply
from tickets.services.saved_views import change_view, delete_view, move_view, save_view
from tickets.services.service_levels import (
    configure_calendar,
    configure_service_levels,
    hold_to_event_day,
    remove_calendar,
)
from tickets.services.snoozes import snooze_ticket, wake_due_tickets, wake_ticket
from tickets.services.splitting import split_ticket
from tickets.services.tags import change_tags, configure_tag, delete_tag, find_or_create_tag, merge_tags
from tickets.services.tickets import (
    FirstContact,
    assign_ticket,
    change_priority,
    close_settled_tickets,
    mark_deescalated,
    mark_escalated,
    mark_pending,
    note_cart_worth,
    open_ticket,
    reopen_ticket,
    solve_ticket,
    why_unsolvable,
)
from tickets.services.vocabulary import learn_words
from tickets.services.watching import leave_ticket, watch_ticket

__all__ = [
    "AddressTakenError",
    "Composed",
    "FirstContact",
    "MergeError",
    "StaleReplyError",
    "TakenError",
    "add_note",
    "assign_ticket",
    "attach_file",
    "cancel_import",
    "change_in_bulk",
    "change_priority",
    "change_requester",
    "change_tags",
    "change_view",
    "close_settled_tickets",
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
    "drop_promise",
    "drop_set_aside",
    "fill_in_fields",
    "find_or_create_requester",
    "find_or_create_tag",
    "find_requester_by_phone",
    "give_out_cases",
    "give_out_everywhere",
    "give_out_to",
    "give_promise",
    "go_away",
    "go_on_with_import",
    "hand_to_team",
    "hold_to_event_day",
    "keep_import",
    "keep_promise",
    "learn_words",
    "leave_ticket",
    "link_tickets",
    "log_case",
    "log_refusal",
    "log_remedy",
    "mark_deescalated",
    "mark_escalated",
    "mark_mentions_seen",
    "mark_pending",
    "merge_people",
    "merge_tags",
    "merge_tickets",
    "move_view",
    "note_cart_worth",
    "note_case_export",
    "open_ticket",
    "record",
    "record_requester_contact",
    "remove_attachment",
    "remove_calendar",
    "reopen_ticket",
    "reply_to_requester",
    "run_import",
    "save_draft",
    "save_view",
    "send_composed",
    "send_mail_again",
    "snooze_ticket",
    "solve_ticket",
    "split_ticket",
    "sweep_attachments",
    "sweep_imports",
    "take_back_from_the_away",
    "take_back_reply",
    "take_ticket",
    "tick_promise",
    "try_import",
    "undo_in_bulk",
    "undo_merge",
    "undo_person_merge",
    "unlink_tickets",
    "wake_due_tickets",
    "wake_ticket",
    "watch_ticket",
    "why_unsolvable",
    "withdraw_promise",
]
