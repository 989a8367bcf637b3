"""One case: its page, its composer, and the parts of its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import reswap, retarget

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import User
from helpdesk.lib.parameters import get_key_or_404, get_text
from tickets.cases.lifecycle import why_unsolvable
from tickets.cases.timeline import FILTERS, last_contacts, read_entry, read_part
from tickets.composer.placeholders import fill
from tickets.composer.saved_replies import actions_of
from tickets.forms.cases import AssignForm, PriorityForm
from tickets.forms.composer import ComposerForm
from tickets.forms.fields import FieldsForm
from tickets.forms.snoozes import SnoozeForm
from tickets.lists.inbox import FIRST_VIEW
from tickets.lists.listing import Listing, asked_listing
from tickets.merging.related import neighbours_of
from tickets.models import Attachment, ComposerHabit, CustomField, Draft, Mention, SavedReply, Tag, Ticket
from tickets.people.profiles import claims_of
from tickets.views.inbox import list_context


@dataclass(frozen=True)
class Composing:
    """What the composer of a case shows besides the draft that is kept."""

    form: ComposerForm | None = None
    """Shown instead of the draft."""
    saved_reply: SavedReply | None = None
    """Put behind the draft."""
    gaps: Sequence[str] = ()
    """What is left open in the text, of which is warned."""
    is_preview: bool = False
    refusals: Sequence[str] = ()
    """Why files were not taken."""
    unsolved: str = ""
    """Why the case was not solved with what was sent."""


@agent_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/?view=mine: the case beside the list that it was opened from. With saved=5 it begins a reply.

    With unsolved it says beside the button that sends why the case was not solved with what was sent.
    """
    ticket = visible_case(request, pk)
    if ticket.merged_into_id:
        return _lead_on(request, ticket)
    saved = get_key_or_404(request.GET, "saved")
    if "unsolved" in request.GET:
        unsolved = why_unsolvable(ticket, by=request.user) if ticket.is_unfinished else ""
        return show_case(request, ticket, composing=Composing(unsolved=unsolved))
    if saved is None:
        return show_case(request, ticket)
    saved_reply = get_object_or_404(SavedReply.objects.visible_to(request.user), pk=saved)
    return show_case(request, ticket, composing=Composing(saved_reply=saved_reply))


@agent_required
@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/timeline/?before=<entry>: older entries. ?after=<entry>: what is new, for the open page."""
    ticket = visible_case(request, pk)
    context = {"ticket": ticket, "view": str(listing_beside(request, ticket)), **timeline_context(request, ticket)}
    if context["part"].newest is None:
        return render(request, "tickets/cases/_timeline_part.html", context)
    if not context["part"].is_rearranged:
        return render(request, "tickets/cases/_timeline_news.html", context)
    context |= {"part": read_part(ticket, show=context["show"]), "is_whole": True}
    return reswap(retarget(render(request, "tickets/cases/_timeline_news.html", context), "#timeline"), "outerHTML")


@agent_required
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/7/: one entry as it stands now, for the open page that waits for its mail to leave."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user).filter(entries=pk))
    return render(request, "tickets/cases/_entry.html", {"ticket": ticket, "entry": read_entry(ticket, pk)})


def visible_case(request: HttpRequest, pk: int) -> Ticket:
    """The case, when this person may see it; else there is none."""
    cases = Ticket.objects.reachable_by(request.user).select_related(
        "requester", "event__organizer", "assignee", "team", "merged_into"
    )
    return get_object_or_404(cases, pk=pk)


def show_case(
    request: HttpRequest,
    ticket: Ticket,
    *,
    composing: Composing | None = None,
    refusal: str = "",
    taken_by: User | None = None,
    fields_form: FieldsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a case; `refusal` says why what was asked did not happen, `taken_by` who was first."""
    if ticket.merged_into_id:
        ticket = visible_case(request, ticket.merged_into_id)
    prefetch_related_objects([ticket], "requester__contact_points")
    context: dict[str, Any] = {
        "ticket": ticket,
        **composer_context(ticket, agent=request.user, composing=composing),
        "assign_form": AssignForm(ticket=ticket),
        "priority_form": PriorityForm(initial={"priority": ticket.priority}),
        "neighbours": neighbours_of(ticket, user=request.user),
        "contacts": last_contacts(ticket, user=request.user),
        "owed": list(ticket.promises.owed()),
        "tags": Tag.objects.marked_for(ticket.pk),
        "snooze_form": SnoozeForm(ticket=ticket, at=timezone.now()),
        "mentions": Mention.objects.unseen_by(request.user).filter(entry__ticket=ticket).select_related("entry__actor"),
        "claims": claims_of(ticket.requester, user=request.user),
        "hints": ticket.hints.active().visible_to(request.user),
        "fields_form": fields_form or FieldsForm(rows=CustomField.objects.asked_of(ticket)),
        "refusal": refusal,
        "taken_by": taken_by,
        **timeline_context(request, ticket),
    }
    listing = listing_beside(request, ticket)
    if request.htmx and not request.htmx.history_restore_request:
        context["view"] = str(listing)
        return render(request, "tickets/cases/_panes.html", context, status=status)
    return render(request, "tickets/cases/detail.html", list_context(request, listing=listing) | context, status=status)


def timeline_context(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    show = get_text(request.GET, "show")
    before, after = get_key_or_404(request.GET, "before"), get_key_or_404(request.GET, "after")
    part = read_part(ticket, show=show, before=before, after=after)
    filters = [(name, label) for name, (label, _kinds) in FILTERS.items()]
    return {"part": part, "show": show, "filters": filters}


def listing_beside(request: HttpRequest, ticket: Ticket) -> Listing:
    """The list that the case was opened from; without one, the list that it stands in."""
    if asked := asked_listing(request):
        return asked
    if not ticket.is_unfinished:
        return Listing("solved")
    return Listing("mine" if ticket.assignee_id == request.user.pk else FIRST_VIEW)


def back_to(request: HttpRequest, ticket: Ticket, **more: str) -> HttpResponse:
    """Redirect to the case, keeping the list beside it; `more` goes into the address too."""
    asked = asked_listing(request)
    query = "&".join([*([f"view={asked}"] if asked else []), *([urlencode(more)] if more else [])])
    return redirect(reverse("tickets:detail", args=[ticket.pk]) + (f"?{query}" if query else ""))


def _lead_on(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The number of a merged case leads to the case that it is part of now."""
    if not Ticket.objects.reachable_by(request.user).filter(pk=ticket.merged_into_id).exists():
        raise Http404
    messages.info(
        request,
        _("Case %(number)s was merged into this one: %(subject)s") % {"number": ticket.pk, "subject": ticket.subject},
    )
    query = request.META["QUERY_STRING"]
    return redirect(reverse("tickets:detail", args=[ticket.merged_into_id]) + (f"?{query}" if query else ""))


def composer_context(ticket: Ticket, *, agent: User, composing: Composing | None = None) -> dict[str, Any]:
    """For templates/tickets/composer/_composer.html."""
    composing = composing or Composing()
    composer = composing.form
    drafts = Draft.objects.filter(ticket=ticket, agent=agent).select_related("macro__assign_team")
    draft = drafts.first() or Draft(version=ticket.version)
    macro, actions, body = draft.macro, draft.actions, draft.body
    if composing.saved_reply:
        macro = composing.saved_reply
        actions = [action.name for action in actions_of(macro)]
        body = "\n\n".join(filter(None, [body, fill(macro.body, ticket, agent=agent)]))
    if composer and composer.is_bound:
        macro = composer.cleaned_data.get("macro") if hasattr(composer, "cleaned_data") else None
        actions = composer.cleaned_data.get("actions") or [] if macro else []
    initial = {"mode": draft.mode, "body": body, "version": ticket.version}
    return {
        "draft": draft,
        "composer": composer or ComposerForm(initial=initial),
        "habit": ComposerHabit.objects.filter(agent=agent).first() or ComposerHabit(),
        "afters": ComposerHabit.After.choices,
        "macro": macro_context(macro, actions),
        "gaps": composing.gaps,
        "refusals": composing.refusals,
        "unsolved": composing.unsolved,
        "attached": Attachment.objects.pending_of(agent).filter(ticket=ticket),
        "is_preview": composing.is_preview,
    }


def macro_context(macro: SavedReply | None, chosen: Sequence[str]) -> dict[str, Any] | None:
    """The chips of a macro's actions; None when nothing is to be done."""
    offered = actions_of(macro) if macro else []
    if not offered:
        return None
    return {"reply": macro, "actions": [(action, action.name in chosen) for action in offered]}
