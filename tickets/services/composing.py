"""Send what was written in the composer of a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.models import User
from tickets.models import Draft, Entry, Ticket
from tickets.services.drafts import clear_draft
from tickets.services.entries import add_note, reply_to_requester


@dataclass(frozen=True)
class Composed:
    """One filled-in composer; `seen_version` is the version of the case that its page showed."""

    body: str
    mode: str
    seen_version: int
    source_key: str


@transaction.atomic
def send_composed(ticket: Ticket, *, composed: Composed, by: User, at: datetime | None = None) -> Entry:
    """Write the reply or the note; the draft of it is gone with the same commit.

    Raises what `reply_to_requester` raises; then nothing happened and the draft stands.
    """
    at = at or timezone.now()
    if composed.mode == Draft.Mode.NOTE:
        entry = add_note(ticket, body=composed.body, by=by, source_key=composed.source_key, at=at)
    else:
        entry = reply_to_requester(
            ticket,
            body=composed.body,
            by=by,
            seen_version=composed.seen_version,
            source_key=composed.source_key,
            at=at,
        )
    clear_draft(ticket, by=by, mode=composed.mode, at=at)
    return entry
