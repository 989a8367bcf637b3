"""Send the mails that are due: claim, commit, send, commit. Any number of workers may do so at once."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import on_the_wire
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox.smtp import Outcome, deliver, name_at_server
from helpdesk.mail.outbox.through_mailboxes import sender_for

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""How long a worker may take for one mail. EMAIL_TIMEOUT bounds each step of the talk with the server well below."""
RETRY_AFTER = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900, 1800, 3600, 7200)]
"""The pause after each attempt that surely did not send; after the last one a person must look."""
Status = OutboundMessage.Status


def send_message(message_id: int, *, at: datetime | None = None) -> None:
    """Send one queued mail that is due. Does nothing when another worker has it or it is settled.

    Whatever goes wrong stays with this mail.
    """
    at = at or timezone.now()
    message = OutboundMessage.objects.filter(pk=message_id).first()
    if message is None or message.status != Status.QUEUED or message.due_at > at:
        return
    if message.send_before and message.send_before <= at:
        try_move(message, Status.CANCELLED, error=_("It waited so long that it had lost its point."))
        return
    if not try_move(message, Status.SENDING, lease_until=at + LEASE, handed_at=None, attempts=F("attempts") + 1):
        return
    log = logger.bind(message_id=message.message_id, outbound_message=message.pk)
    try:
        mailbox = sender_for(message.from_address)
        outcome, answer = deliver(
            bytes(message.raw),
            # The server of a mailbox lets nobody else send; what bounces is fetched from it again.
            sender=mailbox.address if mailbox else settings.MAIL_ENVELOPE_FROM,
            mailbox=mailbox,
            recipients=[on_the_wire(address) for address in message.recipients],
            before_data=lambda: _mark_handed(message),
        )
    except Exception as error:  # a mail that trips us up must not keep the others waiting
        log.exception("mail_not_delivered")
        outcome = Outcome.UNKNOWN if message.handed_at else Outcome.TRY_LATER
        answer = f"{type(error).__name__}: {error}"
    is_settled = _settle(message, outcome, answer)
    say = log.info if is_settled else log.warning
    say("mail_handed_over" if is_settled else "mail_settled_by_another", outcome=outcome.name, answer=answer)


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
    message = locked(message)
    if message.status != Status.SENDING or (message.lease_until and message.lease_until >= at):
        return
    if message.handed_at is None:
        try_move(message, Status.QUEUED, due_at=at, lease_until=None)
        return
    error = _("The worker was interrupted while it handed the email over, so the email may have left.")
    try_move(message, Status.UNKNOWN, lease_until=None, error=error)


def _mark_handed(message: OutboundMessage) -> None:
    """From here until the answer nobody can know whether the mail left; before this it surely did not.

    Raises ConflictError when the lease ran out meanwhile and a sweep took the mail away from us.
    """
    message.handed_at = timezone.now()
    mine = OutboundMessage.objects.filter(pk=message.pk, status=Status.SENDING, lease_until=message.lease_until)
    if not mine.update(handed_at=message.handed_at):
        message.handed_at = None
        raise ConflictError(_("“%(mail)s” was taken over by another worker.") % {"mail": message})


def _settle(message: OutboundMessage, outcome: Outcome, answer: str) -> bool:
    """False when the row is not ours any more."""
    if not OutboundMessage.objects.filter(pk=message.pk, lease_until=message.lease_until).exists():
        return False
    match outcome:
        case Outcome.SENT:
            known_as = name_at_server(answer)
            return try_move(
                message, Status.SENT, sent_at=timezone.now(), lease_until=None, error="", accepted_as=known_as
            )
        case Outcome.REFUSED:
            return try_move(message, Status.FAILED, lease_until=None, error=answer)
        case Outcome.UNKNOWN:
            return try_move(message, Status.UNKNOWN, lease_until=None, error=answer)
        case Outcome.TRY_LATER:
            message.refresh_from_db(fields=["attempts"])
            if message.attempts > len(RETRY_AFTER):
                return try_move(message, Status.FAILED, lease_until=None, error=answer)
            due_at = timezone.now() + RETRY_AFTER[message.attempts - 1]
            return try_move(message, Status.QUEUED, due_at=due_at, lease_until=None, error=answer)
