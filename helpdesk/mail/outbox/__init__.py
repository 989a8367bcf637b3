"""The outbox: mails as rows, from the queue to the answer of the mail server. The only writer of OutboundMessage."""

from helpdesk.mail.outbox.queue import (
    LONGEST_SUBJECT,
    Mail,
    addressed_to,
    cancel_mail,
    own_address,
    queue_mail,
    resend_mail,
    sender_of,
    unique_id,
)
from helpdesk.mail.outbox.sending import send_message, sweep_outbox

__all__ = [
    "LONGEST_SUBJECT",
    "Mail",
    "addressed_to",
    "cancel_mail",
    "own_address",
    "queue_mail",
    "resend_mail",
    "send_message",
    "sender_of",
    "sweep_outbox",
    "unique_id",
]
