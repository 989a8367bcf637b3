"""The outbox: mails as rows, from the queue to the answer of the mail server. The only writer of OutboundMessage."""

from helpdesk.mail.outbox.compose import Mail
from helpdesk.mail.outbox.queue import cancel_mail, queue_mail, resend_mail
from helpdesk.mail.outbox.sending import send_message, sweep_outbox

__all__ = ["Mail", "cancel_mail", "queue_mail", "resend_mail", "send_message", "sweep_outbox"]
