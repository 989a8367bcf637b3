"""Find the person behind an address, or write the person down."""

from django.db import IntegrityError, transaction

from helpdesk.phones import normalize_phone
from tickets.models import ContactPoint, Requester

Kind = ContactPoint.Kind


@transaction.atomic
def find_or_create_requester(*, name: str = "", email: str = "", phone: str = "") -> Requester:
    """The requester who is known by `email` or `phone` (any format), else a new one.

    An address that nobody has yet is added to the person found. When mail and phone belong to two different
    people, the mail decides and nothing is moved: only a person may merge people.
    """
    wanted = [(Kind.EMAIL, email.strip().lower()), (Kind.PHONE, normalize_phone(phone))]
    wanted = [(kind, value) for kind, value in wanted if value]
    requester = next((found for kind, value in wanted if (found := _known_by(kind, value))), None)
    if requester is None:
        requester = Requester.objects.create(name=name[:120])
    elif name and not requester.name:
        requester.name = name[:120]
        requester.save(update_fields=["name"])
    for kind, value in wanted:
        requester = _add_contact_point(requester, kind=kind, value=value)
    return requester


def find_requester_by_phone(phone: str) -> Requester | None:
    """The requester with this number, in any format, or None."""
    value = normalize_phone(phone)
    return _known_by(Kind.PHONE, value) if value else None


def _known_by(kind: str, value: str) -> Requester | None:
    return Requester.objects.filter(contact_points__kind=kind, contact_points__value=value).first()


def _add_contact_point(requester: Requester, *, kind: str, value: str) -> Requester:
    """Answers the person who now counts: the other one, when two calls of a new caller raced each other."""
    try:
        with transaction.atomic():
            ContactPoint.objects.get_or_create(kind=kind, value=value, defaults={"requester": requester})
    except IntegrityError:
        pass
    if requester.contact_points.exists():
        return requester
    other = _known_by(kind, value)
    requester.delete()
    return other
