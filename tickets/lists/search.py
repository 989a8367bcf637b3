"""Search cases by number, order, phone, mail, name, words, and filters as operators."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Reverse, Upper
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.keyset import Keyset, write_cursor
from helpdesk.lib.parameters import read_key
from helpdesk.lib.phones import phone_ends, phone_readings, phones_sought
from helpdesk.lib.text.highlights import plain_words
from tickets.lists.filters import Narrowing, parse
from tickets.lists.newest import newest_with, sorted_keys, without_table_scans
from tickets.lists.spelling import (
    correct_words,
    people_almost_called,
    people_with_similar_address,
    people_with_similar_name,
)
from tickets.models import ContactPoint, Entry, Requester, Ticket
from tickets.models.tickets import TicketQuerySet
from tickets.people.namesakes import people_called

EACH = 10
"""Rows of each group on one page."""
LONGEST = 200
NAMESAKES = 500
BY_KEY, BY_ACTIVITY = Keyset(), Keyset("active_at")
Kind = ContactPoint.Kind

GROUPS = {
    "exact": _("Case or order"),
    "people": _("People"),
    "theirs": _("Cases of these people"),
    "cases": _("Cases"),
    "messages": _("Messages and notes"),
}


OPERATORS = [
    ("is:open assignee:me", _("your cases that are not solved")),
    ("refund before:2026-01-31", _("about a refund, without activity since that day")),
    ("is:escalated channel:phone", _("escalated cases that came by phone")),
    ("priority:urgent waiting:2h", _("urgent, and nobody answered for two hours")),
]
"""Examples of what may stand in the box, and what each finds."""


MESSAGES = (
    Entry.objects.select_related("ticket__requester", "actor")
    .defer("words", "ticket__words")
    .prefetch_related("ticket__requester__contact_points")
)


@dataclass(frozen=True)
class Search:
    """What was asked for, and by whom."""

    text: str
    """Without the operators."""
    user: User
    narrowing: Narrowing
    after: str = ""
    similar_people: tuple[int, ...] = ()

    @property
    def words(self) -> list[str]:
        return plain_words(self.text)

    @property
    def cases(self) -> TicketQuerySet:
        """All cases that may be found; of merged ones, those that they were merged into."""
        return self.narrowing.apply(Ticket.objects.visible_to(self.user).filter(merged_into=None))

    @cached_property
    def people(self) -> QuerySet[ContactPoint, Any] | list[int] | None:
        """The keys of people who may be meant, by address, number or name; None when the text can be none of these."""
        if self.similar_people:
            return list(self.similar_people)
        text, points = self.text, ContactPoint.objects.order_by()
        if "@" in text and (whole := points.filter(kind=Kind.EMAIL, value=normal_email(text))).exists():
            return whole.values("requester")
        if ends := phone_ends(text):
            ways = [Q(backwards__startswith=end[::-1]) for end in ends] + [Q(value__in=phone_readings(text))]
            points = points.filter(kind=Kind.PHONE).alias(backwards=Reverse("value"))
            return points.filter(reduce(or_, ways)).values("requester")[:NAMESAKES]
        if phones := phones_sought(text):
            return points.filter(kind=Kind.PHONE, value__in=phones).values("requester")
        return people_called(text, limit=NAMESAKES) or None


Group = dict[str, Any]
"""Rows that were found in one way: their `name` and `label`, the `rows`, and `more`, the cursor of the next page (""
on the last)."""


@dataclass(frozen=True)
class Results:
    """The answer to a search. `instead` are the words that were looked for when nobody wrote those that were asked;
    `sought` is what found the groups, with its filters."""

    asked: str
    sought: str
    narrowing: Narrowing
    words: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    instead: str = ""
    is_similar: bool = False


def search(asked: str, *, user: User, only: tuple[str, ...] = tuple(GROUPS), after: str = "") -> Results:
    """What `user` may see of it, a page of each group; of the group `only`, the page after the cursor.

    Raises Http404 for a group or a cursor that does not exist.
    """
    # One form of each letter, as the filters of custom fields and tags compare it.
    asked = " ".join(unicodedata.normalize("NFC", asked).replace("\0", "").split())[:LONGEST]
    filters, text = parse(asked)
    narrowing = filters.read_for(user)
    sought = Search(text, user, narrowing, after)
    results = Results(asked, asked, narrowing, sought.words)
    if narrowing.problems or not asked or (text and not sought.words):
        return results
    with without_table_scans():
        groups = _groups(sought, only if text else ("cases",))
        if groups or not text or after:
            return replace(results, groups=groups)
        return _search_similar(sought, results, only)


def _search_similar(sought: Search, results: Results, only: tuple[str, ...]) -> Results:
    """Nothing has these words: perhaps they were mistyped."""
    if "@" in sought.text:
        people = people_with_similar_address(normal_email(sought.text))
    elif people := people_almost_called(sought.words):
        pass
    elif words := correct_words(sought.words):
        corrected = replace(sought, text=" ".join(words))
        groups = _groups(corrected, only)
        if groups:
            asked = " ".join([str(parse(results.asked)[0]), corrected.text]).strip()
            return replace(results, groups=groups, words=words, instead=corrected.text, sought=asked)
        people = people_with_similar_name(sought.words)
    else:
        people = people_with_similar_name(sought.words)
    if not people:
        return results
    groups = _groups(replace(sought, similar_people=tuple(people)), ("people", "theirs"))
    return replace(results, groups=[group | {"more": ""} for group in groups], is_similar=bool(groups))


def _groups(sought: Search, names: tuple[str, ...]) -> list[Group]:
    """The groups in which something was found. Keys first: then the rows of all groups are read at once."""
    found = {}
    for name in names:
        if name not in FINDERS:
            raise Http404
        keys = FINDERS[name](sought)
        if keys:
            found[name] = keys
    wanted = {key for name, keys in found.items() if name not in {"people", "messages"} for key in keys[:EACH]}
    with_names = Ticket.objects.select_related("requester", "event", "assignee")
    cases = with_names.prefetch_related("requester__contact_points").in_bulk(wanted) if wanted else {}
    groups = []
    for name, keys in found.items():
        first = keys[:EACH]
        rows: Mapping[int, Requester | Entry | Ticket] = cases
        if name == "people":
            rows = Requester.objects.prefetch_related("contact_points").in_bulk(first)
        elif name == "messages":
            rows = MESSAGES.in_bulk(first)
        shown = [rows[key] for key in first if key in rows]
        keyset = BY_KEY if name in {"people", "messages"} else BY_ACTIVITY
        more = write_cursor(keyset.cursor_of(shown[-1])) if len(keys) > EACH else ""
        groups.append({"name": name, "label": str(GROUPS[name]), "rows": shown, "more": more})
    return groups


def _find_exact(sought: Search) -> list[int]:
    """The case with this number, and those about this order."""
    number = read_key(sought.text.removeprefix("#"))
    if sought.after or " " in sought.text:
        return []
    numbered = list(sought.cases.numbered(number).values_list("pk", flat=True)) if number is not None else []
    # The first condition is that of the partial index.
    named = Ticket.objects.exclude(order_reference="").alias(order_upper=Upper("order_reference"))
    orders = named.filter(order_upper=sought.text.upper()).order_by("-pk").values("pk")[:NAMESAKES]
    about = sorted_keys(sought.cases.filter(pk__in=orders), by="active_at", limit=EACH)
    return list(dict.fromkeys([*numbered, *about]))


def _find_people(sought: Search) -> list[int]:
    cursor = BY_KEY.read_or_404(sought.after)
    if sought.people is None:
        return []
    cases = sought.cases.filter(requester=OuterRef("pk"))
    people = BY_KEY.after(Requester.objects.filter(Exists(cases), pk__in=sought.people), cursor)
    return sorted_keys(people, by="pk", limit=EACH + 1)


def _find_theirs(sought: Search) -> list[int]:
    if sought.people is None:
        return []
    cases = BY_ACTIVITY.after(sought.cases.concerning(sought.people), BY_ACTIVITY.read_or_404(sought.after))
    return sorted_keys(cases, by="active_at", limit=EACH + 1)


def _find_cases(sought: Search) -> list[int]:
    """By words of the subject; by the filters alone when there are no words."""
    cursor = BY_ACTIVITY.read_or_404(sought.after)
    cases, everything = BY_ACTIVITY.after(sought.cases, cursor), BY_ACTIVITY.after(Ticket.objects.all(), cursor)
    if not sought.words:
        return list(cases.values_list("pk", flat=True)[: EACH + 1])
    return newest_with(sought.text, rows=cases, everything=everything, by="active_at", limit=EACH + 1)


def _find_messages(sought: Search) -> list[int]:
    everything = BY_KEY.after(Entry.objects.all(), BY_KEY.read_or_404(sought.after))
    entries = everything.filter(seen_by(sought.user, "ticket"))
    if sought.narrowing.conditions:
        entries = entries.filter(ticket__in=sought.cases.values("pk"))
    return newest_with(sought.text, rows=entries, everything=everything, by="pk", limit=EACH + 1)


FINDERS = {
    "exact": _find_exact,
    "people": _find_people,
    "theirs": _find_theirs,
    "cases": _find_cases,
    "messages": _find_messages,
}
