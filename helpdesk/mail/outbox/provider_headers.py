"""What a provider gives back with each delivery event of a mail: our Message-ID, in the header that it reads for that.

Most write a Message-ID of their own, and some name the mail in their server's answer by an id that no event has.
"""

import hashlib
import json

from django.conf import settings

from helpdesk.mail.models import OutboundMessage

LONGEST_VALUE = 80
"""Postmark refuses a mail with a longer one (its manual, "Custom metadata")."""


def headers_for_events(message_id: str) -> dict[str, str]:
    """The header for the provider whose server EMAIL_URL names; none for Amazon, whose events have the id of its
    server's answer, nor for Mailgun and Postal, who keep our Message-ID, nor for a server of one's own."""
    named = message_id.strip("<>")
    if len(named) > LONGEST_VALUE:
        return {}
    match ".".join(settings.EMAIL_HOST.lower().split(".")[-2:]):
        case "mandrillapp.com":
            return {"X-MC-Metadata": json.dumps({"message_id": named})}
        case "sparkpostmail.com":
            return {"X-MSYS-API": json.dumps({"metadata": {"message_id": named}})}
        case "sendgrid.net":
            return {"X-SMTPAPI": json.dumps({"unique_args": {"message_id": named}})}
        case "postmarkapp.com":
            return {"X-PM-Metadata-message-id": named}
        case "brevo.com" | "sendinblue.com":
            return {"X-Mailin-custom": json.dumps({"message_id": named})}
        case "mailjet.com":
            return {"X-MJ-CustomID": named}
        case "resend.com":
            return {"X-Message-ID": named}
    return {}


def name_for_events(message: OutboundMessage) -> None:
    """Put the header before the kept bytes of a mail that this worker has claimed, once, before it is signed."""
    header = "".join(f"{name}: {value}\r\n" for name, value in headers_for_events(message.message_id).items()).encode()
    if header in bytes(message.raw).partition(b"\r\n\r\n")[0]:
        return
    message.raw = header + bytes(message.raw)
    message.sha256 = hashlib.sha256(message.raw).hexdigest()
    mine = OutboundMessage.objects.filter(pk=message.pk, status=message.status, lease_until=message.lease_until)
    mine.update(raw=message.raw, sha256=message.sha256)
