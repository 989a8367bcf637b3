"""Did we send this? Three answers: ours, ours by its signature, no trace in the sources listed. Never "not ours"."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import is_email, normal_email
from helpdesk.mail.inbox import read_guarded
from helpdesk.mail.models import OutboundMessage
from tickets.ledger.access import mails_visible_to
from tickets.ledger.authentication_results import passed_elsewhere
from tickets.ledger.candidates import (
    all_mails,
    by_links,
    by_message_id,
    by_subject,
    by_words,
    links_of,
    sent_at,
    to_addresses,
)
from tickets.ledger.links import find_links, link_key
from tickets.ledger.signatures import signature_of_ours
from tickets.ledger.similarity import WORD, parts_of, percent_shared
from tickets.ledger.sources import gaps_of, sources
from tickets.models import SentCopy

OURS, SIGNED, NO_TRACE, TOO_COMMON = "ours", "signed", "no_trace", "too_common"
LONGEST = 100_000
"""Characters of a pasted text."""
ALIKE = 60
"""Per cent of the shorter text that must stand in the other one."""
FEWEST_WORDS = 4
"""Different ones, before a text alone says that a mail is ours: "Hello" stands in many."""
SHOWN = 20
BELOW = ("message_id", "link", "subject", "text", "address")
"""How a mail was found, the surest first."""


class TooLongError(ValueError):
    """More was pasted than is compared."""


def check_sent(asked: Mapping[str, str], *, by: User, eml: bytes = b"", at: datetime | None = None) -> dict[str, Any]:
    """What is known of a mail of which `asked` tells `text`, `subject`, `link`, `message_id` or `address`, or which
    is here whole as `eml`.

    `answer` is one of the four above; `copies` are the mails found, the surest first, as `tell` makes them; `hidden`
    is how many others are on cases that `by` may not see; `signature`, else `passed_elsewhere`, which never makes the
    answer; the `sources`, and their `gaps`. Raises TooLongError, and UnreadableError for an `eml` that is none.
    """
    at, asked = at or timezone.now(), {name: value.strip() for name, value in asked.items() if value.strip()}
    if max(map(len, asked.values()), default=0) > LONGEST:
        raise TooLongError(_("Paste up to %(most)d characters.") % {"most": LONGEST})
    signature = None
    if eml:
        reading = read_guarded(eml)
        told = {"message_id": reading.message_id, "subject": reading.subject, "text": reading.text[:LONGEST]}
        asked = {name: value for name, value in told.items() if value} | asked
        signature = signature_of_ours(eml)
    found, is_common = _find(asked)
    copies = tell(found, by=by)
    rows = sources(at=at)
    since = min((row["since"] for row in rows), default=timezone.localdate(at))
    is_vague = all(how == "text" for _mail, how, _percent in found) and (
        len({word.casefold() for word in WORD.findall(asked.get("text", ""))}) < FEWEST_WORDS
    )
    none = TOO_COMMON if is_common or found else NO_TRACE
    return {
        "answer": OURS if found and not is_vague else SIGNED if signature else none,
        "copies": copies,
        "hidden": len(found) - len(copies),
        "signature": signature,
        "passed_elsewhere": [] if signature else passed_elsewhere(eml),
        "sources": rows,
        "gaps": gaps_of(rows, since=since, until=timezone.localdate(at)),
    }


def guess_question(pasted: str) -> dict[str, str]:
    """What somebody put into the one box: an address, a Message-ID, a link, or the text of a mail."""
    pasted = pasted.strip()
    if pasted.startswith("<") and pasted.endswith(">") and "@" in pasted and not pasted.count(" "):
        return {"message_id": pasted}
    if is_email(pasted):
        return {"address": pasted}
    if find_links(pasted) == [pasted]:
        return {"link": pasted}
    return {"text": pasted} if "\n" in pasted or len(pasted) > 200 else {"text": pasted, "subject": pasted}


def tell(found: Iterable[tuple[Any, str, int]], *, by: User) -> list[dict[str, Any]]:
    """For a page and for a program: the mails that `by` may see, with `how` each was found and the `percent` of the
    text that is alike, 0 where there is no text to compare. What others sent is everybody's to see."""
    found = list(found)
    own = [mail.pk for mail, _how, _percent in found if isinstance(mail, OutboundMessage)]
    seen = set(mails_visible_to(by).filter(pk__in=own).values_list("pk", flat=True)) if own else set()
    rows = []
    for mail, how, percent in found:
        if isinstance(mail, SentCopy):
            about = {
                "kind": "copy",
                "source": str(mail.source),
                "url": mail.get_absolute_url(),
                "to": mail.recipients,
                "subject": str(mail),
                "sent_at": mail.sent_at,
                "state": "",
            }
        elif mail.pk in seen:
            about = {
                "kind": "mail",
                "source": _("This desk"),
                "url": reverse("tickets:sent_copy", args=[mail.pk]),
                "to": [*mail.to, *mail.cc],
                "subject": mail.subject,
                "sent_at": mail.sent_at or mail.created_at,
                "state": mail.get_status_display(),
            }
        else:
            continue
        about |= {"id": mail.pk, "from": mail.from_address, "message_id": mail.message_id}
        rows.append(about | {"how": how, "percent": percent})
    return rows


def _find(asked: Mapping[str, str]) -> tuple[list[tuple[Any, str, int]], bool]:
    """The mails with how each was found and how much of the text is alike; and whether the text is too common."""
    text, address, is_common = asked.get("text", ""), normal_email(asked.get("address", "")), False
    found: dict[tuple[type, int], tuple[Any, str]] = {}

    def add(mails: Iterable[Any], how: str) -> None:
        for mail in mails:
            found.setdefault((type(mail), mail.pk), (mail, how))

    if message_id := asked.get("message_id"):
        add(by_message_id(message_id), "message_id")
    links = find_links(asked.get("link", "")) + find_links(text)
    add(by_links(links), "link")
    if subject := asked.get("subject"):
        add(by_subject(subject), "subject")
    if address:
        add(to_addresses([address]), "address")
    elif text and not found:
        commons = []
        for mails in all_mails():
            alike, is_common = by_words(mails, text)
            add(alike, "text")
            commons.append(is_common)
        is_common = any(commons)
    return _weigh(found.values(), asked, links), is_common


def _weigh(found: Iterable[tuple[Any, str]], asked: Mapping[str, str], links: list[str]) -> list[tuple[Any, str, int]]:
    """Those of them that answer the question, the surest first."""
    parts, keys = parts_of(asked.get("text", "")), {link_key(link) for link in links}
    address, weighed = normal_email(asked.get("address", "")), []
    for mail, how in found:
        if address and address not in map(normal_email, mail.recipients):
            continue
        words = mail.text if isinstance(mail, SentCopy) else f"{mail.subject}\n{mail.text}"
        percent = percent_shared(parts, words) if parts else 0
        if how == "address" and keys & {link_key(link) for link in links_of(mail)}:
            how = "link"
        elif how == "address" and parts:
            how = "text"
        if (how == "address" and len(asked) > 1) or (how in {"text", "subject"} and parts and percent < ALIKE):
            continue
        weighed.append((mail, how, percent))
    weighed.sort(key=lambda row: sent_at(row[0]), reverse=True)
    weighed.sort(key=lambda row: (BELOW.index(row[1]), -row[2]))
    return weighed[:SHOWN]
