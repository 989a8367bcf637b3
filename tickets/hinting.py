"""What the text of a new case gives away: whom it is about, and which hints of the desk fit. Nothing here writes."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Upper

from helpdesk.accounts.models import User
from helpdesk.addresses import normal_email
from helpdesk.phones import phones_in
from tickets.models import HintRule, Requester, Ticket

READ_AT_MOST = 5000
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
ORDER = re.compile(r"(?<![\w@.-])(?=[\w-]*\d)[A-Za-z0-9][\w-]{3,39}(?![\w@-])", re.ASCII)
MOST_ORDERS = 10


@dataclass(frozen=True)
class Clues:
    """Addresses and orders in a text, in normal form; "" and none where there are none."""

    email: str
    phone: str
    orders: tuple[str, ...]


def clues_in(text: str, *, regions: Iterable[str] = ()) -> Clues:
    """The first mail address and telephone number, and whatever could be the reference of an order."""
    text = text[:READ_AT_MOST]
    email = EMAIL.search(text)
    orders = dict.fromkeys(match[0].upper() for match in ORDER.finditer(text))
    phone = next(phones_in(text, regions=regions), "")
    return Clues(normal_email(email[0].rstrip(".")) if email else "", phone, tuple(orders)[:MOST_ORDERS])


def case_with_order(orders: tuple[str, ...], *, by: User) -> Ticket | None:
    """The newest case about one of these orders that this person may see."""
    if not orders:
        return None
    cases = Ticket.objects.visible_to(by).exclude(order_reference="").annotate(order=Upper("order_reference"))
    return cases.filter(order__in=orders).select_related("requester").first()


def fitting_rules(ticket: Ticket, *, text: str) -> list[HintRule]:
    """The rules whose event, channel and words are those of the case."""
    said = plain(f"{ticket.subject} {text}")
    rules = HintRule.objects.filter(is_active=True)
    return [rule for rule in rules if _fits(rule, ticket) and _is_about(rule, said)]


def _fits(rule: HintRule, ticket: Ticket) -> bool:
    return rule.event_id in {None, ticket.event_id} and rule.channel in {"", ticket.channel}


def _is_about(rule: HintRule, said: str) -> bool:
    return not rule.words or any(re.search(rf"(?<!\w){re.escape(plain(word))}", said) for word in rule.words)


def plain(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def is_unreachable(requester: Requester) -> bool:
    return not requester.contact_points.exists()
