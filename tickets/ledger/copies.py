"""Keep a copy of what another sender sent in our name: once, however often and by however many reports it comes."""

import hashlib

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from helpdesk.lib.locking import locked
from tickets.ledger.links import link_key
from tickets.ledger.silences import note_heard
from tickets.models import CopyDay, CopySource, SentCopy, SourceKind

MOST_RECIPIENTS = 500


@transaction.atomic
def keep_copy(copy: SentCopy, *, source: str, door: str, external_id: str = "") -> tuple[SentCopy, bool]:
    """Write down `copy`, which is not saved yet and has no source so far; answers the row that is kept,
    and whether it is new.

    A mail that is known already, by `external_id`, or by its Message-ID and words, stays as it is: the recipients of
    a second report of it are added.
    """
    whose, _is_new = CopySource.objects.get_or_create(
        name=source[:255],
        door=door,
        # What a program posts of the past is what it likes to: nobody says that it is everything.
        defaults={"complete_since": timezone.localdate() if door == CopySource.Door.API else None},
    )
    known = f"id:{external_id}" if external_id else f"mail:{copy.message_id}"
    if not external_id and (door == CopySource.Door.JOURNAL or not copy.message_id):
        known += (
            f"\n{copy.text}" if copy.message_id else f"\n{copy.text}\n{copy.recipients}\n{copy.sent_at.isoformat()}"
        )
    names = ("received", "from_address", "message_id", "subject", "text", "html", "links", "sent_at")
    fields = {name: getattr(copy, name) for name in names}
    fields["recipients"] = copy.recipients[:MOST_RECIPIENTS]
    fields["link_keys"] = sorted({link_key(link) for link in copy.links})
    kept, is_new = SentCopy.objects.get_or_create(
        source=whose, identity=hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest(), defaults=fields
    )
    if is_new:
        day, _is_new = CopyDay.objects.get_or_create(source=whose, day=timezone.localdate(kept.sent_at))
        CopyDay.objects.filter(pk=day.pk).update(number=F("number") + 1)
        note_heard(SourceKind.COPIES, whose.pk, at=timezone.now())
    elif not set(copy.recipients) <= set(kept.recipients):
        kept = locked(kept)
        kept.recipients = sorted({*kept.recipients, *copy.recipients})[:MOST_RECIPIENTS]
        kept.save(update_fields=["recipients"])
    return kept, is_new
