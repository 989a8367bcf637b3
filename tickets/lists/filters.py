"""Parse filters of a list, from a query string, from a search or from a saved view."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.lists.filter_words import PREFIX, WORDS, UnknownValueError, Word, field_word
from tickets.models.tickets import TicketQuerySet

CURVED = "\u201c\u201d\u201e\u00ab\u00bb"
"""Quotation marks as phones and word processors write them; around a name with straight ones they hold it together."""
OPERATOR = re.compile(rf"""(?<!\S)([A-Za-z]+(?:\.[\w-]+)?):(?:"([^"]*)"|[{CURVED}]([^{CURVED}]*)[{CURVED}]|(\S+))""")
FIELD = re.compile(rf"{re.escape(PREFIX)}[a-z0-9_-]{{1,50}}")
LONGEST_VALUE = 100
MOST_TERMS = 20
"""Nobody narrows a list by more; what a stranger types must stay cheap."""
ALL_OF = frozenset({"tag", "before", "after"})
"""Words whose values must all hold; of any other word one of its values is enough."""


Term = tuple[str, str]
"""One filter as it was asked for: a word of tickets/lists/filter_words.py and a value that may be unknown."""


@dataclass(frozen=True)
class Narrowing:
    """What filters mean for one person: the conditions of the cases, and what the page says about them."""

    conditions: tuple[Q, ...]
    chips: list[dict[str, Any]]
    """For the page, of each filter: its `term`, `label` and `value`, and the `problem` when the value is unknown."""
    problems: tuple[str, ...]

    def apply(self, cases: TicketQuerySet) -> TicketQuerySet:
        """The cases that are left. A filter that nobody understands finds nothing: all cases would be worse."""
        return cases.none() if self.problems else cases.filter(*self.conditions)


class Filters(tuple[Term, ...]):
    """What a list is narrowed by. Values of one word are alternatives; different words must all hold."""

    __slots__ = ()

    def __str__(self) -> str:
        """As typed into a search: `status:open tag:vip`."""
        typed = []
        for word, value in self:
            if '"' in value:
                typed.append(f"{word}:\u201c{value}\u201d")
            else:
                typed.append(f'{word}:"{value}"' if re.search(rf"[\s{CURVED}]", value) else f"{word}:{value}")
        return " ".join(typed)

    def __or__(self, other: "Filters") -> "Filters":
        return Filters(dict.fromkeys([*self, *other]))

    @property
    def query(self) -> str:
        """As in an address: `status=open&tag=vip`."""
        return urlencode(self)

    def without(self, term: Term) -> "Filters":
        return Filters(other for other in self if other != term)

    def read_for(self, user: User, *, at: datetime | None = None) -> Narrowing:
        """Look up what each value means for `user`; one query for each that names a row."""
        at = at or timezone.now()
        meant: dict[str, list[Q]] = defaultdict(list)
        chips: list[dict[str, Any]] = []
        problems: list[str] = []
        for name, value in self[:MOST_TERMS]:
            word = word_named(name)
            chip: dict[str, Any] = {"term": (name, value), "label": word.label, "value": value, "problem": ""}
            try:
                chip["value"], cases = word.read(value, user, at)
            except UnknownValueError as error:
                chip["problem"] = _("%(filter)s: %(problem)s") % {"filter": word.label, "problem": error}
                problems.append(chip["problem"])
            else:
                meant[name].append(cases)
            chips.append(chip)
        if len(self) > MOST_TERMS:
            problems.append(_("A list takes %(most)s filters at the most.") % {"most": MOST_TERMS})
        return Narrowing(tuple(_conditions(meant)), chips, tuple(problems))

    def apply_unread(self, cases: TicketQuerySet, user: User, *, at: datetime | None = None) -> TicketQuerySet:
        """As `read_for(user).apply(cases)`, without a query of its own: for the many lists that are counted at once."""
        at = at or timezone.now()
        meant: dict[str, list[Q]] = defaultdict(list)
        if len(self) > MOST_TERMS:
            return cases.none()
        try:
            for name, value in self:
                meant[name].append(word_named(name).condition(value, user, at))
        except UnknownValueError:
            return cases.none()
        return cases.filter(*_conditions(meant))


def is_word(name: str) -> bool:
    """Whether a list can be narrowed by it: a word of the vocabulary, or a field of the desk's own ("field.seat")."""
    return name in WORDS or FIELD.fullmatch(name) is not None


def word_named(name: str) -> Word:
    return WORDS[name] if name in WORDS else field_word(name)


def _conditions(meant: dict[str, list[Q]]) -> Iterable[Q]:
    for word, alternatives in meant.items():
        if word in ALL_OF:
            yield from alternatives
        else:
            yield reduce(or_, alternatives)


def parse(text: str) -> tuple[Filters, str]:
    """The filters in what was typed (`is:open assignee:"Ana Silva" refund`), and the words that remain ("refund").

    A word that is no filter of ours, such as "Re:", stays among the words.
    """
    terms: list[Term] = []

    def take(match: re.Match[str]) -> str:
        # One that was opened and not closed holds nothing together.
        word, value = match[1].lower(), _cleaned(match[2] or match[3] or (match[4] or "").lstrip(f'"{CURVED}'))
        if not is_word(word) or not value:
            return match[0]
        terms.append((word, value))
        return " "

    words = " ".join(OPERATOR.sub(take, text).split())
    return Filters(dict.fromkeys(terms)), words


def read_address(data: QueryDict) -> Filters:
    """The filters in the query string of a list, in the order of the vocabulary."""
    words = [*WORDS, *(name for name in data if name.startswith(PREFIX) and is_word(name))]
    values = ((word, _cleaned(value)) for word in words for value in data.getlist(word))
    return Filters(dict.fromkeys((word, value) for word, value in values if value))


def _cleaned(value: str) -> str:
    """As PostgreSQL takes it, in one line, and with marks of one kind at the most, so that the other can hold it."""
    if re.search(f"[{CURVED}]", value) or not value.strip('" '):
        value = value.replace('"', "")
    return " ".join(value.replace("\0", "").split())[:LONGEST_VALUE]
