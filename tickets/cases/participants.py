"""Who takes part in the emails of a case: noted with each mail that leaves or comes in."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tickets.models import ContactPoint, Entry, Participant, Ticket

Role = Participant.Role


def note_participants(ticket: Ticket, people: Iterable[Participant], *, at: datetime) -> None:
    """Write down people who are not saved yet, each address once per case. The case is locked.

    Of who is known already, what one of us did counts before what a mail says: it brings somebody back who was
    removed, and turns a third party into one who is copied in, which naming them never does.
    """
    new = {person.address: person for person in people}
    for known in Participant.objects.filter(ticket=ticket, address__in=new):
        person = new.pop(known.address)
        is_stronger = not known.confirmed_at or known.removed_at or person.role != Role.THIRD_PARTY
        if person.confirmed_at and is_stronger:
            known.role, known.removed_at = person.role, None
            known.confirmed_at = known.confirmed_at or person.confirmed_at
        known.name = known.name or person.name
        known.save(update_fields=["role", "removed_at", "confirmed_at", "name"])
    for person in new.values():
        person.ticket, person.added_at = ticket, at
    Participant.objects.bulk_create(new.values())


def note_recipients(entry: Entry, *, role: str, named: Iterable[str], hidden: Iterable[str]) -> None:
    """Whom one of us wrote to takes part in the case as `role`; who got a hidden copy as a third party, for the others
    must not learn of them. The customer's own addresses are the customer's."""
    own = {point.value for point in entry.ticket.requester.contact_points.all()}
    roles = dict.fromkeys(named, role) | dict.fromkeys(hidden, Role.THIRD_PARTY)
    roles |= {address: Role.REQUESTER for address in roles if address in own}
    same = {"entry": entry, "added_by": entry.actor, "confirmed_at": entry.occurred_at}
    people = [Participant(address=address, role=role, **same) for address, role in roles.items()]
    note_participants(entry.ticket, people, at=entry.occurred_at)


def copy_participants(source: Ticket, target: Ticket) -> None:
    """A new case goes on with what was said on another one, so that it has the same people."""
    names = ("address", "name", "role", "added_by_id", "confirmed_at")
    present = source.participants.filter(removed_at=None)
    people = [Participant(**{name: getattr(person, name) for name in names}) for person in present]
    note_participants(target, people, at=target.created_at)


def takes_part(ticket: Ticket, address: str) -> bool:
    """Whether the address is the customer's, or one that we wrote to or added. Who is only copied in by somebody else
    takes no part."""
    came_from = ticket.entries.exclude(came_from=None).values("came_from__requester")
    theirs = Q(requester=ticket.requester_id) | Q(requester__in=came_from)
    points = ContactPoint.objects.owned().filter(kind=ContactPoint.Kind.EMAIL, value=address)
    if points.filter(theirs).exists():
        return True
    people = Participant.objects.filter(ticket=ticket, address=address, removed_at=None, confirmed_at__isnull=False)
    return people.exclude(role=Role.THIRD_PARTY).exists()
