"""Related cases: likely duplicates, and candidates to merge or link."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.lists.newest import unindexed
from tickets.lists.search import search
from tickets.models import CaseLink, Ticket
from tickets.models.tickets import TicketQuerySet

OFFERED = 12
LIKELY_WITHIN = timedelta(days=14)
HINTS = 3


def neighbours_of(ticket: Ticket, *, user: User) -> dict[str, Any]:
    """What stands beside a case: `likely` the same problem, `others` of the person, and the `links` that agents made.

    Three queries, whatever is found.
    """
    found = _near(ticket, user)
    likely = [case for case in found if _is_likely(case, ticket)][:HINTS]
    others = [case for case in found if case not in likely and case.requester_id == ticket.requester_id]
    return {"likely": likely, "others": others, "links": links_of(ticket, user=user)}


def links_of(ticket: Ticket, *, user: User) -> list[tuple[CaseLink, Ticket]]:
    """Each link of the case with the case at its other end, as far as `user` may see that."""
    links = CaseLink.objects.of(ticket).visible_to(user)
    related = links.select_related("one__merged_into", "other__merged_into")
    ends = [(link, link.other if link.one.survivor.pk == ticket.pk else link.one) for link in related]
    # Two cases that both were linked with a third are one after a merge: one line, of the older link.
    once: dict[int, tuple[CaseLink, Ticket]] = {}
    for link, end in ends:
        if end.survivor.pk != ticket.pk:
            once.setdefault(end.survivor.pk, (link, end.survivor))
    return list(once.values())


def likely_same(ticket: Ticket, *, user: User) -> list[Ticket]:
    """Other open cases that are probably about the same thing: the same person, or the same order, within two weeks.

    Two queries, for the moment after a case was logged; those of the same event come first.
    """
    return [case for case in _near(ticket, user) if _is_likely(case, ticket)][:HINTS]


def choices_for(ticket: Ticket, asked: str, *, user: User) -> list[tuple[str, list[Ticket]]]:
    """What `ticket` may be merged into or linked with: what was asked for, else what is most likely.

    Each reason with its cases.
    """
    if asked:
        results = search(asked, user=user, only=("exact", "theirs", "cases"))
        found = {
            group["label"]: [case for case in group["rows"] if case.pk != ticket.pk and not case.merged_into_id]
            for group in results.groups
        }
        return [(label, cases) for label, cases in found.items() if cases]
    others = _dressed(Ticket.objects.visible_to(user).filter(merged_into=None).exclude(pk=ticket.pk))
    ways = [(_("Other cases from this customer"), others.filter(requester=ticket.requester_id))]
    rest = others.unfinished().exclude(requester=ticket.requester_id)
    if ticket.order_reference:
        ways.append((_("Same order"), _of_few(rest.filter(_same_order(ticket)))))
    if ticket.event_id:
        ways.append((_("Same event"), rest.filter(event=ticket.event_id)))
    offered = [(label, list(cases[:OFFERED])) for label, cases in ways]
    return [(label, cases) for label, cases in offered if cases]


def _near(ticket: Ticket, user: User) -> list[Ticket]:
    """The newest cases of the same person or order; those of the same event first."""
    same = Q(requester=ticket.requester_id) | (_same_order(ticket) if ticket.order_reference else Q(pk__in=[]))
    cases = Ticket.objects.visible_to(user).filter(same, merged_into=None).exclude(pk=ticket.pk)
    found = list(_of_few(_dressed(cases))[:OFFERED])
    return sorted(found, key=lambda case: case.event_id != ticket.event_id)


def _of_few(cases: TicketQuerySet) -> TicketQuerySet:
    """The newest first, fetched and sorted: PostgreSQL would walk a million cases for the three that there are."""
    return cases.order_by(unindexed(cases, "active_at").desc(), "-pk")


def _is_likely(case: Ticket, ticket: Ticket) -> bool:
    return case.is_unfinished and abs(case.created_at - ticket.created_at) <= LIKELY_WITHIN


def _same_order(ticket: Ticket) -> Q:
    # The first condition is that of the partial index.
    return ~Q(order_reference="") & Q(order_reference__iexact=ticket.order_reference)


def _dressed(cases: TicketQuerySet) -> TicketQuerySet:
    related = cases.select_related("requester", "event", "assignee").prefetch_related("requester__contact_points")
    return related.order_by("-active_at", "-pk")
