"""The profile of a requester: cases, history, orders, duplicates, claims, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.http import Http404
from django.shortcuts import get_object_or_404

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.keyset import Keyset
from helpdesk.lib.phones import phones_sought
from helpdesk.lib.text.folding import name_words
from tickets.cases.timeline import FILTERS, NEWEST, SPEAKER, with_display
from tickets.models import ContactPoint, Entry, Participant, Requester, Ticket
from tickets.people.namesakes import people_called

Claim = ContactPoint.Claim
CASES_SHOWN = 20
ENTRIES_SHOWN = 40
PEOPLE_SHOWN = 20
NAMESAKES = 500
LOOKED_THROUGH = 200
"""Of a person with more cases, the newest are compared with those of other people."""


@dataclass(frozen=True)
class Part:
    """Some rows, newest first; `older` is the key to ask before, or None on the last part."""

    rows: list
    older: int | None


def cases_of(person: Requester, *, user: User, before: int | None) -> Part:
    """The cases of a person, the newest first."""
    cases = Ticket.objects.visible_to(user).filter(requester=person, merged_into=None)
    part = _part(cases.select_related("event", "assignee"), Keyset("active_at"), before, size=CASES_SHOWN)
    for case in part.rows:
        case.requester = person  # whose addresses are read already
    return part


def history_of(person: Requester, *, user: User, show: str, before: int | None) -> Part:
    """What happened in all cases of a person, the newest first."""
    if show not in FILTERS:
        raise Http404
    entries = Entry.objects.filter(seen_by(user, "ticket"), ticket__requester=person, kind__in=FILTERS[show][1])
    related = entries.select_related("actor", "ticket").prefetch_related(SPEAKER)
    part = _part(related, NEWEST, before, size=ENTRIES_SHOWN)
    for entry in part.rows:
        entry.ticket.requester = person
    return Part(with_display(part.rows), part.older)


def orders_of(person: Requester, *, user: User) -> list[str]:
    """The orders that cases of the person are about."""
    cases = Ticket.objects.visible_to(user).filter(requester=person).exclude(order_reference="")
    return list(cases.order_by("order_reference").values_list("order_reference", flat=True).distinct()[:CASES_SHOWN])


def perhaps_the_same(person: Requester, *, user: User) -> list[Requester]:
    """Other people with a case about the same order, of the same name with a case about the same event, or with an
    address that was claimed for this one.

    Nothing is merged by itself: a family shares orders, and two people a name.
    """
    theirs = Ticket.objects.filter(requester=person).order_by("-pk")[:LOOKED_THROUGH]
    orders = {case.order_reference.upper() for case in theirs if case.order_reference}
    events = {case.event_id for case in theirs if case.event_id}
    by_order: list[int] = []
    if orders:
        # The first condition is that of the partial index.
        about = Ticket.objects.exclude(order_reference="").alias(order_upper=Upper("order_reference"))
        by_order = list(about.filter(order_upper__in=orders).values_list("requester", flat=True)[:LOOKED_THROUGH])
    same = Q(pk__in=by_order)
    if name_words(person.name) and events:
        at_them = Ticket.objects.filter(requester=OuterRef("pk"), event__in=events)
        called = Requester.objects.filter(Exists(at_them), name__called=person.name).values_list("pk", "name")
        name = sorted(name_words(person.name))
        same |= Q(pk__in=[pk for pk, other in called[:LOOKED_THROUGH] if sorted(name_words(other)) == name])
    same |= Q(pk__in=[owner.pk for _claim, owner in claims_of(person, user=user)])
    others = Requester.objects.visible_to(user).filter(same, merged_into=None).exclude(pk=person.pk)
    return list(others.prefetch_related("contact_points")[:3])


def claims_of(person: Requester, *, user: User) -> list[tuple[ContactPoint, Requester]]:
    """Each address that is claimed for a person and nobody has decided about, with its owner whom `user` may see."""
    return with_owners((point for point in person.contact_points.all() if point.claim == Claim.OPEN), user=user)


def with_owners(claims: Iterable[ContactPoint], *, user: User) -> list[tuple[ContactPoint, Requester]]:
    """The claims whose owner `user` may see. Asks nothing when there is none, as nearly always."""
    by_address = {(claim.kind, claim.value): claim for claim in claims}
    if not by_address:
        return []
    same = reduce(or_, [Q(kind=kind, value=value) for kind, value in by_address])
    owned = ContactPoint.objects.owned().filter(same, requester__in=Requester.objects.visible_to(user))
    return [(by_address[point.kind, point.value], point.requester) for point in owned.select_related("requester")]


def find_people(asked: str, *, user: User) -> QuerySet[Requester]:
    """People by a mail address, a telephone number in any format, or words of their name."""
    people = Requester.objects.visible_to(user).filter(merged_into=None).prefetch_related("contact_points")
    values = [normal_email(asked), *phones_sought(asked)]
    # Read first: with a subquery beside it the index of words would not be used.
    known = list(ContactPoint.objects.filter(value__in=values).values_list("requester", flat=True)[:PEOPLE_SHOWN])
    named = people_called(asked, limit=NAMESAKES)
    return people.filter(Q(pk__in=known) | Q(pk__in=named)).order_by("-pk")[:PEOPLE_SHOWN]


def _part(rows: QuerySet[Any], order: Keyset, before: int | None, *, size: int) -> Part:
    """The rows before the one with this key. Raises Http404 when there is none."""
    cursor = None if before is None else order.cursor_of(get_object_or_404(rows.prefetch_related(None), pk=before))
    shown, _previous, following = order.page(rows, size=size, after=cursor)
    return Part(shown, following[0] if following else None)


def others_in_emails(ticket: Ticket) -> QuerySet[Participant]:
    """Who takes part in the emails of a case, or is named in them, besides its customer."""
    present = ticket.participants.filter(removed_at=None).select_related("added_by")
    return present.exclude(role=Participant.Role.REQUESTER)
