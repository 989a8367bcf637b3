"""Tell who wrote that it arrived: once, to nobody who did not write it themselves, and never in answer to a machine."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.mail import outbox
from helpdesk.mail.models import InboundMessage, OutboundMessage
from helpdesk.mail.reading.contact_forms import is_robot
from tickets.cases.entries import case_mark
from tickets.cases.reply_addresses import reply_address
from tickets.models import Entry, Ticket

ONCE_IN = timedelta(hours=1)
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
"""RFC 3834, and how those who do not know it are told: nothing that answers by itself may answer this."""


def acknowledge(ticket: Ticket, message: InboundMessage, *, at: datetime) -> None:
    """Acknowledge the mail that opened the case. It repeats nothing of that mail: whoever forged the sender must not
    have us send their words to somebody. Nobody hears of what lay in a mailbox before it was ours to fetch."""
    # Only to where the envelope says that it comes from (RFC 3834, section 4): a forged From has us write to nobody.
    # The address of a form is not its buyer's.
    address = normal_email(message.envelope_from)
    is_theirs = address == message.from_address and ticket.requester.contact_points.filter(value=address).exists()
    is_wanted = settings.ACKNOWLEDGE_MAIL and not message.is_backlog
    if not is_wanted or not is_theirs or not is_email(address) or is_robot(address):
        return
    recent = OutboundMessage.objects.filter(key__startswith="ack:", created_at__gt=at - ONCE_IN)
    if outbox.addressed_to(address, recent).exists():
        return
    context = {"ticket": ticket}
    headers = AUTOMATIC | {"In-Reply-To": message.message_id, "References": message.message_id}
    mail = outbox.Mail(
        to=address,
        subject=_("We have your email %(mark)s") % {"mark": case_mark(ticket)},
        text=render_to_string("tickets/email/received.txt", context),
        html=render_to_string("tickets/email/received.html", context),
        headers={name: value for name, value in headers.items() if value},
        reply_to=reply_address(ticket.pk),
    )
    sent = outbox.queue_mail(mail, key=f"ack:{message.pk}", at=at)
    body = _("Told the customer that the email arrived.")
    Entry.objects.create(ticket=ticket, kind=Entry.Kind.STATUS, body=body, message=sent, occurred_at=at)
