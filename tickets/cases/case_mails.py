"""What the mails about a case have in common: the mark in their subjects, the thread, and addresses of ours.

Nobody can make up such an address: at one each case is answered, at another copies of mails come in, at a third the
requester follows the case in the browser. Who has one has had it from us; it proves nothing else.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.senders import Sender
from helpdesk.lib.text.markdown import to_html, to_text
from helpdesk.lib.text.visibility import one_line
from helpdesk.mail import outbox
from helpdesk.mail.inbox import own_domain
from helpdesk.mail.models import InboundMessage, OutboundMessage
from tickets.cases.attachments import content_ids, files_of_mail, sources
from tickets.models import Attachment, ContactPoint, Entry, Ticket

SIGNED = re.compile(r"([a-z]{1,20})\+(?:(\d{1,18}(?:-\d{1,18})?)-)?([a-z2-7]{16})")
CASE = "case"
NOTE = "note"
SALT = "press4.reply-address"
FOLLOW = "press4.help.case"
"""Of the links by which requesters follow their cases."""
NEVER_RECEIVED = [OutboundMessage.Status.CANCELLED, OutboundMessage.Status.FAILED, OutboundMessage.Status.BOUNCED]
MOST_NAMED = 7
"""Earlier mails in the header of one mail."""
LONGEST_ID = 120
"""So many fit into a line of 998 characters (RFC 5322, section 2.1.1)."""


def reply_address(ticket_id: int) -> str:
    """Where answers about a case go; "" while the desk takes in no mail."""
    return signed_address(CASE, ticket_id)


def tickets_addressed(addresses: Iterable[str]) -> list[int]:
    """The numbers of the cases whose reply addresses these are."""
    named = (signed_part(address, of=CASE) for address in addresses)
    return list(dict.fromkeys(int(number) for number in named if number and number.isdigit()))


def note_address(ticket_id: int, user_id: int) -> str:
    """Where one of us answers a notice about a case: what comes from them there is their internal note."""
    return signed_address(NOTE, ticket_id, user_id)


def signed_address(name: str, *numbers: int) -> str:
    """name+7-signature@, name+7-3-signature@ or name+signature@ our domain; "" while the desk takes in no mail."""
    domain = settings.INBOUND_MAIL_DOMAIN
    part = "".join(f"{number}-" for number in numbers)
    return f"{name}+{part}{_signature(f'{name}{part}', settings.SECRET_KEY)}@{domain}" if domain else ""


def signed_part(address: str, *, of: str) -> str:
    """The numbers in a signed address, as they stand there; "yes" in one without, "" when it is not `of` that name or
    not signed by us."""
    local, _at, domain = normal_email(address).rpartition("@")
    named = SIGNED.fullmatch(local) if domain and domain == own_domain() else None
    if named is None or named[1] != of:
        return ""
    part = "" if named[2] is None else f"{named[2]}-"
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    signed = any(constant_time_compare(_signature(f"{of}{part}", key), named[3]) for key in keys)
    return (named[2] or "yes") if signed else ""


def follow_link(ticket: Ticket, addresses: Iterable[str]) -> str:
    """Where the requester follows the case, for a mail to these addresses; "" when one of them is somebody else's, for
    who has the link can read the case, and while the desk has no help pages."""
    if not settings.HELP_PAGES:
        return ""
    points = {point.value: point for point in ticket.requester.contact_points.all() if not point.is_phone}
    named = [points.get(normal_email(address)) for address in addresses]
    first = named[0] if named and all(named) else None
    return settings.PUBLIC_BASE_URL + reverse("help:case", args=[follow_token(ticket, first)]) if first else ""


def follow_token(ticket: Ticket, point: ContactPoint) -> str:
    """Names the case and the address; of the latter also a mark, so that it opens nothing once that is corrected."""
    return signing.dumps([ticket.pk, point.pk, mark_of(point.value)], salt=FOLLOW)


def mark_of(address: str, *, key: str | None = None) -> str:
    """Tells one address from another, and tells nothing about either."""
    return salted_hmac(FOLLOW, address, secret=key, algorithm="sha256").hexdigest()[:12]


def _signature(text: str, key: str) -> str:
    """80 bits, in letters that survive a server that writes addresses in small ones."""
    digest = salted_hmac(SALT, text, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def case_mark(ticket: Ticket) -> str:
    """What ends the subject of each mail about the case, so that an answer finds it."""
    return _("[Case %(number)s]") % {"number": ticket.pk}


def marked_subject(ticket: Ticket, subject: str) -> str:
    """As its mail has it: of a long one the words are cut, never the mark."""
    mark = case_mark(ticket)
    return f"{one_line(subject, outbox.LONGEST_SUBJECT - len(mark) - 1)} {mark}"


def senders_of(ticket: Ticket) -> list[Sender | None]:
    """In whose name mails about the case are written; of each part the first that has it decides."""
    return [ticket.event.organizer if ticket.event else None, ticket.team]


def mail_of_reply(
    entry: Entry, files: Sequence[Attachment], *, by: User, subject: str, **recipients: Any
) -> outbox.Mail:
    """The mail of a reply, with the `recipients` of an `outbox.Mail`; without a subject it has that of the case."""
    ticket, everybody = entry.ticket, [recipients["to"], *recipients["more_to"], *recipients["cc"], *recipients["bcc"]]
    context = {"ticket": ticket, "body": entry.body, "text": to_text(entry.body)}
    context["follow_link"] = follow_link(ticket, everybody)
    cids = content_ids(files, texts=[entry.body])
    context |= {"signature": by.signature_above(senders_of(ticket)), "html": to_html(entry.body, sources(cids))}
    with words_of_the_desk():
        subject = marked_subject(ticket, subject or ticket.reply_subject)
        text = render_to_string("tickets/email/reply.txt", context)
        html = render_to_string("tickets/email/reply.html", context)
    return outbox.Mail(
        **recipients,
        subject=subject,
        text=text,
        html=html,
        **outbox.sender_of(senders_of(ticket), name=by.name),
        reply_to=reply_address(ticket.pk),
        headers=_thread_of(ticket, recipients["to"]),
        **files_of_mail(files, cids),
    )


def _thread_of(ticket: Ticket, address: str) -> dict[str, str]:
    """The headers by which a mailbox keeps the mails of one case together (RFC 5322 section 3.6.4): they name those
    that were sent to this address or came from it, for it knows nothing of the others."""
    left = OutboundMessage.objects.filter(entries__ticket=ticket).exclude(status__in=NEVER_RECEIVED)
    sent = outbox.addressed_to(address, left)
    received = InboundMessage.objects.filter(entries__ticket=ticket, from_address=normal_email(address))
    moments = [*sent.values_list("created_at", "message_id"), *received.values_list("received_at", "message_id")]
    known = list(dict.fromkeys(one for _at, one in sorted(moments) if 0 < len(one) <= LONGEST_ID))
    if not known:
        return {}
    # The first one holds the thread together where some between are lost; all have to fit into one line.
    named = known if len(known) <= MOST_NAMED else [known[0], *known[1 - MOST_NAMED :]]
    return {"In-Reply-To": known[-1], "References": " ".join(named)}
