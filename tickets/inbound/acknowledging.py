"""Tell who wrote that it arrived: once, to nobody who did not write it themselves, and never in answer to a machine."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.text.languages import guess_language
from helpdesk.mail import outbox
from helpdesk.mail.models import InboundMessage, OutboundMessage
from helpdesk.mail.reading.contact_forms import is_robot
from tickets.cases.case_mails import case_mark, follow_link, reply_address, senders_of
from tickets.models import Entry, Ticket

ONCE_IN = timedelta(hours=1)
AUTOMATIC = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
"""RFC 3834, and how those who do not know it are told: nothing that answers by itself may answer this."""


def acknowledge(ticket: Ticket, message: InboundMessage, *, text: str, at: datetime) -> None:
    """Acknowledge the mail that opened the case, in the language of its `text` as far as that can be told. It repeats
    nothing of that mail: whoever forged the sender must not have us send their words to somebody. Nobody hears of what
    lay in a mailbox before it was ours to fetch."""
    # Only to where the envelope says that it comes from (RFC 3834, section 4): a forged From has us write to nobody.
    # The address of a form is not its buyer's.
    address = normal_email(message.envelope_from)
    is_theirs = address == message.from_address and ticket.requester.contact_points.filter(value=address).exists()
    is_wanted = settings.ACKNOWLEDGE_MAIL and not message.is_backlog
    if not is_wanted or not is_theirs or not is_email(address) or is_robot(address):
        return
    headers = {"In-Reply-To": message.message_id, "References": message.message_id}
    with override(guess_language(text) or get_language()):
        _tell(ticket, address, key=f"mail:{message.pk}", headers=headers, at=at)


def acknowledge_report(ticket: Ticket, *, address: str, at: datetime) -> None:
    """Acknowledge what was reported on the help page, in the language of the page. Whoever typed the address may have
    typed somebody else's: it repeats nothing of what they wrote, either."""
    if is_email(address) and not is_robot(address):
        _tell(ticket, address, key=f"report:{ticket.pk}", headers={}, at=at)


def _tell(ticket: Ticket, address: str, *, key: str, headers: dict[str, str], at: datetime) -> None:
    recent = OutboundMessage.objects.filter(key__startswith="ack:", created_at__gt=at - ONCE_IN)
    if outbox.addressed_to(address, recent).exists():
        return
    context = {"ticket": ticket, "is_report": not headers, "follow_link": follow_link(ticket, [address])}
    subject = _("We have your email %(mark)s") if headers else _("We have your message %(mark)s")
    mail = outbox.Mail(
        to=address,
        subject=subject % {"mark": case_mark(ticket)},
        text=render_to_string("tickets/email/received.txt", context),
        html=render_to_string("tickets/email/received.html", context),
        **outbox.sender_of(senders_of(ticket)),
        headers=AUTOMATIC | {name: value for name, value in headers.items() if value},
        reply_to=reply_address(ticket.pk),
    )
    sent = outbox.queue_mail(mail, key=f"ack:{key}", at=at)
    with words_of_the_desk():
        body = _("Told the customer that the email arrived.") if headers else _("Sent the customer a link to the case.")
    Entry.objects.create(ticket=ticket, kind=Entry.Kind.STATUS, body=body, message=sent, occurred_at=at)
