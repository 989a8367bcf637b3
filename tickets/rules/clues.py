"""Extract addresses, telephone numbers and order references from the text of a new case."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Upper

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.phones import phones_in
from tickets.models import Ticket

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
