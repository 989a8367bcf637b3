"""What others sent in our name: the shop, the marketing tool. Kept from copies, so that nobody denies a mail of ours.

A copy that is missing proves nothing: for each sender it is said since when copies come, and on which days none came.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.lib.transitions import move
from helpdesk.mail.inbox import Reading
from helpdesk.mail.models import InboundMessage
from tickets.cases.reply_addresses import signed_address, signed_part
from tickets.composer.sent_mails import longest_words
from tickets.models import SentCopy

COPIES = "copies"
LOOKED_AT = timedelta(days=60)
USUALLY = 0.5
"""Of the days: who sends less often than on every second one is not silent when a day passes without a mail."""


def copies_address() -> str:
    """Where the shop's mail server sends a hidden copy of each mail; "" while the desk takes in no mail.

    It is signed: whoever knew it could plant mails that we are said to have sent.
    """
    return signed_address(COPIES)


def is_for_copies(message: InboundMessage) -> bool:
    return any(signed_part(address, of=COPIES) for address in message.envelope_to)


def keep_copy(message: InboundMessage, reading: Reading) -> None:
    """Write down what another sender sent in our name. It is no mail to us: it opens nothing and is not answered."""
    source = reading.sender.address.rpartition("@")[2] or _("unknown sender")
    SentCopy.objects.create(
        received=message,
        source=source,
        from_address=reading.sender.address,
        recipients=sorted({normal_email(person.address) for person in reading.to}),
        message_id=reading.message_id,
        subject=reading.subject,
        text=f"{reading.subject}\n{reading.text}",
        sent_at=reading.written_at or message.received_at,
    )
    move(message, InboundMessage.Status.SET_ASIDE, why=_("A copy of what %(source)s sent.") % {"source": source})


def find_copies(asked: str) -> QuerySet[SentCopy]:
    """Copies to an address, with a Message-ID, or that hold all the longest words of a pasted text."""
    asked = asked.strip()
    copies = SentCopy.objects.all()
    if asked.startswith("<") and asked.endswith(">"):
        return copies.filter(message_id=asked)
    if is_email(asked):
        return copies.filter(recipients__contains=[normal_email(asked)])
    words = longest_words(asked)
    return copies.filter(words__has=words) if words else copies.none()


def sources(*, at: datetime) -> list[dict[str, Any]]:
    """Who sends in our name, as far as copies tell: `source`, `since` when copies come, when the `newest` came, and the
    `silent` days of the last weeks, on which none came from who usually writes: for those nobody can tell."""
    since = at - LOOKED_AT
    grouped = SentCopy.objects.values("source").annotate(
        since=Min("sent_at"), newest=Max("sent_at"), number=Count("pk")
    )
    days: dict[str, set[date]] = {}
    recent = SentCopy.objects.filter(sent_at__gte=since).values_list("source", TruncDate("sent_at")).distinct()
    for source, day in recent:
        days.setdefault(source, set()).add(day)
    found = list(grouped.order_by("source"))
    for row in found:
        first = max(row["since"], since).date()
        all_days = [first + timedelta(days=number) for number in range((at.date() - first).days)]
        seen = days.get(row["source"], set())
        silent = [day for day in all_days if day not in seen]
        row["silent"] = silent if len(seen) >= USUALLY * len(all_days) else []
    return found
