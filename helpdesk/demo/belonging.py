"""Cases that agents of the pretend desk recognised as belonging together."""

from datetime import timedelta
from typing import cast

from django.db.models import Count

from helpdesk.accounts.models import User
from helpdesk.demo.world import World
from tickets.cases.links import link_tickets
from tickets.merging import merge_tickets
from tickets.models import Requester, Ticket
from tickets.people import change_requester


def find_what_belongs_together(world: World) -> None:
    """One case merged into another of the same person, two linked, and a number corrected."""
    at = world.at - timedelta(minutes=3)
    unfinished = Ticket.objects.unfinished().filter(created_at__lt=world.at - timedelta(minutes=10))
    twice = Requester.objects.filter(tickets__in=unfinished).annotate(open_cases=Count("tickets")).filter(open_cases=2)
    for person in twice.order_by("pk")[:1]:
        older, newer = person.tickets.filter(pk__in=unfinished).order_by("pk")
        by = newer.assignee or older.assignee
        if by:
            merge_tickets(newer, into=older, by=by, at=at)
            phones = [("phone", "+15005559876")]
            change_requester(
                person, name=person.name, add=phones, remove=[], reason="Gave it on the phone", by=by, at=at
            )
    of_one_event = unfinished.exclude(event=None).exclude(assignee=None).select_related("assignee").order_by("-pk")
    for case in of_one_event[:1]:
        for other in of_one_event.filter(event=case.event_id).exclude(requester=case.requester_id)[:1]:
            link_tickets(case, to=other, by=cast(User, case.assignee), at=at)  # those of nobody are excluded above
