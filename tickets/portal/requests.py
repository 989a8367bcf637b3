"""Links by mail that somebody asked for on a help page: written down first, answered by a worker.

The page answers the same, and as fast, for every address: whether we know it, only its owner learns.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail import outbox
from helpdesk.mail.models import OutboundMessage
from tickets.cases import add_entry
from tickets.cases.case_mails import follow_link, marked_subject, reply_address, senders_of
from tickets.inbound.acknowledging import AUTOMATIC
from tickets.models import ContactPoint, Entry, LinkRequest, Ticket
from tickets.portal.links import add_link, confirm_link

logger = structlog.get_logger(__name__)

Kind = LinkRequest.Kind
MOST_AN_HOUR = 4
"""Mails with links to one address: whoever types the address of somebody else must not fill their mailbox."""
HOUR = timedelta(hours=1)
AT_ONCE = 200


def ask_for_link(kind: str, *, address: str, language: str, ticket: Ticket | None = None, at: datetime) -> None:
    """Somebody wants a mail with a link sent to `address`, as they typed it."""
    address = normal_email(address)[:254]
    asked = LinkRequest.objects.create(kind=kind, address=address, ticket=ticket, language=language, asked_at=at)
    enqueue_on_commit("tickets.tasks.answer_link_request", asked.pk)


@transaction.atomic
def answer_link_request(key: int, *, at: datetime | None = None) -> None:
    """Send the mail, if there is one to be sent. Twice is once."""
    at = at or timezone.now()
    asked = LinkRequest.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key)
    request = asked.select_related("ticket__requester").first()
    if request is None:
        return
    request.delete()
    sent = OutboundMessage.objects.filter(key__startswith="help:", created_at__gt=at - HOUR)
    if not is_email(request.address) or outbox.addressed_to(request.address, sent).count() >= MOST_AN_HOUR:
        return
    if request.kind == Kind.ADDRESS:
        link = add_link(request.ticket, request.address) if request.ticket else ""
    else:
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, value=request.address)
        # Of a case also an address that is only claimed: its mails go there. All cases are shown to the owner alone.
        points = points.filter(requester=request.ticket.requester_id) if request.ticket else points.owned()
        point = points.first()
        link = confirm_link(point, request.ticket) if point else ""
    if not link:
        return
    with override(request.language):
        subject = _("Your cases") if request.kind == Kind.CASES else _("Confirm your email address")
        context: dict[str, object] = {"kind": request.kind, "ticket": request.ticket, "link": link}
        text, html = _text_and_html(context)
    mail = outbox.Mail(to=request.address, subject=subject, text=text, html=html, headers=AUTOMATIC)
    # It lets a browser write in the name of its reader: nobody of the desk may read it.
    outbox.queue_mail(mail, key=f"help:{request.kind}:{key}", send_before=at + HOUR, is_private=True, at=at)


def _text_and_html(context: dict[str, object]) -> list[str]:
    """Of a mail with the `link` of the context, and what is said of it by its `kind`."""
    return [render_to_string(f"tickets/email/help_link.{form}", context) for form in ("txt", "html")]


def answer_link_requests(*, at: datetime | None = None) -> None:
    """Those whose task was lost. Whoever waited for an hour has asked again."""
    at = at or timezone.now()
    LinkRequest.objects.filter(asked_at__lt=at - HOUR).delete()
    for key in LinkRequest.objects.values_list("pk", flat=True)[:AT_ONCE]:
        try:
            answer_link_request(key, at=at)
        except Exception:  # whatever one of them does to us, the others must get their mail
            logger.exception("link_request_failed", request=key)


@transaction.atomic
def send_follow_link(ticket: Ticket, *, by: User, at: datetime | None = None) -> bool:
    """Mail the requester the link to their case; False when there is no address, or when the help pages are off."""
    at = at or timezone.now()
    address = ticket.requester.email
    link = follow_link(ticket, [address]) if address else ""
    if not link:
        return False
    with words_of_the_desk():
        text, html = _text_and_html({"kind": "follow", "ticket": ticket, "link": link})
        mail = outbox.Mail(
            to=address,
            subject=marked_subject(ticket, _("Follow your case")),
            text=text,
            html=html,
            **outbox.sender_of(senders_of(ticket), name=by.name),
            reply_to=reply_address(ticket.pk),
        )
        sent = outbox.queue_mail(mail, key=f"help:follow:{ticket.pk}:{at:%Y%m%d%H%M}", at=at)
        entry = add_entry(
            ticket,
            kind=Entry.Kind.STATUS,
            body=_("Sent the customer a link to the case."),
            actor=by,
            at=at,
            source_key=f"{sent.key}:sent",
        )
    Entry.objects.filter(pk=entry.pk, message=None).update(message=sent)
    return True
