"""Extract addresses, telephone numbers and order references from the text of a new case."""

import re
from collections.abc import Iterable

from django.db.models.functions import Upper

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.phones import phones_in
from tickets.models import Ticket

READ_AT_MOST = 5000
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
ORDER = re.compile(r"(?<![\w@.-])(?=[\w-]*\d)[A-Za-z0-9][\w-]{3,39}(?![\w@-])", re.ASCII)
MOST_ORDERS = 10


def clues_in(text: str, *, regions: Iterable[str] = ()) -> tuple[str, str, tuple[str, ...]]:
    """The first mail address and telephone number, in normal form or "", and whatever could be the reference of an
    order."""
    text = text[:READ_AT_MOST]
    email = EMAIL.search(text)
    orders = dict.fromkeys(match[0].upper() for match in ORDER.finditer(text))
    phone = next(phones_in(text, regions=regions), "")
    return normal_email(email[0].rstrip(".")) if email else "", phone, tuple(orders)[:MOST_ORDERS]


def case_with_order(orders: tuple[str, ...], *, by: User) -> Ticket | None:
    """The newest case about one of these orders that this person may see."""
    if not orders:
        return None
    cases = Ticket.objects.visible_to(by).exclude(order_reference="").annotate(order=Upper("order_reference"))
    return cases.filter(order__in=orders).select_related("requester").first()
