"""Mails that providers took for us, out of what they post: the original where they give it, byte for byte."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
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
from helpdesk.mail.hooks.forms import fields_of
from helpdesk.mail.hooks.providers import rebuilt_mails
from helpdesk.mail.inbox import LARGEST, write_down
from helpdesk.mail.models import InboundMessage, Provider, ProviderHook

logger = structlog.get_logger(__name__)

Letter = tuple[bytes, str | None, list[str]]
"""A mail, its envelope's sender (None: the provider does not say) and its recipients."""
Fields = dict[str, bytes]
UNPRINTABLE = re.compile(r"[^\x20-\x7e\x80-\ud7ff\ue000-\U0010ffff]")
"""Also the halves of pairs that JSON can name, and no database takes."""
MOST_RECIPIENTS = 100
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
        letters = _ORIGINALS[provider](body, fields_of(body, content_type=request.META.get("CONTENT_TYPE", "")))
    except Exception:  # noqa: BLE001 - the provider may be set up to post fields, and says so nowhere
        letters, is_rebuilt = _rebuilt(provider, request), True
        if not letters:
            with words_of_the_desk():
                row = InboundMessage(door=door, provider=provider, is_request=True, why=_why_no_mail(provider, body))
            return [(row, body)]
    if any(len(raw) > LARGEST for raw, _sender, _recipients in letters):
        raise TooLargeError
    found = []
    for raw, sender, recipients in letters:
        row = InboundMessage(door=door, provider=provider, is_rebuilt=is_rebuilt)
        row.envelope_from = "" if sender is None else UNPRINTABLE.sub("", str(sender)).strip("<> ")[:320] or "<>"
        row.envelope_to = [normal_email(UNPRINTABLE.sub("", one)) for one in recipients[:MOST_RECIPIENTS]]
        found.append((row, raw))
    return found


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


def _mailgun(body: bytes, fields: Fields) -> list[Letter]:
    """A route that forwards to an address with "mime" in it (Mailgun's manual, "Receiving messages via HTTP")."""
    recipients = fields["recipient"].decode("utf-8", "replace").split(",")
    return [(fields["body-mime"], fields["sender"].decode("utf-8", "replace"), recipients)]


def _sendgrid(body: bytes, fields: Fields) -> list[Letter]:
    """Inbound Parse with "POST the raw, full MIME message"."""
    envelope = json.loads(fields.get("envelope", b"{}"))
    return [(fields["email"], envelope.get("from"), list(map(str, envelope.get("to", []))))]


def _postmark(body: bytes, fields: Fields) -> list[Letter]:
    """An inbound stream with "Include raw email content in JSON payload"."""
    posted = json.loads(body)
    paths = [str(one["Value"]) for one in posted.get("Headers", [])[:1] if one["Name"].lower() == "return-path"]
    recipients = list(filter(None, [str(posted.get("OriginalRecipient") or "")]))
    return [(posted["RawEmail"].encode("utf-8", "replace"), paths[0] if paths else None, recipients)]


def _sparkpost(body: bytes, fields: Fields) -> list[Letter]:
    """A relay webhook, with a list of mails."""
    letters: list[Letter] = []
    for one in json.loads(body):
        relayed = one["msys"].get("relay_message")
        if not relayed:  # an empty one asks whether anybody is here
            continue
        content = relayed["content"]["email_rfc822"]
        is_encoded = relayed["content"].get("email_rfc822_is_base64")
        raw = base64.b64decode(content) if is_encoded else content.encode("utf-8", "replace")
        letters.append((raw, relayed.get("msg_from"), [str(relayed.get("rcpt_to") or "")]))
    return letters


def _amazon_ses(body: bytes, fields: Fields) -> list[Letter]:
    """A receipt rule that publishes the whole mail to an SNS topic, up to 150 KB of it (Amazon's manual)."""
    posted = json.loads(json.loads(body)["Message"])
    is_encoded = posted["receipt"]["action"].get("encoding", "").upper() == "BASE64"
    raw = base64.b64decode(posted["content"]) if is_encoded else posted["content"].encode("utf-8", "replace")
    return [(raw, posted["mail"].get("source"), list(map(str, posted["receipt"].get("recipients", []))))]


def _no_original(body: bytes, fields: Fields) -> list[Letter]:
    raise KeyError("The provider posts fields only.")


_ORIGINALS: dict[str, Callable[[bytes, Fields], list[Letter]]] = {
    "amazon_ses": _amazon_ses,
    "mailgun": _mailgun,
    "mailjet": _no_original,
    "postmark": _postmark,
    "sendgrid": _sendgrid,
    "sparkpost": _sparkpost,
}


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


def _why_no_mail(provider: str, body: bytes) -> str:
    is_amazon_s = provider == Provider.AMAZON_SES and SUBSCRIBING in body
    if asked := OF_AMAZON.search(body.decode("utf-8", "replace")) if is_amazon_s else None:
        return _("Amazon asks whether the desk wants its messages. Open this address once to confirm: %(url)s") % {
            "url": asked[0]
        }
    words = _("%(provider)s posted something in which the desk finds no email. Check how its webhook is set up.")
    return words % {"provider": Provider(provider).label}
