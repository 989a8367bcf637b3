"""Pages of the managers' board, and the panel of a case."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from escalation.board import read_board
from helpdesk.accounts.access import DeskRequest, agent_required
from tickets.models import Ticket


@agent_required
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """GET /escalations/: agents may read it, managers act on it."""
    # The drawer asks for the whole page, by htmx too.
    is_part = request.htmx and request.htmx.target == "escalation-board"
    template = "escalation/board/_board.html" if is_part else "escalation/board/board.html"
    return render(request, template, {"board": read_board(request.user)})


@agent_required
@require_GET
def ticket_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /escalations/panel/12/: the escalations and callbacks of a case, for its side panel."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user), pk=pk)
    context = {
        "ticket": ticket,
        "escalations": ticket.escalations.select_related("claimed_by", "raised_by").order_by("-created_at")[:10],
        "callbacks": ticket.callbacks.select_related("attempted_by").order_by("-created_at")[:10],
    }
    return render(request, "escalation/board/_ticket_panel.html", context)
