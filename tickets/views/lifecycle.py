"""Take, assign and solve a case, set its priority and status."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import Team
from helpdesk.lib.conflict import ConflictError
from tickets.cases.assignment import TakenError, hand_to_team, take_ticket
from tickets.forms.cases import AssignForm, PriorityForm, StatusForm, TakeForm
from tickets.models import BulkChange, Ticket
from tickets.views.bulk_changes import change_one
from tickets.views.cases import back_to, show_case, visible_case

Verb = BulkChange.Verb


@agent_required
@require_POST
def take(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/take/: I work on it. Whoever is too late is told who has it, and asked (409)."""
    ticket, form = visible_case(request, pk), TakeForm(request.POST)
    instead_of = form.cleaned_data["instead_of"] if form.is_valid() else None
    return _do(request, ticket, take_ticket, instead_of=instead_of)


@agent_required
@require_POST
def assign(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/assign/ with assignee: a person, a team, or none to put it back."""
    ticket = visible_case(request, pk)
    form = AssignForm(request.POST, ticket=ticket)
    if not form.is_valid():
        refusal = _("Choose somebody who may see %(case)s.") % {"case": ticket}
        return show_case(request, ticket, refusal=refusal, status=422)
    to = form.cleaned_data["assignee"]
    if not isinstance(to, Team):
        return _change(request, ticket, Verb.ASSIGN, str(to.pk) if to else "")
    answer = _do(request, ticket, hand_to_team, team=to)
    if Ticket.objects.reachable_by(request.user).filter(pk=ticket.pk).exists():
        return answer
    messages.success(request, _("%(case)s is with %(team)s now.") % {"case": ticket, "team": to})
    return redirect("tickets:inbox")


@agent_required
@require_POST
def priority(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/priority/"""
    ticket = visible_case(request, pk)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return show_case(request, ticket, refusal=_("Choose one of the priorities."), status=422)
    return _change(request, ticket, Verb.PRIORITY, form.cleaned_data["priority"])


@agent_required
@require_POST
def status(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/status/ with status=pending or status=open. Solving has its own address."""
    ticket = visible_case(request, pk)
    form = StatusForm(request.POST)
    if not form.is_valid():
        refusal = _("A case can be set to waiting, or opened again.")
        return show_case(request, ticket, refusal=refusal, status=422)
    waits = form.cleaned_data["status"] == Ticket.Status.PENDING
    return _change(request, ticket, Verb.WAIT if waits else Verb.REOPEN)


@agent_required
@require_POST
def solve(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/solve/; refused (409) while we owe the requester something."""
    return _change(request, visible_case(request, pk), Verb.SOLVE)


def _change(request: DeskRequest, ticket: Ticket, verb: str, value: str = "") -> HttpResponse:
    """What a list can do to many cases, with the same undo."""
    if refusal := change_one(request, ticket, verb=verb, value=value):
        ticket.refresh_from_db()
        return show_case(request, ticket, refusal=refusal, status=409)
    return back_to(request, ticket)


def _do(request: DeskRequest, ticket: Ticket, change: Callable[..., None], **arguments: Any) -> HttpResponse:
    try:
        change(ticket, by=request.user, **arguments)
    except TakenError as error:
        return show_case(request, visible_case(request, ticket.pk), taken_by=error.owner, status=409)
    except ConflictError as error:
        ticket.refresh_from_db()
        return show_case(request, ticket, refusal=str(error), status=409)
    return back_to(request, ticket)
