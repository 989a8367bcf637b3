"""Which case a mail belongs to. A mail joins one only when it names it *and* comes from somebody who takes part in it:
everything that a mail says of itself may be forged, and an address, a number or an old mail gets about."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.mail.inbox import Reading
from helpdesk.mail.models import InboundMessage
from tickets.cases.case_mails import tickets_addressed
from tickets.cases.participants import takes_part
from tickets.models import Entry, Participant, Ticket

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Match:
    """The case that a mail joins, if any, and those that it names without the right to join them."""

    ticket: Ticket | None = None
    is_aside: bool = False
    """Said by a third party to whom the case was forwarded, or by one of our own people: for the desk alone."""
    named: tuple[Ticket, ...] = ()


def match(message: InboundMessage, reading: Reading, *, sender: str) -> Match:
    """`sender`: the address that it says it comes from; "" when it does not say it plainly."""
    # Whether a case is named by what only somebody knows who has had a mail of it. The surest come first, each once, as
    # they go on today.
    named: dict[Ticket, bool] = {}
    by_address = tickets_addressed([*message.envelope_to, *(person.address for person in reading.receivers)])
    # The last mail that it names comes first: it is the one that is answered. Two questions, each of which an index
    # answers; a copy that was sent again has the id of the first one.
    ids = list(reading.named)
    sent = Entry.objects.filter(message__message_id__in=ids, message__resend_of=None)
    received = Entry.objects.filter(received__message_id__in=ids)
    rows = [*sent.values_list("message__message_id", "ticket"), *received.values_list("received__message_id", "ticket")]
    by_reference = [ticket for _place, ticket in sorted((-ids.index(named_id), ticket) for named_id, ticket in rows)]
    by_mark = [int(number) for mark in marks() for number in mark.findall(reading.subject)]
    for numbers, is_sure in ((by_address, True), (by_reference, True), (by_mark, False)):
        numbers = list(dict.fromkeys(numbers))
        found = Ticket.objects.filter(pk__in=numbers[:MOST_CANDIDATES]).select_related("requester", "event")
        for ticket in sorted(found, key=lambda one: numbers.index(one.pk)):
            named.setdefault(ticket.survivor, is_sure)
    if not sender:
        return Match(named=tuple(named))
    for ticket in named:
        if takes_part(ticket, sender):
            return Match(ticket, is_aside=_is_one_of_us(sender))
    # The number in a subject anybody can make up, and so they can the address of one of us.
    third_parties = Participant.objects.filter(address=sender, confirmed_at__isnull=False, removed_at=None)
    for ticket in (ticket for ticket, is_sure in named.items() if is_sure):
        if _is_one_of_us(sender) or third_parties.filter(ticket=ticket).exists():
            return Match(ticket, is_aside=True)
    return Match(named=tuple(named))


@cache
def marks() -> tuple[re.Pattern[str], ...]:
    """What ends the subjects of our mails, in each language in which the desk may write."""
    written = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            written.add(_("[Case %(number)s]") % {"number": "0"})
    return tuple(re.compile(re.escape(mark).replace("0", r"(\d{1,18})"), re.IGNORECASE) for mark in sorted(written))


def _is_one_of_us(address: str) -> bool:
    return User.objects.filter(email__iexact=address, is_active=True).exists()
