"""Cases that may be about the same thing as another one."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.models import Ticket
from tickets.models.tickets import TicketQuerySet
from tickets.search import Group, search_cases

OFFERED = 12
LIKELY_WITHIN = timedelta(days=14)
HINTS = 3


def choices_for(ticket: Ticket, asked: str, *, user: User) -> list[Group]:
    """What `ticket` may be merged into or linked with: what was asked for, else what is most likely."""
    if asked:
        found = (Group(group.label, _others(group.cases, ticket)) for group in search_cases(asked, user=user))
        return [group for group in found if group.cases]
    others = _dressed(Ticket.objects.visible_to(user).filter(merged_into=None).exclude(pk=ticket.pk))
    ways = [(_("Other cases of this person"), others.filter(requester=ticket.requester_id))]
    rest = others.unfinished().exclude(requester=ticket.requester_id)
    if ticket.order_reference:
        ways.append((_("Same order"), rest.filter(order_reference__iexact=ticket.order_reference)))
    if ticket.event_id:
        ways.append((_("Same event"), rest.filter(event=ticket.event_id)))
    groups = [Group(label, list(cases[:OFFERED])) for label, cases in ways]
    return [group for group in groups if group.cases]


def likely_same(ticket: Ticket, *, user: User, at: datetime) -> list[Ticket]:
    """Other open cases that are probably about the same thing: the same person or order, raised within two weeks.

    One query, for the page of a case and for the moment after one was logged.
    """
    same = Q(requester=ticket.requester_id)
    if ticket.order_reference:
        # The first condition is that of the partial index.
        same |= ~Q(order_reference="") & Q(order_reference__iexact=ticket.order_reference)
    around = (ticket.created_at - LIKELY_WITHIN, ticket.created_at + LIKELY_WITHIN)
    cases = Ticket.objects.visible_to(user).unfinished().exclude(pk=ticket.pk).filter(same, created_at__range=around)
    return list(_dressed(cases)[:HINTS])


def _others(cases: list[Ticket], ticket: Ticket) -> list[Ticket]:
    return [case for case in cases if case.pk != ticket.pk and not case.merged_into_id]


def _dressed(cases: TicketQuerySet) -> TicketQuerySet:
    related = cases.select_related("requester", "event", "assignee").prefetch_related("requester__contact_points")
    return related.order_by("-active_at", "-pk")
