"""Send a mail of a case once more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.live import announce
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import resend_mail
from tickets.models import Entry, Ticket


@transaction.atomic
def send_mail_again(message: OutboundMessage, *, by: User, at: datetime | None = None) -> OutboundMessage:
    """A failed or doubtful mail leaves as a marked copy, and its case says who decided that.

    Raises TransitionError for a mail that did not fail.
    """
    at = at or timezone.now()
    copy = resend_mail(message, at=at)
    for ticket in Ticket.objects.filter(entries__message=message).distinct():
        Entry.objects.get_or_create(
            source_key=f"mail:{copy.pk}:ticket:{ticket.pk}",
            defaults={
                "ticket": ticket,
                "kind": Entry.Kind.STATUS,
                "actor": by,
                "body": _("Sent the mail again."),
                "message": copy,
                "occurred_at": at,
            },
        )
        announce(f"ticket-{ticket.pk}")
    return copy
