"""Send what was written in the composer, or say why it was not sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.transitions import TransitionError
from tickets.composer_forms import ComposerForm, DraftForm
from tickets.models import Draft, Ticket
from tickets.services import Composed, StaleReplyError, save_draft, send_composed
from tickets.views.cases import back_to, listing_beside, show_case, visible_case

FEW_NEWS = 10


@agent_required
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/write/ with mode=reply or mode=note. A reply to a case that has changed is stopped (409)."""
    ticket = visible_case(request, pk)
    form = ComposerForm(request.POST)
    if request.POST.get("then") == "edit":
        return show_case(request, ticket, composer=_to_go_on(form, ticket))
    if not form.is_valid():
        return show_case(request, ticket, composer=form, status=422)
    try:
        entry = send_composed(ticket, composed=_composed(form), by=request.user)
    except StaleReplyError:
        _keep(request, ticket)
        return _show_what_came_in(request, ticket, form)
    except TransitionError as error:
        _keep(request, ticket)
        return show_case(request, ticket, composer=_to_go_on(form, ticket), refusal=str(error), status=409)
    if entry.message:
        messages.success(request, _("The reply goes to %(address)s.") % {"address": entry.message.to_address})
    return back_to(request, ticket)


def _composed(form: ComposerForm) -> Composed:
    said = form.cleaned_data
    return Composed(body=said["body"], mode=said["mode"], seen_version=said["version"], source_key=form.source_key)


def _keep(request: HttpRequest, ticket: Ticket) -> None:
    """What was not sent is a draft, so that no page has to be left open for it."""
    form = DraftForm(request.POST)
    if form.is_valid():
        save_draft(ticket, by=request.user, source_key=form.source_key, **form.draft)


def _to_go_on(form: ComposerForm, ticket: Ticket) -> ComposerForm:
    """The same text to go on with, as the answer to what the page shows now."""
    kept = {name: form.data.get(name, "") for name in ("mode", "body", "key")}
    return ComposerForm(initial=kept | {"version": ticket.version})


def _show_what_came_in(request: HttpRequest, ticket: Ticket, form: ComposerForm) -> HttpResponse:
    ticket.refresh_from_db(fields=["version"])
    missed = min(max(ticket.version - form.cleaned_data["version"], 1), FEW_NEWS)
    came_in = ticket.entries.filter(is_public=True).select_related("actor").order_by("-pk")[:missed]
    context = {
        "ticket": ticket,
        "composer": _to_go_on(form, ticket),
        "draft": Draft.objects.filter(ticket=ticket, agent=request.user).first(),
        "came_in": list(came_in)[::-1],
        "view": str(listing_beside(request, ticket)),
    }
    return render(request, "tickets/stale_reply.html", context, status=409)
