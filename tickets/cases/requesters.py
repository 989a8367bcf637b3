"""Find or create the requester behind an address."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.phones import normalize_phone
from tickets.models import ContactPoint, Requester

Claim, Kind = ContactPoint.Claim, ContactPoint.Kind
Address = tuple[str, str]
"""Kind and value of a contact point, in normal form."""


def find_or_create_requester(
    *, name: str = "", email: str = "", phone: str = "", regions: Iterable[str] = (), by: User | None = None
) -> Requester:
    """The requester who is known by `email` or `phone` (any format), else a new one; locked until the commit.

    An address that nobody has yet is added to the person found. When mail and phone belong to two different
    people, the mail decides and nothing is moved: only a person may merge people. A number without the code of its
    country is read as in the first of `regions` where it makes sense.

    Whoever typed it is `by`: they find only people whom they may see, and the address of anybody else is claimed.
    """
    given = [(Kind.EMAIL, normal_email(email)), (Kind.PHONE, normalize_phone(phone, regions=regions))]
    wanted: list[Address] = [(kind, value) for kind, value in given if value]
    try:
        with transaction.atomic():
            return _find_or_create(wanted, name=name[:120], by=by)
    except IntegrityError:  # another contact of a new person came a moment earlier: now that person is known
        return _find_or_create(wanted, name=name[:120], by=by)


def find_requester_by_phone(phone: str) -> Requester | None:
    """The requester with this number, in any format, or None."""
    points = ContactPoint.objects.owned().filter(kind=Kind.PHONE, value=normalize_phone(phone))
    return next((point.requester for point in points.select_related("requester")), None)


def _find_or_create(wanted: list[Address], *, name: str, by: User | None) -> Requester:
    known: dict[Address, Requester] = {}
    if wanted:
        # The lock makes two contacts of one person at one moment queue up, so that both join one case.
        points = ContactPoint.objects.select_for_update(of=("requester",)).select_related("requester")
        points = points.filter(_any_of(wanted))
        if by is None:
            points = points.owned()
        else:
            # The last counts: whose address it is, before those for whom it is only claimed.
            points = points.filter(requester__in=Requester.objects.visible_to(by).filter(merged_into=None))
            points = points.order_by("-claim", "-pk")
        known = {(point.kind, point.value): point.requester for point in points}
    requester = next((known[address] for address in wanted if address in known), None)
    if requester is None:
        requester = Requester.objects.create(name=name)
        requester.is_new = True
    elif name and not requester.name:
        requester.name = name
        requester.save(update_fields=["name"])
    if lacking := [address for address in wanted if address not in known]:
        # Nobody is known by these, or whoever is may not be seen.
        taken = set(ContactPoint.objects.owned().filter(_any_of(lacking)).values_list("kind", "value")) if by else set()
        ContactPoint.objects.bulk_create(
            ContactPoint(
                requester=requester, kind=kind, value=value, claim=Claim.OPEN if (kind, value) in taken else ""
            )
            for kind, value in lacking
        )
    return requester


def _any_of(addresses: list[Address]) -> Q:
    return reduce(or_, [Q(kind=kind, value=value) for kind, value in addresses])
