"""Write on a case: replies, notes, remedies, refusals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.transitions import TransitionError
from tickets.forms import ComposerForm, RefusalForm, RemedyForm
from tickets.models import Ticket
from tickets.services import StaleReplyError, add_note, log_refusal, log_remedy, reply_to_requester
from tickets.views.cases import back_to, listing_beside, show_case, visible_case

FEW_NEWS = 10


@agent_required
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/write/ with mode=reply or mode=note. A reply to a case that has changed is stopped (409)."""
    ticket = visible_case(request, pk)
    form = ComposerForm(request.POST)
    if request.POST.get("then") == "edit":
        return show_case(request, ticket, composer=_as_draft(form, ticket))
    if not form.is_valid():
        return show_case(request, ticket, composer=form, status=422)
    text, key = form.cleaned_data["body"], form.source_key
    if form.cleaned_data["mode"] == "note":
        add_note(ticket, body=text, by=request.user, source_key=key)
        return back_to(request, ticket)
    try:
        entry = reply_to_requester(
            ticket, body=text, by=request.user, seen_version=form.cleaned_data["version"], source_key=key
        )
    except StaleReplyError:
        return _show_what_came_in(request, ticket, form)
    except TransitionError as error:
        return show_case(request, ticket, composer=_as_draft(form, ticket), refusal=str(error), status=409)
    messages.success(request, _("The reply goes to %(address)s.") % {"address": entry.message.to_address})
    return back_to(request, ticket)


def _as_draft(form: ComposerForm, ticket: Ticket) -> ComposerForm:
    """The same text to go on with, as the answer to what the page shows now."""
    kept = {name: form.data.get(name, "") for name in ("mode", "body", "key")}
    return ComposerForm(initial=kept | {"version": ticket.version})


def _show_what_came_in(request: HttpRequest, ticket: Ticket, form: ComposerForm) -> HttpResponse:
    ticket.refresh_from_db(fields=["version"])
    missed = min(max(ticket.version - form.cleaned_data["version"], 1), FEW_NEWS)
    came_in = ticket.entries.filter(is_public=True).select_related("actor").order_by("-pk")[:missed]
    context = {
        "ticket": ticket,
        "composer": _as_draft(form, ticket),
        "came_in": list(came_in)[::-1],
        "view": str(listing_beside(request, ticket)),
    }
    return render(request, "tickets/stale_reply.html", context, status=409)


@agent_required
@require_http_methods(["GET", "POST"])
def remedy(request: HttpRequest, pk: int) -> HttpResponse:
    """What we did to make it right."""
    ticket = visible_case(request, pk)
    form = RemedyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        log_remedy(ticket, what=form.cleaned_data["what"], by=request.user, source_key=form.source_key)
        return back_to(request, ticket)
    return _show_form(request, ticket, form, title=_("What we did to make it right"), action=_("Log the remedy"))


@agent_required
@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """What we refused, and why."""
    ticket = visible_case(request, pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        log_refusal(ticket, what=said["what"], why=said["why"], by=request.user, source_key=form.source_key)
        return back_to(request, ticket)
    return _show_form(request, ticket, form, title=_("What we refused, and why"), action=_("Log the refusal"))


def _show_form(
    request: HttpRequest, ticket: Ticket, form: RemedyForm | RefusalForm, *, title: str, action: str
) -> HttpResponse:
    context = {"ticket": ticket, "form": form, "title": title, "action": action}
    return render(request, "tickets/case_form.html", context, status=422 if form.is_bound else 200)
