"""Send mail: a row first, then claim, commit, send, commit. The only writer of OutboundMessage."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import on_the_wire
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.transitions import TransitionError, try_move
from helpdesk.mail.compose import File, compose
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.smtp import Delivery, Outcome, deliver

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""How long a worker may take for one mail. EMAIL_TIMEOUT bounds each step of the talk with the server well below."""
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900, 1800, 3600, 7200)]
"""The pause after each attempt that surely did not send; after the last one a person must look."""
Status = OutboundMessage.Status


@transaction.atomic
def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    from_name: str = "",
    headers: Mapping[str, str] | None = None,
    send_before: datetime | None = None,
    is_private: bool = False,
    files: Sequence[File] = (),
    held_for: timedelta = timedelta(),
    at: datetime | None = None,
) -> OutboundMessage:
    """Write the mail down, byte for byte as it will leave, and enqueue its sending on commit.

    `key` names what the mail is for ("reply:17"); a second call with the same key answers the first mail.
    `send_before` is when the mail has lost its point: it is cancelled rather than sent later.
    It leaves no sooner than `held_for` from now, so that its author can cancel it.
    """
    at = at or timezone.now()
    message_id = make_msgid(domain=_mail_domain())
    text_parts = {"subject": subject, "text": text, "html": html, "from_name": from_name}
    mail = compose(to=to, headers=headers or {}, files=files, message_id=message_id, at=at, **text_parts)
    raw = mail.as_bytes()
    message, created = OutboundMessage.objects.get_or_create(
        key=key,
        defaults={
            "to_address": to,
            "from_address": str(mail["From"]),
            "subject": str(mail["Subject"]),
            "message_id": message_id,
            "text": text,
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


def send_message(message_id: int, *, at: datetime | None = None) -> None:
    """Send one queued mail that is due. Does nothing when another worker has it or it is settled."""
    at = at or timezone.now()
    message = OutboundMessage.objects.filter(pk=message_id).first()
    if message is None or message.status != Status.QUEUED or message.due_at > at:
        return
    if message.send_before and message.send_before <= at:
        try_move(message, Status.CANCELLED, error=_("It waited so long that it had lost its point."))
        return
    if not try_move(message, Status.SENDING, lease_until=at + LEASE, handed_at=None, attempts=F("attempts") + 1):
        return
    _hand_over(message)


def sweep_outbox(*, at: datetime | None = None, limit: int = 200) -> None:
    """Pick up what the queue lost, and settle what a worker left when it died."""
    now = at or timezone.now()
    for message in OutboundMessage.objects.interrupted(at=now)[:limit]:
        settle_interrupted(message, at=now)
    for pk in OutboundMessage.objects.due(at=now).order_by("due_at").values_list("pk", flat=True)[:limit]:
        # A lease counts from when a mail's turn comes, not from when the sweep began.
        send_message(pk, at=at)


@transaction.atomic
def settle_interrupted(message: OutboundMessage, *, at: datetime) -> None:
    """A worker died over this mail: queue it again when it surely did not leave, else show it to a person."""
    # The lock decides between us and a worker that is slow, not dead: either we see that it began to hand the mail
    # over, or it finds its lease gone before it does.
    message = OutboundMessage.objects.select_for_update().get(pk=message.pk)
    if message.status != Status.SENDING or message.lease_until >= at:
        return
    if message.handed_at is None:
        try_move(message, Status.QUEUED, due_at=at, lease_until=None)
        return
    error = _("The worker was interrupted while it handed the mail over, so the mail may have left.")
    try_move(message, Status.UNKNOWN, lease_until=None, error=error)


def cancel_mail(message: OutboundMessage, *, why: str) -> bool:
    """Keep a mail from leaving. False when it is too late."""
    return try_move(message, Status.CANCELLED, error=why)


@transaction.atomic
def resend_mail(message: OutboundMessage, *, at: datetime | None = None) -> OutboundMessage:
    """A person decides to send a failed or doubtful mail again: the same bytes, as a copy that says so.

    The Message-ID stays the same, so a mailbox that did get the first one may show it once. While a copy is under
    way or has arrived, that copy is answered: two people who press at once send one mail.
    """
    message = OutboundMessage.objects.select_for_update().get(pk=message.pk)
    if message.status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED}:
        raise TransitionError(_("“%(mail)s” has not failed, so there is nothing to send again.") % {"mail": message})
    copies = list(message.resends.order_by("pk"))
    if copies and copies[-1].status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED, Status.CANCELLED}:
        return copies[-1]
    copy = OutboundMessage.objects.create(
        key=f"{message.key}:copy{len(copies) + 1}",
        to_address=message.to_address,
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


def _hand_over(message: OutboundMessage) -> None:
    """Talk to the mail server and write down what became of the mail. Whatever goes wrong stays with this mail."""
    log = logger.bind(message_id=message.message_id, outbound_message=message.pk)
    try:
        delivery = deliver(
            bytes(message.raw),
            sender=settings.MAIL_ENVELOPE_FROM,
            recipient=on_the_wire(message.to_address),
            before_data=lambda: _mark_handed(message),
        )
    except Exception as error:  # a mail that trips us up must not keep the others waiting
        log.exception("mail_not_delivered")
        outcome = Outcome.UNKNOWN if message.handed_at else Outcome.TRY_LATER
        delivery = Delivery(outcome, f"{type(error).__name__}: {error}")
    if not _settle(message, delivery):
        log.warning("mail_settled_by_another", outcome=delivery.outcome.name, answer=delivery.answer)
        return
    log.info("mail_handed_over", outcome=delivery.outcome.name, answer=delivery.answer)


def _mark_handed(message: OutboundMessage) -> None:
    """From here until the answer nobody can know whether the mail left; before this it surely did not.

    Raises TransitionError when the lease ran out meanwhile and a sweep took the mail away from us.
    """
    message.handed_at = timezone.now()
    mine = OutboundMessage.objects.filter(pk=message.pk, status=Status.SENDING, lease_until=message.lease_until)
    if not mine.update(handed_at=message.handed_at):
        message.handed_at = None
        raise TransitionError(_("“%(mail)s” was taken over by another worker.") % {"mail": message})


def _settle(message: OutboundMessage, delivery: Delivery) -> bool:
    """False when the row is not ours any more."""
    if not OutboundMessage.objects.filter(pk=message.pk, lease_until=message.lease_until).exists():
        return False
    match delivery.outcome:
        case Outcome.SENT:
            return try_move(message, Status.SENT, sent_at=timezone.now(), lease_until=None, error="")
        case Outcome.REFUSED:
            return try_move(message, Status.FAILED, lease_until=None, error=delivery.answer)
        case Outcome.UNKNOWN:
            return try_move(message, Status.UNKNOWN, lease_until=None, error=delivery.answer)
        case Outcome.TRY_LATER:
            return _try_later(message, because=delivery.answer)


def _try_later(message: OutboundMessage, *, because: str) -> bool:
    message.refresh_from_db(fields=["attempts"])
    if message.attempts > len(RETRY_AFTER):
        return try_move(message, Status.FAILED, lease_until=None, error=because)
    due_at = timezone.now() + RETRY_AFTER[message.attempts - 1]
    return try_move(message, Status.QUEUED, due_at=due_at, lease_until=None, error=because)


def _mail_domain() -> str:
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname
    return host if "." in host else f"{host}.localdomain"
