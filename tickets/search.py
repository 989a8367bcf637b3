"""Find a case by whatever a person has at hand."""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.phones import normalize_phone
from tickets.models import ContactPoint, Requester, Ticket
from tickets.models.plain import Plain
from tickets.models.tickets import TicketQuerySet

EACH = 20
"""As many cases are shown of each group; whoever wants more types more."""
NAMESAKES = 200
CANDIDATES = 1000
SHORTEST_WORD = 3
"""Shorter ones have no trigram, so no index could help to find them."""
FEWEST_DIGITS = 7
"""Fewer digits are a case or an order, not a telephone number."""


@dataclass(frozen=True)
class Group:
    """The cases that were found in one way."""

    label: str
    cases: list[Ticket]


def search_cases(text: str, *, user: User) -> list[Group]:
    """The cases that `user` may see, grouped by how they match. Each way of looking is one indexed query."""
    text = " ".join(text.split())[:200]
    visible = Ticket.objects.visible_to(user)
    ways = [
        (_("Case number"), _by_number),
        (_("Order"), _by_order),
        (_("E-mail"), _by_email),
        (_("Phone"), _by_phone),
        (_("Subject"), _by_subject),
        (_("Name"), _by_name),
    ]
    groups = [Group(label, _rows(cases)) for label, look in ways if (cases := look(visible, text)) is not None]
    groups = [group for group in groups if group.cases]
    if groups:
        return groups
    similar = _by_similar_words(visible, text)
    rows = _rows(similar) if similar is not None else []
    return [Group(_("Similar words"), rows)] if rows else []


def _rows(cases: TicketQuerySet) -> list[Ticket]:
    return list(
        cases.order_by("-active_at", "-pk")
        .select_related("requester", "event", "assignee")
        .prefetch_related("requester__contact_points")[:EACH]
    )


def _by_number(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return cases.numbered(int(digits))


def _by_order(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    if not text or " " in text:
        return None
    # The first condition is that of the partial index.
    orders = Ticket.objects.exclude(order_reference="").alias(order_upper=Upper("order_reference"))
    return _of_few(cases, orders.filter(order_upper=text.upper()))


def _by_email(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    return _by_contact(cases, ContactPoint.Kind.EMAIL, text.lower()) if "@" in text else None


def _by_phone(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    if "@" in text or sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return None
    phone = normalize_phone(text)
    return _by_contact(cases, ContactPoint.Kind.PHONE, phone) if phone else None


def _by_contact(cases: TicketQuerySet, kind: str, value: str) -> TicketQuerySet:
    return cases.filter(requester__in=ContactPoint.objects.filter(kind=kind, value=value).values("requester"))


def _by_subject(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    matches = _all_words("subject", text)
    return cases.filter(matches) if matches else None


def _by_name(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    matches = _all_words("name", text)
    return cases.filter(requester__in=Requester.objects.filter(matches)[:NAMESAKES]) if matches else None


def _by_similar_words(cases: TicketQuerySet, text: str) -> TicketQuerySet | None:
    words = _words(text)
    if not words:
        return None
    alike = reduce(and_, (Q(subject__plain__trigram_word_similar=Plain(Value(word))) for word in words))
    return _of_few(cases, Ticket.objects.filter(alike))


def _of_few(cases: TicketQuerySet, candidates: TicketQuerySet) -> TicketQuerySet:
    """Those of `cases` among the candidates. The inner limit has no order: else PostgreSQL may choose to walk all cases
    from the newest on, waiting for a match that may not come."""
    return cases.filter(pk__in=candidates.order_by().values("pk")[:CANDIDATES])


def _all_words(field: str, text: str) -> Q | None:
    words = _words(text)
    return reduce(and_, (Q(**{f"{field}__plain__contains": Plain(Value(word))}) for word in words)) if words else None


def _words(text: str) -> list[str]:
    return [word for word in text.split()[:8] if len(word) >= SHORTEST_WORD and "@" not in word]
