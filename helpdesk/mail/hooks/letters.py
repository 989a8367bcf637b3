"""Mails that providers took for us, out of what they post: the original where they give it, byte for byte."""

import base64
import hashlib
import json
import re
from contextlib import suppress
from datetime import datetime
from email.policy import SMTP
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.redaction import redact_cards
from helpdesk.mail.hooks.forms import fields_of
from helpdesk.mail.hooks.providers import rebuilt_mails
from helpdesk.mail.inbox import LARGEST, write_down
from helpdesk.mail.inbox.keeping import UNPRINTABLE
from helpdesk.mail.models import InboundMessage, Provider, ProviderHook

logger = structlog.get_logger(__name__)

Letter = tuple[bytes, str | None, list[str]]
"""A mail, its envelope's sender (None: the provider does not say) and its recipients."""
Fields = dict[str, bytes]
MOST_RECIPIENTS = 100
LONGEST_HEAD = 64 * 1024
SUBSCRIBING = b"SubscriptionConfirmation"
"""What Amazon calls its question, at either address."""
OF_AMAZON = re.compile(r"https://sns\.[a-z0-9.-]{2,60}\.amazonaws\.com/[\w?=&%.~:/+-]{1,1500}", re.ASCII)
"""Up to the quote behind it."""


class TooLargeError(Exception):
    """A mail in it is larger than LARGEST."""


def read_letters(provider: str, request: HttpRequest, body: bytes) -> list[tuple[InboundMessage, bytes]]:
    """A row, not saved yet, with the bytes of each mail in a request. Raises TooLargeError.

    Where nobody finds a mail, the request itself is kept: it is somebody's mail, however the provider wrote it.
    """
    door = InboundMessage.Door.HOOK
    is_rebuilt = False
    try:
        letters = _originals(provider, body, fields_of(body, content_type=request.META.get("CONTENT_TYPE", "")))
    except Exception:  # noqa: BLE001 - the provider may be set up to post fields, and says so nowhere
        letters, is_rebuilt = _rebuilt(provider, request), True
    if is_rebuilt and not letters:
        writer, why = _what_it_is(provider, body)
        row = InboundMessage(door=door, provider=provider, is_request=True, envelope_from=writer, why=why)
        return [(row, body)]
    sizes = [len(raw) for raw, _sender, _recipients in letters]
    if sizes and min(sizes) > LARGEST:
        raise TooLargeError
    found = []
    for raw, sender, recipients in letters:
        row = InboundMessage(door=door, provider=provider, is_rebuilt=is_rebuilt)
        if len(raw) > LARGEST:
            # To refuse it would refuse the other mails of the request, too. Its own head stays: it says who wrote.
            raw = raw[:LONGEST_HEAD].partition(b"\r\n\r\n")[0]
            row.is_request = True
            with words_of_the_desk():
                row.why = _("It is larger than 25 MB, and the desk keeps none of that size. Ask for it in parts.")
        row.envelope_from = "" if sender is None else UNPRINTABLE.sub("", str(sender)).strip("<> ")[:320] or "<>"
        row.envelope_to = [normal_email(one) for one in recipients[:MOST_RECIPIENTS]]
        found.append((row, raw))
    return found


def _what_it_is(provider: str, body: bytes) -> tuple[str, str]:
    """Of a request without a mail: who wrote to the desk all the same, if anybody, and what is to be done."""
    with words_of_the_desk():
        why = _("%(provider)s posted something in which the desk finds no email. Check how its webhook is set up.")
        if not Provider(provider).posts_mail:
            why = _("%(provider)s does not post whole emails. Have the email fetched from a mailbox instead.")
        why %= {"provider": Provider(provider).label}
        if provider != Provider.AMAZON_SES:
            return "", why
        asked = OF_AMAZON.search(body.decode("utf-8", "replace")) if SUBSCRIBING in body else None
        if asked:
            why = _("Amazon asks whether the desk wants its messages. Open this address once to confirm: %(url)s")
            return "", why % {"url": asked[0]}
        with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            posted = _of_amazon(body)
            action, mail = posted["receipt"]["action"], posted["mail"]
            if action["type"] == "S3":
                why = _(
                    "Amazon put this email into S3, from where the desk does not fetch it: %(key)s in %(bucket)s. Its "
                    "subject: %(subject)s. Let the receipt rule publish the email itself to an SNS topic, up to 150 KB."
                )
                named = {"key": action.get("objectKey"), "bucket": action.get("bucketName")}
                why %= named | {"subject": mail.get("commonHeaders", {}).get("subject")}
                return UNPRINTABLE.sub("", str(mail.get("source", "")))[:320], redact_cards(UNPRINTABLE.sub("", why))
        return "", why


def keep_letters(found: list[tuple[InboundMessage, bytes]], *, at: datetime | None = None) -> None:
    """Write them down, each once, however often the provider brings it, and by whom they came. The caller may answer
    that it has them as soon as this is committed."""
    at = at or timezone.now()
    with transaction.atomic():
        for row, raw in found:
            try:
                with transaction.atomic():
                    write_down(row, raw, at=at)
            except IntegrityError:
                logger.info("mail_repeated_by_provider", provider=row.provider)
            ProviderHook.objects.update_or_create(provider=row.provider, defaults={"last_mail_at": at})


def _originals(provider: str, body: bytes, fields: Fields) -> list[Letter]:
    """The mails as the provider got them. Raises whatever it stumbles on where the request has none."""
    match provider:
        case Provider.MAILGUN:  # a route that forwards to an address with "mime" in it
            recipients = fields["recipient"].decode("utf-8", "replace").split(",")
            return [(fields["body-mime"], fields["sender"].decode("utf-8", "replace"), recipients)]
        case Provider.SENDGRID:  # Inbound Parse with "POST the raw, full MIME message"
            envelope = json.loads(fields.get("envelope", b"{}"))
            return [(fields["email"], envelope.get("from"), list(map(str, envelope.get("to", []))))]
        case Provider.POSTMARK:  # an inbound stream with "Include raw email content in JSON payload"
            posted = json.loads(body)
            paths = [str(one["Value"]) for one in posted.get("Headers", [])[:1] if one["Name"].lower() == "return-path"]
            recipients = list(filter(None, [str(posted.get("OriginalRecipient") or "")]))
            return [(posted["RawEmail"].encode("utf-8", "replace"), paths[0] if paths else None, recipients)]
        case Provider.MAILERSEND:  # an inbound route with a webhook
            posted = json.loads(body)["data"]
            recipients = [str(one["email"]) for one in posted["recipients"]["rcptTo"]]
            return [(posted["raw"].encode("utf-8", "replace"), posted.get("sender", {}).get("email"), recipients)]
        case Provider.MANDRILL:  # a route of an inbound domain; several mails at once
            mails = [one["msg"] for one in json.loads(fields["mandrill_events"])]
            return [(_read(mail["raw_msg"], is_base64=False), None, [str(mail.get("email"))]) for mail in mails]
        case Provider.POSTAL:  # an HTTP endpoint with the format "Delivered as the raw message"
            posted = json.loads(body)
            raw = _read(posted["message"], is_base64=posted.get("base64") is True)
            return [(raw, posted.get("mail_from"), [str(posted.get("rcpt_to") or "")])]
        case Provider.SPARKPOST:  # a relay webhook, with a list of mails; an empty one asks whether anybody is here
            relayed = filter(None, (one["msys"].get("relay_message") for one in json.loads(body)))
            return [
                (
                    _read(mail["content"]["email_rfc822"], is_base64=mail["content"].get("email_rfc822_is_base64")),
                    mail.get("msg_from"),
                    [str(mail.get("rcpt_to") or "")],
                )
                for mail in relayed
            ]
        case Provider.AMAZON_SES:  # a receipt rule that publishes the whole mail to an SNS topic, up to 150 KB of it
            posted = _of_amazon(body)
            receipt = posted["receipt"]
            raw = _read(posted["content"], is_base64=receipt["action"].get("encoding", "").upper() == "BASE64")
            return [(raw, posted["mail"].get("source"), list(map(str, receipt.get("recipients", []))))]
    raise KeyError("The provider posts fields only.")


def _of_amazon(body: bytes) -> Any:
    """What it says, in the envelope of SNS, or without one where the subscription asks for "raw message delivery"."""
    posted = json.loads(body)
    return json.loads(posted["Message"]) if "Message" in posted else posted


def _read(content: str, *, is_base64: bool) -> bytes:
    return base64.b64decode(content) if is_base64 else content.encode("utf-8", "replace")


def _rebuilt(provider: str, request: HttpRequest) -> list[Letter]:
    """What the library puts together from the fields; none when it cannot."""
    try:
        mails: list[Any] = rebuilt_mails(provider, request)
        return [
            (_as_bytes(mail), mail.envelope_sender, list(filter(None, [mail.envelope_recipient])))
            for mail in mails
            if mail["from"]
        ]
    except Exception as error:  # noqa: BLE001 - whatever was posted, it is kept
        logger.warning("hook_not_understood", provider=provider, error=f"{type(error).__name__}: {error}"[:200])
        return []


def _as_bytes(mail: Any) -> bytes:
    """The same for the same mail, so that one that is posted again is known: Python chooses other boundaries each time.
    Theirs come from the mail itself, for nobody may write one that it knows beforehand."""
    multiparts = [part for part in mail.walk() if part.get_content_maintype() == "multipart"]
    parts = [part for part in multiparts if part.get_boundary() is None]  # a mail that is attached has its own
    raw = b""
    for _time in range(2):
        digest = hashlib.sha256(raw).hexdigest()[:32]
        for number, part in enumerate(parts):
            part.set_boundary(f"={digest}={number}=")
        raw = mail.as_bytes(policy=SMTP)
    return raw
