"""Mentions: suggest people, notify them, mark as seen."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_text
from tickets.cases.mentions import mark_mentions_seen, suggest_people
from tickets.models import Mention, Ticket
from tickets.views.cases import back_to, visible_case

LONGEST_NAME = 60


@agent_required
@require_GET
def people(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/people/?q=an: who could be called upon in a note."""
    typed = get_text(request.GET, "q", longest=LONGEST_NAME, strip=False)
    found = suggest_people(visible_case(request, pk), typed=typed, asked_by=request.user)
    return render(request, "tickets/composer/_people_to_mention.html", {"people": found})


@agent_required
@require_POST
def see(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/mentions/seen/: I have read what was written to me."""
    ticket = visible_case(request, pk)
    mark_mentions_seen(ticket, by=request.user)
    return HttpResponse() if request.htmx else back_to(request, ticket)


@agent_required
@require_GET
def news(request: DeskRequest) -> HttpResponse:
    """GET /mentions/news/: the newest note that calls upon me and that I have not seen, as a toast."""
    visible = Ticket.objects.reachable_by(request.user)
    unseen = Mention.objects.unseen_by(request.user).filter(entry__ticket__in=visible)
    newest = unseen.select_related("entry__actor", "entry__ticket").order_by("-pk").first()
    return render(request, "tickets/cases/_mention_news.html", {"mention": newest})
