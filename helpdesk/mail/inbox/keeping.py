"""Keep a mail that came in: its bytes first, in a row of its own, before anything reads them."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.mail.inbox.cards import request_without_cards, without_cards
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.source import LARGEST

__all__ = ["LARGEST", "UNPRINTABLE", "keep_message", "write_down"]

UNPRINTABLE = re.compile(r"[^\x20-\x7e\x80-\ud7ff\ue000-\U0010ffff]")
"""In an address: also half a character, as JSON can name it and Python reads each byte that is no UTF-8."""


def keep_message(
    raw: bytes,
    *,
    door: str,
    envelope_from: str = "",
    envelope_to: Iterable[str] = (),
    brought_by: str = "",
    at: datetime | None = None,
) -> InboundMessage:
    """Write the mail down; whoever brought it may forget it as soon as this is committed.

    Any bytes at all are taken, up to LARGEST, which each door says no to in its own way. A mail that is brought twice
    makes two rows, and one of them is found to be a copy when it is read.
    """
    message = InboundMessage(
        door=door, envelope_from=envelope_from, envelope_to=list(envelope_to), brought_by=brought_by[:150]
    )
    return write_down(message, raw, at=at)


@transaction.atomic
def write_down(message: InboundMessage, raw: bytes, *, at: datetime | None = None) -> InboundMessage:
    """Save the row, in which the door wrote what it knows, with the bytes. Raises IntegrityError when a provider posts
    the same once more, which it does whenever our answer is lost."""
    at = at or timezone.now()
    kept = request_without_cards(raw) if message.is_request else without_cards(raw)
    message.raw = kept
    # Of what is kept: that of the mail with its card number would tell the number to whoever tries them all.
    message.sha256 = hashlib.sha256(kept).hexdigest()
    message.envelope_from = UNPRINTABLE.sub("", message.envelope_from)[:320]
    message.envelope_to = [UNPRINTABLE.sub("", address)[:320] for address in message.envelope_to]
    if message.provider:
        named = "\n".join([message.provider, *sorted(message.envelope_to), message.sha256])
        message.delivery_key = hashlib.sha256(named.encode()).hexdigest()
    message.received_at = message.due_at = at
    message.save(force_insert=True)
    enqueue_follow_ups(Change.MAIL)
    return message
