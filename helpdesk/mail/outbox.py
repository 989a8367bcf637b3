"""Send mail: a row first, then claim, commit, send, commit. The only writer of OutboundMessage."""

import hashlib
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.policy import SMTP
from email.utils import make_msgid
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.mail.compose import compose
from helpdesk.mail.models import OutboundMessage
from helpdesk.nudge import nudge
from helpdesk.transitions import TransitionError, move, try_move

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
    at: datetime | None = None,
) -> OutboundMessage:
    """Write the mail down, byte for byte as it will leave, and nudge a worker after commit.

    `key` names what the mail is for ("reply:17"); a second call with the same key answers the first mail.
    `send_before` is when the mail has lost its point: it is cancelled rather than sent later.
    """
    at = at or timezone.now()
    message_id = make_msgid(domain=_mail_domain())
    text_parts = {"subject": subject, "text": text, "html": html, "from_name": from_name}
    mail = compose(to=to, headers=headers or {}, message_id=message_id, at=at, **text_parts)
    raw = mail.as_bytes(policy=SMTP)
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
            "due_at": at,
        },
    )
    if created:
        nudge("helpdesk.mail.tasks.send_message", message.pk)
    return message


def send_message(message_id: int, *, at: datetime | None = None) -> None:
    """Send one queued mail. Does nothing when another worker has it or it is settled."""
    at = at or timezone.now()
    message = OutboundMessage.objects.filter(pk=message_id).first()
    if message is None or message.status != Status.QUEUED:
        return
    if message.send_before and message.send_before <= at:
        try_move(message, Status.CANCELLED, error=_("It waited so long that it had lost its point."))
        return
    if not try_move(message, Status.SENDING, lease_until=at + LEASE, handed_at=None, attempts=F("attempts") + 1):
        return
    _hand_over(message)


def sweep_outbox(*, at: datetime | None = None, limit: int = 200) -> None:
    """Pick up what nudges lost, and settle what a worker left when it died."""
    at = at or timezone.now()
    for message in OutboundMessage.objects.interrupted(at=at)[:limit]:
        settle_interrupted(message, at=at)
    for pk in OutboundMessage.objects.due(at=at).order_by("due_at").values_list("pk", flat=True)[:limit]:
        send_message(pk, at=timezone.now())


def settle_interrupted(message: OutboundMessage, *, at: datetime) -> None:
    """A worker died over this mail: queue it again when it surely did not leave, else show it to a person."""
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

    The Message-ID stays the same, so a mailbox that did get the first one may show it once.
    """
    if message.status not in {Status.FAILED, Status.UNKNOWN, Status.BOUNCED}:
        raise TransitionError(_("“%(mail)s” has not failed, so there is nothing to send again.") % {"mail": message})
    copy, created = OutboundMessage.objects.get_or_create(
        key=f"{message.key}:copy{message.resends.count() + 1}",
        defaults={
            "to_address": message.to_address,
            "from_address": message.from_address,
            "subject": message.subject,
            "message_id": make_msgid(domain=_mail_domain()),
            "text": message.text,
            "raw": message.raw,
            "sha256": message.sha256,
            "resend_of": message,
            "is_private": message.is_private,
            "due_at": at or timezone.now(),
        },
    )
    if created:
        nudge("helpdesk.mail.tasks.send_message", copy.pk)
    return copy


def _hand_over(message: OutboundMessage) -> None:
    log = logger.bind(message_id=message.message_id, outbound_message=message.pk)
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _try_later(message, error)
    # From here until the answer nobody can know whether the mail left; before this line it surely did not.
    OutboundMessage.objects.filter(pk=message.pk, status=Status.SENDING).update(handed_at=timezone.now())
    try:
        connection.connection.sendmail(settings.MAIL_ENVELOPE_FROM, [message.to_address], bytes(message.raw))
    except smtplib.SMTPRecipientsRefused as error:
        return _refuse_or_retry(message, *next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        return _refuse_or_retry(message, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail_unknown", error=str(error))
        move(message, Status.UNKNOWN, lease_until=None, error=str(error))
        return None
    finally:
        connection.close()
    move(message, Status.SENT, sent_at=timezone.now(), lease_until=None, error="")
    log.info("mail_sent")
    return None


def _refuse_or_retry(message: OutboundMessage, code: int, answer: bytes | str) -> None:
    """RFC 5321 4.2.1: 4yz means try again, 5yz means never."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    if 400 <= code < 500:
        return _try_later(message, f"{code} {text}")
    try_move(message, Status.FAILED, lease_until=None, error=f"{code} {text}")
    return None


def _try_later(message: OutboundMessage, error: object) -> None:
    message.refresh_from_db(fields=["attempts"])
    if message.attempts > len(RETRY_AFTER):
        try_move(message, Status.FAILED, lease_until=None, error=str(error))
        return
    due_at = timezone.now() + RETRY_AFTER[message.attempts - 1]
    try_move(message, Status.QUEUED, due_at=due_at, lease_until=None, error=str(error))


def _mail_domain() -> str:
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname
    return host if "." in host else f"{host}.localdomain"
