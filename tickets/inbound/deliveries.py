"""What a provider says became of a mail of ours: shown at the mail and on its case, and it does what a bounce does."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.transitions import try_move
from helpdesk.mail.hooks import find_its_message
from helpdesk.mail.models import DeliveryEvent, OutboundMessage, Suppression
from helpdesk.mail.suppression import suppress_address
from tickets.inbound.reports import concerned_address, suppress_after_bounce, words_of_bounce
from tickets.models import Entry, Ticket

logger = structlog.get_logger(__name__)

LATER = timedelta(minutes=5)
"""After a fault of ours."""
Kind = DeliveryEvent.Kind
Status = OutboundMessage.Status


def note_due_deliveries(*, at: datetime | None = None, limit: int = 500) -> None:
    """Act on what came, each in a commit of its own; one that fails does not keep the others waiting."""
    at = at or timezone.now()
    # Those of our mails first: of a newsletter of the same account a hundred thousand others may wait.
    due = DeliveryEvent.objects.due(at=at).order_by(IsNull(F("message"), True), "due_at", "pk")
    for pk in due.values_list("pk", flat=True)[:limit]:
        with words_of_the_desk():
            try:
                _note_delivery(pk, at=at)
            except Exception:
                logger.exception("delivery_not_noted", event=pk)
                DeliveryEvent.objects.filter(pk=pk, due_at__lte=at).update(due_at=at + LATER)


@transaction.atomic
def _note_delivery(pk: int, *, at: datetime) -> None:
    """Nothing when another worker has it."""
    event = DeliveryEvent.objects.select_for_update(skip_locked=True).due(at=at).filter(pk=pk).first()
    message = find_its_message(event, at=at) if event else None
    if event is None or message is None:
        return
    message = locked(message)  # two events of one mail, whichever comes first
    event.message, event.named, event.due_at = message, [], None
    event.save(update_fields=["message", "named", "due_at"])
    recipients = set(map(normal_email, message.recipients))
    address = concerned_address(message, event.recipient)
    _act(event, message, address=address, recipients=recipients, at=at)
    if words := _words(event, address=event.recipient or address or message.to_address):
        tickets = Ticket.objects.filter(entries__message=message).distinct()
        for ticket in {ticket.survivor for ticket in tickets}:
            key = f"delivery:{event.pk}:{ticket.pk}"
            Entry.objects.create(ticket=ticket, kind=Entry.Kind.STATUS, body=words, source_key=key, occurred_at=at)
            announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)


def _act(event: DeliveryEvent, message: OutboundMessage, *, address: str, recipients: set[str], at: datetime) -> None:
    match event.kind:
        case Kind.DELIVERED:
            arrived = message.delivery_events.filter(kind=Kind.DELIVERED).values_list("recipient", flat=True)
            if recipients <= {*arrived, address}:  # of several, each must have it
                # Of a mail that perhaps left nobody wrote down when.
                try_move(message, Status.DELIVERED, sent_at=message.sent_at or message.handed_at or event.occurred_at)
        case Kind.BOUNCED | Kind.REJECTED:
            if event.is_permanent or event.kind == Kind.REJECTED:
                try_move(message, Status.BOUNCED, error=event.why)
            if event.kind == Kind.BOUNCED or event.is_permanent:
                suppress_after_bounce(address, is_permanent=event.is_permanent, at=at)
        case Kind.COMPLAINED:
            try_move(message, Status.COMPLAINED)
            if address:
                suppress_address(address, reason=Suppression.Reason.COMPLAINED)
        case Kind.UNSUBSCRIBED if address:
            suppress_address(address, reason=Suppression.Reason.UNSUBSCRIBED)


def _words(event: DeliveryEvent, *, address: str) -> str:
    """The line on the case; "" for good news, for what says nothing about this mail, and for what was said before."""
    told = DeliveryEvent.objects.filter(message=event.message, recipient=event.recipient, due_at=None)
    is_known = told.exclude(pk=event.pk).filter(kind=event.kind, is_permanent=event.is_permanent).exists()
    is_over = event.kind == Kind.DEFERRED and told.filter(kind__in=[Kind.DELIVERED, Kind.BOUNCED]).exists()
    if is_known or is_over:
        return ""
    words = {"address": address, "why": event.why or _("no reason given")}
    match event.kind:
        case Kind.COMPLAINED:
            return _("%(address)s marked our email as spam.") % words
        case Kind.REJECTED:
            return _("Our email provider did not send the email to %(address)s: %(why)s") % words
        case Kind.BOUNCED | Kind.DEFERRED:
            is_permanent = event.kind == Kind.BOUNCED and event.is_permanent
            return words_of_bounce(address, words["why"], is_permanent=is_permanent)
    return ""
