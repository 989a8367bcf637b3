"""Find the person behind an address, or write the person down."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q

from helpdesk.addresses import normal_email
from helpdesk.phones import normalize_phone
from tickets.models import ContactPoint, Requester

Kind = ContactPoint.Kind
Address = tuple[str, str]
"""Kind and value of a contact point, in normal form."""


@transaction.atomic
def find_or_create_requester(
    *, name: str = "", email: str = "", phone: str = "", regions: Iterable[str] = ()
) -> Requester:
    """The requester who is known by `email` or `phone` (any format), else a new one; locked until the commit.

    An address that nobody has yet is added to the person found. When mail and phone belong to two different
    people, the mail decides and nothing is moved: only a person may merge people. A number without the code of its
    country is read as in the first of `regions` where it makes sense.
    """
    wanted = [(Kind.EMAIL, normal_email(email)), (Kind.PHONE, normalize_phone(phone, regions=regions))]
    wanted = [(kind, value) for kind, value in wanted if value]
    known = _known_by(wanted)
    requester = next((known[address] for address in wanted if address in known), None)
    if requester is None:
        requester = Requester.objects.create(name=name[:120])
        requester.is_new = True
    elif name and not requester.name:
        requester.name = name[:120]
        requester.save(update_fields=["name"])
    return _add_contact_points(requester, [address for address in wanted if address not in known])


def find_requester_by_phone(phone: str) -> Requester | None:
    """The requester with this number, in any format, or None."""
    points = ContactPoint.objects.filter(kind=Kind.PHONE, value=normalize_phone(phone)).select_related("requester")
    return next((point.requester for point in points), None)


def _known_by(addresses: list[Address]) -> dict[Address, Requester]:
    if not addresses:
        return {}
    # The lock makes two contacts of one person at one moment queue up, so that both join one case.
    points = ContactPoint.objects.select_for_update(of=("requester",)).select_related("requester")
    which = [Q(kind=kind, value=value) for kind, value in addresses]
    return {(point.kind, point.value): point.requester for point in points.filter(reduce(or_, which))}


def _add_contact_points(requester: Requester, addresses: list[Address]) -> Requester:
    """Answers the person who now counts: the other one, when two calls of a new caller raced each other."""
    if not addresses:
        return requester
    points = [ContactPoint(requester=requester, kind=kind, value=value) for kind, value in addresses]
    try:
        with transaction.atomic():
            ContactPoint.objects.bulk_create(points)
        return requester
    except IntegrityError:
        ContactPoint.objects.bulk_create(points, ignore_conflicts=True)
    if requester.contact_points.exists():
        return requester
    known = _known_by(addresses)
    requester.delete()
    return next(known[address] for address in addresses if address in known)
