"""The composer of a case: drafts, saved replies, sending, taking back, and the mails that were sent."""

from tickets.composer.drafts import drop_set_aside, save_draft
from tickets.composer.saved_replies import configure_saved_reply, delete_saved_reply
from tickets.composer.sending import Composed, send_composed, take_back_reply
from tickets.composer.sent_mails import send_mail_again

__all__ = [
    "Composed",
    "configure_saved_reply",
    "delete_saved_reply",
    "drop_set_aside",
    "save_draft",
    "send_composed",
    "send_mail_again",
    "take_back_reply",
]
