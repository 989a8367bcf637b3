"""What machines say about mails of ours: not delivered, marked as spam. It is shown, and never answered."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import move, try_move
from helpdesk.mail import outbox
from helpdesk.mail.inbox import Reading
from helpdesk.mail.kinds import Kind, Report
from helpdesk.mail.models import DeliveryEvent, InboundMessage, OutboundMessage, Suppression
from helpdesk.mail.suppression import suppress_address
from tickets.models import Entry, Ticket

Status = InboundMessage.Status
SOFT_BOUNCES, WITHIN = 3, timedelta(days=30)
"""So many mails in so long that did not arrive for now: nobody will read the next one either."""


def note_report(message: InboundMessage, report: Report, *, at: datetime) -> None:
    """It stands at the mail that it is about, and on its case. Anybody can write one, so only
    one that names a mail of ours by its id, which nobody can guess, changes anything."""
    sent = OutboundMessage.objects.filter(message_id=report.message_id, resend_of=None).first()
    named = report.recipient or (sent.to_address if sent else "?")
    if report.is_complaint:
        words = _("%(address)s marked our email as spam.") % {"address": named}
    else:
        words = words_of_bounce(named, report.why, is_permanent=report.is_permanent)
    if sent is None:
        move(message, Status.SET_ASIDE, why=words)
        return
    if not report.is_late:
        message.about = sent
        message.save(update_fields=["about"])
    address = concerned_address(sent, normal_email(report.recipient))
    if report.is_complaint:
        try_move(sent, OutboundMessage.Status.COMPLAINED)
        if address:
            suppress_address(address, reason=Suppression.Reason.COMPLAINED)
    else:
        if report.is_permanent:
            try_move(sent, OutboundMessage.Status.BOUNCED, error=report.why)
        suppress_after_bounce(address, is_permanent=report.is_permanent, at=at)
    tickets = Ticket.objects.filter(entries__message=sent).distinct()
    for ticket in tickets:
        note(message, ticket.survivor, words=words, at=at)
    move(message, Status.FILED if tickets else Status.SET_ASIDE, why="" if tickets else words)


def concerned_address(sent: OutboundMessage, named: str) -> str:
    """Whose mail a report is about. Where it names none that we wrote to, as when a mailbox forwards, the only
    recipient is meant; of several nobody can tell: ""."""
    recipients = set(map(normal_email, sent.recipients))
    if named in recipients:
        return named
    return sent.to_address if len(recipients) == 1 else ""


def suppress_after_bounce(address: str, *, is_permanent: bool, at: datetime) -> None:
    """No recovery mail any more to an address that is dead, or that did not take SOFT_BOUNCES mails, whoever said so:
    its server, or the provider that we send through."""
    if not address:
        return
    if not is_permanent:
        theirs = outbox.addressed_to(address, OutboundMessage.objects.all())
        by_mail = InboundMessage.objects.filter(kind=Kind.BOUNCE, about__in=theirs, received_at__gt=at - WITHIN)
        told = {"kind": DeliveryEvent.Kind.BOUNCED, "recipient": address, "occurred_at__gt": at - WITHIN}
        by_hook = DeliveryEvent.objects.filter(message__isnull=False, **told)
        failed = {*by_mail.values_list("about", flat=True), *by_hook.values_list("message", flat=True)}
        if len(failed) < SOFT_BOUNCES:
            return
    suppress_address(address, reason=Suppression.Reason.BOUNCED)


def words_of_bounce(address: str, why: str, *, is_permanent: bool) -> str:
    """The line on the case, whoever said it: the server of the address, or our own provider."""
    if is_permanent:
        return _("The email to %(address)s bounced: %(why)s") % {"address": address, "why": why}
    return _("The email to %(address)s has not arrived so far: %(why)s") % {"address": address, "why": why}


def note_automatic(message: InboundMessage, reading: Reading, ticket: Ticket | None, *, at: datetime) -> None:
    """A machine's answer stands on the case of the mail that it answers; nobody is told, and nothing is opened."""
    kind = reading.kind.label
    if ticket is None:
        move(message, Status.SET_ASIDE, why=str(kind))
        return
    words = _("%(kind)s from %(address)s: %(words)s") % {
        "kind": kind,
        "address": reading.sender.address,
        "words": one_line(reading.text, 300),
    }
    note(message, ticket, words=words, at=at)
    move(message, Status.FILED)


def note(message: InboundMessage, ticket: Ticket, *, words: str, at: datetime) -> None:
    """A line for the desk, with the mail behind it. It starts no clock and opens no solved case."""
    Entry.objects.create(
        ticket=ticket,
        kind=Entry.Kind.STATUS,
        body=words,
        received=message,
        source_key=f"mail:{message.pk}:{ticket.pk}",
        occurred_at=at,
    )
    announce(LiveChannel.TICKET.of(ticket.pk), LiveChannel.INBOX)
