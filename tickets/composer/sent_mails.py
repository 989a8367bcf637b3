"""Sent mails: those that a person may see, finding one, sending it again."""

import re
from base64 import b64encode
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.text.folding import words
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import addressed_to, resend_mail
from tickets.models import Entry, Ticket
from tickets.models.plain import WordsOfMails

Status = OutboundMessage.Status
DOUBTFUL = (Status.UNKNOWN, Status.FAILED, Status.BOUNCED)
"""A person must look at these, so they stand first."""
WORDS_ASKED = 12
ADDRESS = re.compile(r"[^\s<>,;:\"'@]{1,64}@[^\s<>,;:\"'@]{1,255}\.[a-z]{2,63}", re.IGNORECASE)


def find_mails(mails: QuerySet[OutboundMessage], asked: str) -> QuerySet[OutboundMessage]:
    """Mails to an address, with a Message-ID, or that hold all the longest words of a pasted text.

    Words are read as the search of cases reads them.
    """
    asked = asked.strip()
    if asked.startswith("<") and asked.endswith(">"):
        return mails.filter(message_id=asked)
    if ADDRESS.fullmatch(asked) or is_email(asked):
        return addressed_to(asked, mails)
    longest = longest_words(asked)
    if not longest:
        return mails.none()
    return mails.alias(text_words=WordsOfMails("subject", "text")).filter(text_words__has=longest)


def longest_words(asked: str) -> str:
    """Of a pasted text: the words that tell it apart from others, with spaces between."""
    return " ".join(sorted(set(words(asked)), key=len, reverse=True)[:WORDS_ASKED])


def doubtful_first(mails: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    """Those that a person must look at, then the newest. One that was sent again is settled."""
    unsettled = Q(status__in=DOUBTFUL, resends=None)
    rank = Case(When(unsettled, then=Value(0)), default=Value(1), output_field=IntegerField())
    return mails.annotate(rank=rank).order_by("rank", "-created_at", "-pk")


def read_parts(message: OutboundMessage) -> tuple[EmailMessage, str, str]:
    """The mail as it left: its headers, its text part and its HTML part ("" when there is none)."""
    mail = message_from_bytes(bytes(message.raw), policy=default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return mail, text.get_content() if text else "", html.get_content() if html else ""


def with_pictures(mail: EmailMessage, html: str) -> str:
    """The HTML part with its pictures in it, for a frame that may ask nobody for them."""
    for part in mail.walk():
        cid = str(part["Content-ID"] or "").strip("<>")
        if cid and part.get_content_maintype() == "image":
            content = b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{cid}", f"data:{part.get_content_type()};base64,{content}")
    return html


@transaction.atomic
def send_mail_again(message: OutboundMessage, *, by: User, at: datetime | None = None) -> OutboundMessage:
    """A failed or doubtful mail leaves as a marked copy, and its case says who decided that.

    Raises ConflictError for a mail that did not fail.
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
                "body": _("Sent the email again."),
                "message": copy,
                "occurred_at": at,
            },
        )
        announce(LiveChannel.TICKET.of(ticket.pk))
    return copy
