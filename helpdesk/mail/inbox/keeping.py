"""Keep a mail that came in: its bytes first, in a row of its own, before anything reads them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.follow_ups import Change, enqueue_follow_ups
from helpdesk.mail.inbox.cards import without_cards
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.source import LARGEST

__all__ = ["LARGEST", "keep_message"]


@transaction.atomic
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
    at = at or timezone.now()
    kept = without_cards(raw)
    message = InboundMessage.objects.create(
        door=door,
        raw=kept,
        # Of what is kept: that of the mail with its card number would tell the number to whoever tries them all.
        sha256=hashlib.sha256(kept).hexdigest(),
        envelope_from=envelope_from[:320],
        envelope_to=[address[:320] for address in envelope_to],
        brought_by=brought_by[:150],
        received_at=at,
        due_at=at,
    )
    enqueue_follow_ups(Change.MAIL)
    return message
