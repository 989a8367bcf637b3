"""Stop a reply that denies what is kept here: that we sent a mail, or that there was such an offer.

Also one that nobody can know to be true, because copies are missing for the days in question.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.moments import say_day
from tickets.ledger.candidates import all_mails, by_links, by_words, links_of, sent_at, to_addresses
from tickets.ledger.checking import ALIKE, tell
from tickets.ledger.denials import denial_in
from tickets.ledger.links import find_links, link_key
from tickets.ledger.signatures import signature_of_ours
from tickets.ledger.similarity import WORD, parts_of, percent_shared
from tickets.ledger.sources import gaps_of, sources
from tickets.models import Attachment, ContactPoint, Entry, Offer, SentCopy, Ticket

MAILS_OF = timedelta(days=90)
BEFORE_CASE = timedelta(days=30)
"""Before the case was opened: what a customer asks about came lately."""
SHOWN, READ = 5, 20
LARGEST_MAIL, MOST_MAILS = 5 * 1024 * 1024, 3
"""Saved mails among the files of the case whose signature is looked at."""
FEWEST_WORDS = 20
"""Of what the customer wrote, before other people's mails are compared with it."""
OWN_ANSWERS = ("reply:", "ack:", "forward:", "help:")
"""What the desk itself wrote about cases is not what a customer asks about."""


class DenialError(ConflictError):
    """A reply says that we did not send something, and what is kept says otherwise or cannot tell."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        super().__init__(found["sentence"])


def refuse_denial(ticket: Ticket, text: str, *, by: User, reason: str = "", at: datetime | None = None) -> str:
    """Raise DenialError when `text` denies what is kept here, unless there is a written `reason` to send it anyway.

    Answers what is to be said of that on the timeline; "" when nothing speaks against the text.
    """
    kind = denial_in(text)
    found = what_speaks_against(ticket, text, kind=kind, by=by, at=at or timezone.now()) if kind else {}
    if not found:
        return ""
    if not reason.strip():
        raise DenialError(found)
    words = {"why": reason.strip(), "kept": found["sentence"]}
    return _("Sent although it denies what may be ours. Reason: %(why)s\n\n%(kept)s") % words


def what_speaks_against(ticket: Ticket, text: str, *, kind: str, by: User, at: datetime) -> dict[str, Any]:
    """`copies` of mails and how many are `hidden` from `by`, `offers`, `signatures` in saved mails of the case, and the
    `gaps` of the sources for the time in question, with all of it as one `sentence`; nothing when nothing does."""
    said = list(
        ticket.entries.filter(kind__in=[Entry.Kind.MESSAGE, Entry.Kind.CALL], is_public=True)
        .order_by("-occurred_at")
        .values_list("body", flat=True)[:READ]
    )
    words = "\n".join([ticket.subject, *said])
    mails = _mails(ticket, words, at=at)
    shown = tell(mails, by=by)
    found: dict[str, Any] = {
        "copies": shown[:SHOWN],
        "hidden": len(mails) - len(shown),
        "offers": _offers(ticket, f"{words}\n{text}", kind=kind, at=at),
        "signatures": _signatures(ticket),
    }
    since = timezone.localdate(min(ticket.created_at, at) - BEFORE_CASE)
    rows = sources(at=at)
    found["gaps"] = gaps_of(rows, since=since, until=timezone.localdate(at)) if len(rows) > 1 else []
    if not any(found.values()):
        return {}
    found["gap_sentences"] = gap_sentences(found["gaps"])
    return found | {"sentence": sentence_of(found)}


def sentence_of(found: dict[str, Any]) -> str:
    """All of it as the timeline and a program read it."""
    sentences = [
        _("“%(subject)s” was sent to %(to)s on %(day)s (%(source)s).")
        % {
            "subject": copy["subject"],
            "to": ", ".join(copy["to"][:3]),
            "day": say_day(copy["sent_at"]),
            "source": copy["source"],
        }
        for copy in found["copies"][:2]
    ]
    sentences += [_("The event has the offer “%(offer)s”.") % {"offer": offer} for offer in found["offers"][:2]]
    sentences += [
        _("%(name)s is signed by %(domain)s.") % {"name": row["name"], "domain": row["domain"]}
        for row in found["signatures"]
    ]
    if hidden := found["hidden"]:
        words_of_hidden = ngettext(
            "One email that we sent is on a case that you have no access to. Ask a manager.",
            "%(number)s emails that we sent are on cases that you have no access to. Ask a manager.",
            hidden,
        )
        sentences.append(words_of_hidden % {"number": hidden})
    return " ".join([*sentences, *found["gap_sentences"]])


def _mails(ticket: Ticket, words: str, *, at: datetime) -> list[tuple[Any, str, int]]:
    """Mails to the customer in the last weeks, and others that have a link or the words that they wrote of."""
    points = ticket.requester.contact_points.filter(kind=ContactPoint.Kind.EMAIL)
    mails: dict[tuple[type, int], Any] = {}
    own = [mail for mail in to_addresses(points.values_list("value", flat=True)) if sent_at(mail) > at - MAILS_OF]
    links = find_links(words)
    others = by_links(links)
    if len(WORD.findall(words)) >= FEWEST_WORDS:
        for kind in all_mails():
            others += by_words(kind, words)[0]
    for mail in [*own, *others]:
        if isinstance(mail, SentCopy) or not mail.key.startswith(OWN_ANSWERS):
            mails.setdefault((type(mail), mail.pk), mail)
    keys, parts, weighed = {link_key(link) for link in links}, parts_of(words), []
    for mail in mails.values():
        percent = percent_shared(parts, mail.text)
        has_link = bool(keys & {link_key(link) for link in links_of(mail)})
        how = "link" if has_link else "text" if percent >= ALIKE else "address"
        if how != "address" or mail in own:
            weighed.append((mail, how, percent))
    return sorted(weighed, key=lambda row: (row[1] == "link", row[2], sent_at(row[0])), reverse=True)


def _offers(ticket: Ticket, words: str, *, kind: str, at: datetime) -> list[Offer]:
    """Those of the case's event that the customer or the reply names; all that run, when the reply says "no offer"."""
    if ticket.event_id is None:
        return []
    offers = list(Offer.objects.filter(event=ticket.event_id))
    folded, keys = " ".join(words.casefold().split()), {link_key(link) for link in find_links(words)}
    named = [
        offer
        for offer in offers
        if any(
            link_key(sign) in keys if "://" in sign else sign.casefold() in folded
            for sign in [offer.name, *offer.signs]
        )
    ]
    if named or kind != "offer":
        return named
    return list(Offer.objects.filter(event=ticket.event_id).running(day=timezone.localdate(at)))


def _signatures(ticket: Ticket) -> list[dict[str, str]]:
    """Of mails that the customer saved and sent along."""
    saved = Attachment.objects.filter(
        entry__ticket=ticket, entry__kind=Entry.Kind.MESSAGE, name__iendswith=".eml", size__lte=LARGEST_MAIL
    )
    found = []
    for attachment in saved.order_by("-pk")[:MOST_MAILS]:
        try:
            with attachment.file.open() as file:
                signature = signature_of_ours(file.read())
        except OSError:  # the file is gone; the others may be there
            continue
        if signature:
            found.append(signature | {"name": attachment.name})
    return found


def gap_sentences(gaps: Iterable[dict[str, Any]]) -> Sequence[str]:
    """For which days nobody can tell, source by source."""
    sentences = []
    for gap in gaps:
        if gap["before"]:
            words = {"source": gap["source"], "day": say_day(gap["before"], year=True)}
            sentences.append(_("We cannot tell for the days before %(day)s: copies of %(source)s begin there.") % words)
        for day in gap["days"][-3:]:
            words = {"source": gap["source"], "day": say_day(day, year=True)}
            sentences.append(_("We cannot tell for %(day)s: no copies of %(source)s came for that day.") % words)
    return sentences
