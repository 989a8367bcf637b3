"""Queue a mail as a row, cancel it while it waits, send a failed one again; find those to an address."""

import hashlib
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import spellings
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox.compose import Mail, compose, unique_id

Status = OutboundMessage.Status


@transaction.atomic
def queue_mail(
    mail: Mail,
    *,
    key: str,
    send_before: datetime | None = None,
    is_private: bool = False,
    held_for: timedelta = timedelta(),
    at: datetime | None = None,
) -> OutboundMessage:
    """Write the mail down, byte for byte as it will leave, and enqueue its sending on commit.

    `key` names what the mail is for ("reply:17"); a second call with the same key answers the first mail.
    `send_before` is when the mail has lost its point: it is cancelled rather than sent later.
    It leaves no sooner than `held_for` from now, so that its author can cancel it.
    """
    at = at or timezone.now()
    message_id = unique_id()
    composed = compose(mail, message_id=message_id, at=at)
    raw = composed.as_bytes()
    message, created = OutboundMessage.objects.get_or_create(
        key=key,
        defaults={
            "to_address": mail.to,
            "others": mail.others,
            "from_address": str(composed["From"]),
            "subject": str(composed["Subject"]),
            "message_id": message_id,
            "text": mail.text,
            "raw": raw,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "send_before": send_before,
            "is_private": is_private,
            "due_at": at + held_for,
        },
    )
    if created:
        enqueue_on_commit("helpdesk.mail.tasks.send_message", message.pk, after=held_for)
    return message


def addressed_to(address: str, mails: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    """Those of `mails` with this address in the envelope, however it is spelled."""
    beside = [Q(others__contains=[{"address": spelling}]) for spelling in spellings(address)]
    first = Q(to_lower__in=spellings(address))
    return mails.alias(to_lower=Lower("to_address")).filter(reduce(or_, beside, first))


def cancel_mail(message: OutboundMessage, *, why: str) -> bool:
    """Keep a mail from leaving. False when it is too late."""
    return try_move(message, Status.CANCELLED, error=why)


@transaction.atomic
def resend_mail(message: OutboundMessage, *, at: datetime | None = None) -> OutboundMessage:
    """A person decides to send a failed or doubtful mail again: the same bytes, as a copy that says so.

    The Message-ID stays the same, so a mailbox that did get the first one may show it once. While a copy is under
    way or has arrived, that copy is answered: two people who press at once send one mail.
    """
    message = locked(message)
    if message.status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED}:
        raise ConflictError(_("“%(mail)s” has not failed, so there is nothing to send again.") % {"mail": message})
    copies = list(message.resends.order_by("pk"))
    if copies and copies[-1].status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED, Status.CANCELLED}:
        return copies[-1]
    copy = OutboundMessage.objects.create(
        key=f"{message.key}:copy{len(copies) + 1}",
        to_address=message.to_address,
        others=message.others,
        from_address=message.from_address,
        subject=message.subject,
        message_id=message.message_id,
        text=message.text,
        raw=message.raw,
        sha256=message.sha256,
        resend_of=message,
        is_private=message.is_private,
        due_at=at or timezone.now(),
    )
    enqueue_on_commit("helpdesk.mail.tasks.send_message", copy.pk)
    return copy
