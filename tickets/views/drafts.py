"""Autosave of the composer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from tickets.composer import drop_set_aside, save_draft
from tickets.forms.composer import DraftForm
from tickets.views.cases import back_to, visible_case


@agent_required
@require_POST
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/draft/: the text as it stands, from a page that knows `revision`. Answers what is kept."""
    ticket = visible_case(request, pk)
    form = DraftForm(request.POST, user=request.user)
    if not form.is_valid():
        return HttpResponse(status=422)
    saved = save_draft(form.draft(ticket, agent=request.user), form_key=form.form_key)
    return render(request, "tickets/composer/_draft_answer.html", {"ticket": saved.ticket, "draft": saved})


@agent_required
@require_POST
def drop_others(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/draft/others/drop/: what other pages had written is not needed any more."""
    ticket = visible_case(request, pk)
    kept = drop_set_aside(ticket, by=request.user)
    if request.htmx:
        return render(request, "tickets/composer/_draft.html", {"ticket": kept.ticket, "draft": kept})
    return back_to(request, kept.ticket)
