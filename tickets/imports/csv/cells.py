"""Parse the cells of a table: addresses, numbers, statuses, dates. What cannot be parsed is named."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import unquote

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.csv_files import unguarded
from helpdesk.lib.phones import looks_like_phone, normalize_phone, phone_without_plus, readable_phone
from helpdesk.mail.reading.dates import EARLIEST, AmbiguousError, NoSuchHourError, in_zone, read_moment
from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.reading.html_text import html_to_text, looks_like_html
from helpdesk.mail.reading.senders import INVISIBLE, Person, read_people
from tickets.models import Ticket

WORDS_SHOWN = 80
NOTHING = frozenset({
    "none", "n/a", "na", "n.a.", "n.a", "null", "nil", "nan", "-", "--", "—", "–", "unknown", "unbekannt", "keine",
    "k.a.", "nicht angegeben", "not provided", "not available", "not given", "no email", "no phone", "empty",
    "(blank)", "(none)", "undefined", "?", ".", "x", "aucun", "ninguno", "nessuno", "withheld", "anonymous", "#n/a",
    "0", "private", "",
})  # fmt: skip
"""What people and programs write into a cell that is empty."""
STATUSES = {
    **dict.fromkeys((
        "on hold", "on-hold", "hold", "onhold", "waiting", "waiting on customer", "waiting for customer",
        "awaiting your reply", "awaiting reply", "awaiting customer", "awaiting customer reply",
        "awaiting response", "pending customer", "snoozed", "waiting on third party", "waiting for third party",
        "pending third party", "waiting on requester", "deferred", "customer action required",
        "waiting for response", "wartend", "warten auf kunde", "zurückgestellt", "en attente", "en espera",
    ), Ticket.Status.PENDING),
    **dict.fromkeys((
        "active", "reopened", "re-opened", "in progress", "assigned", "processing", "being processed",
        "under review", "work in progress", "customer responded", "waiting on agent", "waiting on support",
        "waiting for support", "offen", "in bearbeitung", "ouvert", "abierto", "aperto", "escalated", "todo",
        "to do",
    ), Ticket.Status.OPEN),
    **dict.fromkeys((
        "resolved", "done", "fixed", "completed", "complete", "gelöst", "erledigt", "résolu", "resuelto", "risolto",
        "answered",
    ), Ticket.Status.SOLVED),
    **dict.fromkeys((
        "archived", "closed - resolved", "geschlossen", "fermé", "cerrado", "chiuso", "abgeschlossen",
    ), Ticket.Status.CLOSED),
    **dict.fromkeys((
        "neu", "nouveau", "nuevo", "nuovo", "unassigned", "submitted", "received",
    ), Ticket.Status.NEW),
}  # fmt: skip
STATUSES_THERE = [status for status in Ticket.Status if status != Ticket.Status.MERGED]
PRIORITIES = {
    **dict.fromkeys((
        "medium", "mittel", "standard", "default", "moderate", "moyenne", "media", "p3", "3",
    ), Ticket.Priority.NORMAL),
    **dict.fromkeys((
        "critical", "very high", "highest", "dringend", "kritisch", "blocker", "emergency", "p1", "1",
    ), Ticket.Priority.URGENT),
    **dict.fromkeys((
        "hoch", "major", "important", "haute", "alta", "p2", "2",
    ), Ticket.Priority.HIGH),
    **dict.fromkeys((
        "very low", "lowest", "niedrig", "minor", "trivial", "basse", "baja", "bassa", "p4", "4",
    ), Ticket.Priority.LOW),
}  # fmt: skip
FLOAT = re.compile(r"(\+?\d{1,20})[.,]0{1,6}")
ROUNDED = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?e[+-]?\d{1,3}", re.IGNORECASE)
BETWEEN_NUMBERS = re.compile(r"\s?(?:[/;|,\n]|\b(?:or|and|oder|und|ou|et|y|o)\b)\s?", re.IGNORECASE)
EXTENSION = re.compile(r"\b(?:ext(?:ension|n)?\b\.?|x(?=\s?\d)|durchwahl|dw\b\.?)|#|;ext=", re.IGNORECASE)


LINK = re.compile(
    r"""=\s*(?:HYPERLINK|HYPERLIEN|LIEN_HYPERTEXTE|HIPERV[IÍ]NCULO|HIPERLINK|HIPERLIGAÇÃO|COLLEG\.IPERTESTUALE|ГИПЕРССЫЛКА)
    \(\s*"(?P<to>[^"]{1,2000})"\s*(?:[;,]\s*"(?P<shown>(?:[^"]|""){0,2000})"\s*)?\)""",
    re.IGNORECASE | re.VERBOSE,
)


def clean_cell(text: str) -> str:
    """The cell without what only a spreadsheet sees in it, and without HTML."""
    text = unguarded(text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip().strip("\u200b\ufeff"))
    link = LINK.fullmatch(text)
    if link is None:
        return html_to_text(text) if looks_like_html(text) else text
    # A link as its reader saw it. An address of mail, or a number, behind another word is not lost.
    to, shown = link["to"].strip(), (link["shown"] or "").replace('""', '"').strip()
    scheme, _colon, rest = to.partition(":")
    rest = unquote(rest.partition("?")[0])
    if scheme.lower() == "mailto":
        return f'"{shown.replace(chr(34), "")}" <{rest}>' if shown and "@" not in shown else shown or rest
    if scheme.lower() in {"tel", "callto"}:
        return shown if any(map(str.isdigit, shown)) else rest
    return shown or to


def without_decimals(text: str) -> str:
    """ "7.0" as a spreadsheet writes the number 7."""
    found = FLOAT.fullmatch(text)
    return found[1] if found else text


def read_email(text: str) -> tuple[Person, str]:
    """The address and the name beside it, and a remark when the cell gives more than one."""
    bare = " ".join(INVISIBLE.sub("", text.replace("\u00a0", " ")).split())
    if bare.lower() in NOTHING:
        return Person("", ""), ""
    people = [person for person in read_people(bare) if person.address]
    if not people:
        raise UnreadableError(_("“%(text)s” is no email address.") % {"text": text[:WORDS_SHOWN]})
    others = list(dict.fromkeys(person.address for person in people if person.address != people[0].address))
    remark = _("It gives more addresses: %(others)s.") % {"others": ", ".join(others)[:400]} if others else ""
    return people[0], remark


def read_phone(text: str) -> tuple[str, str]:
    """The number in E.164, and a remark with the cell when it gives more than one number, or an extension."""
    if text.lower().strip() in NOTHING or not text.strip():
        return "", ""
    if ROUNDED.fullmatch(text.strip()):
        raise UnreadableError(
            _("“%(text)s” is a telephone number that a spreadsheet has rounded. Export the column as text.")
            % {"text": text[:WORDS_SHOWN]}
        )
    text = without_decimals(text.strip())
    # A spreadsheet takes the plus away; what is a number at home is that first.
    abroad = phone_without_plus(text)
    phone = normalize_phone(text) or abroad
    if not phone:
        why = _("“%(text)s” is no telephone number with its country code.")
        if not any(map(str.isdigit, text)):
            why = _("“%(text)s” is no telephone number.")
        elif any(map(str.isalpha, text)):
            why = _("“%(text)s” is no telephone number: it has letters in it. Leave only the number in the cell.")
        raise UnreadableError(why % {"text": text[:WORDS_SHOWN]})
    if abroad and phone != abroad:
        return phone, _("Its telephone reads %(text)s: %(number)s was taken. With a plus it would be %(other)s.") % {
            "text": text[:WORDS_SHOWN],
            "number": readable_phone(phone),
            "other": readable_phone(abroad),
        }
    several = [part for part in BETWEEN_NUMBERS.split(text) if sum(map(str.isdigit, part)) > 5]
    if len(several) > 1 or EXTENSION.search(text) or not looks_like_phone(text):
        return phone, _("Its telephone reads: %(text)s") % {"text": text[:200]}
    return phone, ""


def read_created_at(text: str, *, order: str, zone: tzinfo) -> datetime:
    """The moment in UTC; now for an empty cell. `order` is that of day and month, `zone` that of a time without one."""
    if not text:
        return timezone.now()
    words = {"text": text[:WORDS_SHOWN]}
    try:
        moment = in_zone(read_moment(text, order=order), zone)
    except AmbiguousError:
        raise UnreadableError(
            _(
                "“%(text)s” is no date that can be read in one way only. Choose the order of day and month, or "
                "write it like 2026-04-03 14:00."
            )
            % words
        ) from None
    except NoSuchHourError:
        raise UnreadableError(
            _("The clocks of %(zone)s have never shown %(text)s: they went forward. Is the time zone right?")
            % (words | {"zone": zone})
        ) from None
    except (ValueError, OverflowError):
        raise UnreadableError(
            _("“%(text)s” is no date that can be read. Write it like 2026-04-03 14:00.") % words
        ) from None
    if moment.year < EARLIEST or moment > timezone.now() + timedelta(days=1):
        raise UnreadableError(_("%(text)s cannot be when it was created.") % words)
    return moment.astimezone(UTC)


def read_choice(text: str, choices: Iterable[TextChoices], other_words: Mapping[str, str], *, missing: str) -> str:
    """The status or priority that a word stands for; `missing` when there is none."""
    word = " ".join(without_decimals(text).lower().split())
    if not word:
        return missing
    known = {choice.value: choice.value for choice in choices}
    known |= {choice.label.lower(): choice.value for choice in choices}
    found = known.get(word) or other_words.get(word)
    if found is None:
        raise UnreadableError(
            _("“%(text)s” is not known here. Known are: %(known)s.")
            % {"text": text[:WORDS_SHOWN], "known": ", ".join(choice.value for choice in choices)}
        )
    return found
