"""Read a kept mail back: its parts for a person, its bytes untouched."""

from email import message_from_bytes
from email.policy import SMTP

from helpdesk.mail.models import OutboundMessage


def html_part(message: OutboundMessage) -> str:
    """The HTML of the mail as it left, or ""."""
    body = message_from_bytes(bytes(message.raw), policy=SMTP).get_body(preferencelist=("html",))
    return body.get_content() if body else ""
