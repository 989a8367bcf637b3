"""Saved replies: chosen in the composer, configured in the settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.parameters import get_text
from tickets.composer import configure_saved_reply, delete_saved_reply
from tickets.composer.placeholders import PLACEHOLDERS, fill
from tickets.composer.recipients import addressee_of
from tickets.composer.saved_replies import actions_of
from tickets.forms.saved_replies import SavedReplyForm
from tickets.models import SavedReply, Ticket
from tickets.views.cases import listing_beside, macro_context, visible_case

MOST_FOUND = 30


@agent_required
@require_GET
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/saved-replies/?q=refund: those with these words, filled in for this case."""
    ticket, asked = visible_case(request, pk), get_text(request.GET, "q", longest=100)
    found = SavedReply.objects.visible_to(request.user).found_by(asked)
    found = found.select_related("team", "assign_team").prefetch_related("tags")[:MOST_FOUND]
    to = addressee_of(ticket)
    context = {
        "ticket": ticket,
        "asked": asked,
        "view": str(listing_beside(request, ticket)),
        "found": [
            {
                "reply": reply,
                "text": fill(reply.body, ticket, agent=request.user, to=to),
                "macro": macro_context(reply, list(actions_of(reply))),
            }
            for reply in found
        ],
    }
    template = "tickets/composer/_saved_options.html" if request.htmx else "tickets/composer/choose_saved_reply.html"
    return render(request, template, context)


@manager_required
@require_GET
def saved_replies(request: DeskRequest) -> HttpResponse:
    """GET /settings/saved-replies/: all of them, and what each does."""
    replies = SavedReply.objects.select_related("team", "assign_team").prefetch_related("tags")
    rows = [(reply, actions_of(reply).values()) for reply in replies]
    return render(request, "tickets/settings/saved_replies.html", {"rows": rows})


@manager_required
@require_http_methods(["GET", "POST"])
def saved_reply(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/saved-replies/5/ and /settings/saved-replies/new/; its button "Preview" writes nothing."""
    row = get_object_or_404(SavedReply, pk=pk) if pk else None
    form = SavedReplyForm(request.POST or None, instance=row)
    wants_preview = get_text(request.POST, "then") == "preview"
    if request.method == "POST" and form.is_valid() and not wants_preview:
        try:
            configure_saved_reply(get_object_or_404(SavedReply, pk=pk) if pk else SavedReply(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("tickets:saved_replies")
    # The preview is the text as it would stand in the newest case.
    cases = Ticket.objects.reachable_by(request.user).select_related("requester", "event__organizer")
    newest, body = cases.order_by("-active_at", "-pk").first(), form["body"].value() or ""
    context = {
        "row": row,
        "form": form,
        "preview": {"ticket": newest, "text": fill(body, newest, agent=request.user)} if newest else None,
        "placeholders": [(name, label) for name, (label, _read) in PLACEHOLDERS.items()],
    }
    is_refused = request.method == "POST" and form.errors
    return render(request, "tickets/settings/saved_reply.html", context, status=422 if is_refused else 200)


@manager_required
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/saved-replies/5/delete/"""
    row = get_object_or_404(SavedReply, pk=pk)
    delete_saved_reply(row)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": row})
    return redirect("tickets:saved_replies")
