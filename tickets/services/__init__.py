"""The verbs of a case: the only writers of its rows."""

from tickets.services.bulk_changes import change_in_bulk, undo_in_bulk
from tickets.services.composing import Composed, send_composed, take_back_reply
from tickets.services.drafts import drop_set_aside, save_draft
from tickets.services.exports import note_case_export
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
from tickets.services.saved_replies import configure_saved_reply, delete_saved_reply
from tickets.services.saved_views import change_view, delete_view, move_view, save_view
from tickets.services.splitting import split_ticket
from tickets.services.vocabulary import learn_words

__all__ = [
    "Composed",
    "MergeError",
    "cancel_import",
    "change_in_bulk",
    "change_view",
    "configure_saved_reply",
    "delete_saved_reply",
    "delete_view",
    "drop_set_aside",
    "go_on_with_import",
    "keep_import",
    "learn_words",
    "merge_tickets",
    "move_view",
    "note_case_export",
    "run_import",
    "save_draft",
    "save_view",
    "send_composed",
    "send_mail_again",
    "split_ticket",
    "sweep_imports",
    "take_back_reply",
    "try_import",
    "undo_in_bulk",
    "undo_merge",
]
