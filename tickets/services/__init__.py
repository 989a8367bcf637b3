"""The verbs of a case: the only writers of its rows."""

from tickets.services.composing import Composed, send_composed, take_back_reply
from tickets.services.drafts import drop_set_aside, save_draft
from tickets.services.imports import (
    cancel_import,
    go_on_with_import,
    keep_import,
    run_import,
    sweep_imports,
    try_import,
)
from tickets.services.mails import send_mail_again
from tickets.services.saved_replies import configure_saved_reply, delete_saved_reply

__all__ = [
    "Composed",
    "cancel_import",
    "configure_saved_reply",
    "delete_saved_reply",
    "drop_set_aside",
    "go_on_with_import",
    "keep_import",
    "run_import",
    "save_draft",
    "send_composed",
    "send_mail_again",
    "sweep_imports",
    "take_back_reply",
    "try_import",
]
