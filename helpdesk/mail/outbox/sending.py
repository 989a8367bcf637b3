"""Send the mails that are due: claim, commit, send, commit. Any number of workers may do so at once."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import domain_of, normal_email, on_the_wire
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import try_move
from helpdesk.mail.models import Mailbox, OutboundMessage, Suppression, Throttle
from helpdesk.mail.outbox.answers import GIVE_UP_AFTER, Trouble, pause_after
from helpdesk.mail.outbox.provider_headers import name_for_events
from helpdesk.mail.outbox.signing import sign_mail
from helpdesk.mail.outbox.smtp import Delivery, Outcome, deliver, name_at_server
from helpdesk.mail.outbox.throttling import claim, domains_of, hold, release, server_of
from helpdesk.mail.outbox.through_mailboxes import sender_for
from helpdesk.mail.suppression import suppress_address

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
"""How long a worker may take for one mail. EMAIL_TIMEOUT bounds each step of the talk with the server well below."""
PREFERRED = 20
"""Mails of people that a worker sends at most before it sends one of many."""
Status = OutboundMessage.Status


def send_message(message_id: int, *, at: datetime | None = None) -> None:
    """Send one queued mail that is due. Does nothing when another worker has it, it is settled or it must wait.

    Whatever goes wrong stays with this mail.
    """
    now = at or timezone.now()
    message = OutboundMessage.objects.filter(pk=message_id).first()
    if message is None or message.status != Status.QUEUED or message.due_at > now:
        return
    if message.send_before and message.send_before <= now:
        error = _("It waited so long that it had lost its point.")
        try_move(message, Status.CANCELLED, error=error, trouble="")
        return
    if message.is_bulk:
        # Hundreds of these may stand in the queue of the workers before what a person has just written.
        written = OutboundMessage.objects.due(at=now).filter(is_bulk=False).order_by("due_at", "pk")
        for pk in written.values_list("pk", flat=True)[:PREFERRED]:
            send_message(pk, at=at)
        now = at or timezone.now()
    mailbox = sender_for(message.from_address)
    server = server_of(mailbox)
    if not claim(message, server=server, lease=LEASE, at=now):
        return
    log = logger.bind(message_id=message.message_id, outbound_message=message.pk)
    try:
        delivery = deliver(
            _as_it_leaves(message, mailbox),
            # The server of a mailbox lets nobody else send; what bounces is fetched from it again.
            sender=mailbox.address if mailbox else settings.MAIL_ENVELOPE_FROM,
            mailbox=mailbox,
            recipients=[on_the_wire(address) for address in message.recipients],
            before_data=lambda: _mark_handed(message),
        )
    except Exception as error:  # a mail that trips us up must not keep the others waiting
        log.exception("mail_not_delivered")
        answer = f"{type(error).__name__}: {error}"
        if message.handed_at:
            delivery = Delivery(Outcome.UNKNOWN, answer)
        else:
            delivery = Delivery(Outcome.TRY_LATER, answer, Trouble.FAULT)
    is_settled = _settle(message, delivery, server=server, claimed_at=now)
    say = log.info if is_settled else log.warning
    event = "mail_handed_over" if is_settled else "mail_settled_by_another"
    say(event, outcome=delivery.outcome.name, answer=delivery.answer, trouble=delivery.trouble)


def _as_it_leaves(message: OutboundMessage, mailbox: Mailbox | None) -> bytes:
    """With what the worker adds before the first attempt; each of it is kept in the row."""
    if mailbox is None:
        name_for_events(message)
    return sign_mail(message)


def sweep_outbox(*, at: datetime | None = None, limit: int = 200) -> None:
    """Pick up what the queue lost, and settle what a worker left when it died."""
    now = at or timezone.now()
    for message in OutboundMessage.objects.interrupted(at=now)[:limit]:
        settle_interrupted(message, at=now)
    due = OutboundMessage.objects.due(at=now).order_by("is_bulk", "due_at", "pk")
    for pk in due.values_list("pk", flat=True)[:limit]:
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


def _settle(message: OutboundMessage, delivery: Delivery, *, server: str, claimed_at: datetime) -> bool:
    """False when the row is not ours any more."""
    now = max(claimed_at, timezone.now())
    if delivery.outcome != Outcome.UNKNOWN and delivery.trouble not in {Trouble.OWN_SERVER, Trouble.FAULT}:
        # An answer about the mail shows that our server works, and that the domain lets us in again.
        release(Throttle.Kind.SERVER, server, at=claimed_at)
        if delivery.trouble != Trouble.RATE_LIMITED:
            answered = domain_of(delivery.recipient) if delivery.recipient else message.domain
            for domain in domains_of(message) if delivery.outcome == Outcome.SENT else {answered}:
                release(Throttle.Kind.DOMAIN, domain, at=claimed_at)
    if not OutboundMessage.objects.filter(pk=message.pk, lease_until=message.lease_until).exists():
        return False
    said = {"error": delivery.answer, "trouble": delivery.trouble, "lease_until": None}
    match delivery.outcome:
        case Outcome.SENT:
            known_as = name_at_server(delivery.answer)
            return try_move(message, Status.SENT, **said | {"error": ""}, sent_at=timezone.now(), accepted_as=known_as)
        case Outcome.UNKNOWN:
            return try_move(message, Status.UNKNOWN, **said)
        case Outcome.REFUSED:
            is_settled = try_move(message, Status.FAILED, **said)
            if is_settled and delivery.trouble == Trouble.NO_ADDRESS and delivery.recipient:
                suppress_address(normal_email(delivery.recipient), reason=Suppression.Reason.BOUNCED)
            return is_settled
        case Outcome.TRY_LATER if delivery.trouble == Trouble.OWN_SERVER:
            due_at = hold(Throttle.Kind.SERVER, server, trouble=delivery.trouble, at=now)
            return try_move(message, Status.QUEUED, **said, due_at=due_at, attempts=F("attempts") - 1)
        case Outcome.TRY_LATER:
            message.refresh_from_db(fields=["attempts"])
            since = message.refused_since or now
            if now - since >= GIVE_UP_AFTER:
                return try_move(message, Status.FAILED, **said)
            due_at = now + pause_after(delivery.trouble, message.attempts)
            if delivery.trouble == Trouble.RATE_LIMITED:
                domain = domain_of(delivery.recipient or message.to_address)
                due_at = hold(Throttle.Kind.DOMAIN, domain, trouble=delivery.trouble, at=now)
            return try_move(message, Status.QUEUED, **said, due_at=due_at, refused_since=since)
