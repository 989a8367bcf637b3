"""Few sent mails among a million to look at closely: each question reads a bounded part of an index."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.text.folding import plain
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import addressed_to
from tickets.ledger.links import find_links, link_key
from tickets.ledger.similarity import COMPARED, WORD
from tickets.models import SentCopy, Ticket
from tickets.models.plain import NormalSubject, WordsOfMails

LOOKED_AT = 30
"""Mails of each kind that are read closely."""
FEW = 3
OF_ONE = 100
"""Newest mails to one address."""
ASKED = (8, 5, 3)
"""So many of the rarest words must stand in a mail; fewer where that finds none, for people cut and change."""
COMMON = 0.02
"""Of all mails: a word that stands in more of them tells none apart."""
NEWEST = {OutboundMessage: 100, SentCopy: 1_000}
"""Mails that are looked through when all words are that common. The words of the desk's own mails stand in an index
alone, and are read anew for each of these."""
FREQUENCIES = """
SELECT word, frequency * greatest(c.reltuples, 1), frequency FROM pg_stats s
JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = s.schemaname::regnamespace,
unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS f(word, frequency)
WHERE s.schemaname = current_schema() AND s.tablename = %s AND s.attname = %s AND word = ANY(%s)
"""
STATISTICS = {OutboundMessage: ("outbound_said", "press4_words"), SentCopy: ("tickets_sentcopy", "words")}
MOMENT = {OutboundMessage: "-created_at", SentCopy: "-sent_at"}


def all_mails() -> tuple[QuerySet[OutboundMessage], QuerySet[SentCopy]]:
    """What left the desk, and what others sent; without what is between the desk and its own people."""
    mails = OutboundMessage.objects.filter(is_private=False).exclude(status=OutboundMessage.Status.CANCELLED)
    return mails.defer("raw"), SentCopy.objects.select_related("source").defer("html", "words", "link_keys")


def by_message_id(message_id: str) -> list[Any]:
    mails, copies = all_mails()
    # A mail that was sent again has the id of the first, and the index holds the first alone.
    return [*mails.filter(message_id=message_id, resend_of=None)[:1], *copies.filter(message_id=message_id)[:LOOKED_AT]]


def to_addresses(addresses: Iterable[str]) -> list[Any]:
    """The newest ones."""
    found: list[Any] = []
    for address in {normal_email(address) for address in addresses}:
        mails, copies = all_mails()
        found += addressed_to(address, mails).order_by(MOMENT[OutboundMessage])[:OF_ONE]
        found += copies.filter(recipients__contains=[address]).order_by(MOMENT[SentCopy])[:OF_ONE]
    return found


def sent_and_offered(ticket: Ticket) -> dict[str, Any]:
    """For the pane beside a case: the newest `copies` of what others sent to its customer, the `offers` of its event,
    and the `give_key` of the form that gives one again."""
    points = [point.value for point in ticket.requester.contact_points.all() if not point.is_phone]
    theirs = [Q(recipients__contains=[normal_email(address)]) for address in points]
    copies = all_mails()[1].filter(reduce(or_, theirs)).order_by(MOMENT[SentCopy])[:FEW] if theirs else ()
    offers = ticket.event.offers.all() if ticket.event else ()
    return {"copies": copies, "offers": offers, "give_key": uuid.uuid4().hex}


def by_subject(subject: str) -> list[Any]:
    """Whose subject is this one, but for "Re:", the number of a case and the case of its letters."""
    found: list[Any] = []
    for mails in all_mails():
        same = mails.alias(normal=NormalSubject("subject")).filter(normal=NormalSubject(Value(subject)))
        found += same.order_by(MOMENT[mails.model])[:LOOKED_AT]
    return found


def by_links(links: Sequence[str]) -> list[Any]:
    """Copies that have one of the links; mails of the desk that have all the words of one."""
    if not links:
        return []
    mails, copies = all_mails()
    # Not in their order, as with words: the database would rather walk through all copies than through those few.
    with_one = copies.filter(link_keys__overlap=[link_key(link) for link in links]).order_by()
    found: list[Any] = list(with_one[:LOOKED_AT])
    for link in links[:3]:
        for mail in by_words(mails, link)[0]:
            if link_key(link) in {link_key(one) for one in links_of(mail)}:
                found.append(mail)
    return found


def links_of(mail: Any) -> list[str]:
    """Of a mail of either kind."""
    return mail.links if isinstance(mail, SentCopy) else find_links(mail.text)


def sent_at(mail: Any) -> datetime:
    """Of a mail of either kind. One of the desk counts from when it was written: perhaps it waits, or did not leave."""
    return mail.created_at if isinstance(mail, OutboundMessage) else mail.sent_at


def by_words(mails: QuerySet[Any], text: str) -> tuple[list[Any], bool]:
    """Mails that hold the rarest words of `text`; and whether all of its words are too common to look for."""
    said = {plain(word) for word in WORD.findall(text[:COMPARED]) if len(word) > 2}
    if not said:
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(FREQUENCIES, [*STATISTICS[mails.model], list(said)])
        often = {word: share for word, _rows, share in cursor.fetchall()}
    rarest = sorted(said, key=lambda word: (often.get(word, 0.0), -len(word), word))
    is_common = often.get(rarest[0], 0.0) > COMMON
    if is_common:
        # Where each word stands in many mails, the newest ones hold them too.
        newest = mails.order_by(MOMENT[mails.model]).values("pk")[: NEWEST[mails.model]]
        mails = mails.filter(pk__in=list(newest.values_list("pk", flat=True)))
    if mails.model is OutboundMessage:
        mails = mails.alias(said=WordsOfMails("subject", "text"))
    column = "said" if mails.model is OutboundMessage else "words"
    for number in ASKED:
        # Not in their order: to read them in it, the database would walk through all mails.
        found = list(mails.filter(Q(**{f"{column}__holds": " ".join(rarest[:number])})).order_by()[:LOOKED_AT])
        if found or len(rarest) <= number:
            break
    return found, is_common and not found
