"""Mails as buyers' programs write them."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import make_msgid

from django.utils import timezone

from helpdesk.mail.inbox import keep_message
from helpdesk.mail.models import InboundMessage
from tickets.inbound import file_message

DESK = "support@reply.desk.test"


def letter(
    *,
    sender: str = "Ann Lee <ann@buyers.test>",
    to: str = DESK,
    subject: str = "My code fails",
    text: str = "The code EARLY fails.",
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """Not sent yet; whoever wants more than a text adds it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = timezone.now()
    message["Message-ID"] = make_msgid(domain="buyers.test")
    for name, value in (headers or {}).items():
        del message[name]
        message[name] = value
    message.set_content(text)
    return message


def deliver(
    raw: bytes | EmailMessage, *, envelope_from: str = "ann@buyers.test", to: str = DESK, file: bool = True
) -> InboundMessage:
    """The mail reaches our mail server and is filed."""
    raw = raw.as_bytes() if isinstance(raw, EmailMessage) else raw
    message = keep_message(raw, door=InboundMessage.Door.SMTP, envelope_from=envelope_from, envelope_to=[to])
    if file:
        file_message(message.pk)
    return InboundMessage.objects.get(pk=message.pk)
