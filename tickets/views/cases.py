"""One case: its page, its composer, and the parts of its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import reswap, retarget

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import User
from helpdesk.lib.parameters import get_key_or_404, get_text
from tickets.cases.lifecycle import why_unsolvable
from tickets.cases.timeline import FILTERS, last_contacts, read_entry, read_part
from tickets.composer.placeholders import fill
from tickets.composer.recipients import COPIED, addressee_of, recipients_of
from tickets.composer.saved_replies import actions_of
from tickets.forms.cases import AssignForm, PriorityForm, SnoozeForm
from tickets.forms.composer import ComposerForm
from tickets.forms.fields import FieldsForm
from tickets.ledger.candidates import sent_and_offered
from tickets.lists.inbox import FIRST_VIEW
from tickets.lists.listing import Listing, asked_listing
from tickets.merging.related import neighbours_of
from tickets.models import (
    Attachment,
    ComposerHabit,
    CustomField,
    Draft,
    Entry,
    Mention,
    SavedReply,
    ScheduledReply,
    Tag,
    Ticket,
)
from tickets.people.profiles import claims_of, others_in_emails


@dataclass(frozen=True)
class Composing:
    """What the composer of a case shows besides the draft that is kept."""

    form: ComposerForm | None = None
    """Shown instead of the draft."""
    saved_reply: SavedReply | None = None
    """Put behind the draft."""
    gaps: Sequence[str] = ()
    """What is left open in the text, of which is warned."""
    doubts: Sequence[str] = ()
    """What speaks against the recipients, of which is warned."""
    is_preview: bool = False
    refusals: Sequence[str] = ()
    """Why files were not taken."""
    is_to_all: bool = False
    """A reply goes to who was copied in, too."""
    unsolved: str = ""
    """Why the case was not solved with what was sent."""
    denial: dict[str, Any] | None = None
    """What speaks against a reply that says that we did not send something."""


@agent_required
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/?view=mine: the case beside the list that it was opened from. With saved=5 it begins a reply,
    with reply=all one to everybody.

    With unsolved it says beside the button that sends why the case was not solved with what was sent.
    """
    ticket = visible_case(request, pk)
    if ticket.merged_into_id:
        # The number of a merged case leads to the case that it is part of now.
        if not Ticket.objects.reachable_by(request.user).filter(pk=ticket.merged_into_id).exists():
            raise Http404
        words = {"number": ticket.pk, "subject": ticket.subject}
        messages.info(request, _("Case %(number)s was merged into this one: %(subject)s") % words)
        query = request.META["QUERY_STRING"]
        return redirect(reverse("tickets:detail", args=[ticket.merged_into_id]) + (f"?{query}" if query else ""))
    saved = get_key_or_404(request.GET, "saved")
    if "unsolved" in request.GET:
        unsolved = why_unsolvable(ticket, by=request.user) if ticket.is_unfinished else ""
        return show_case(request, ticket, composing=Composing(unsolved=unsolved))
    if saved is None:
        return show_case(request, ticket, composing=Composing(is_to_all="reply" in request.GET))
    saved_reply = get_object_or_404(SavedReply.objects.visible_to(request.user), pk=saved)
    return show_case(request, ticket, composing=Composing(saved_reply=saved_reply))


@agent_required
@require_GET
def about(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/about/: what is known around the case, for the pane beside it; or a page of its own."""
    ticket = visible_case(request, pk)
    context = {"ticket": ticket, "view": view_beside(request), **about_context(ticket, user=request.user)}
    if request.htmx:
        return render(request, "tickets/cases/_about.html", context)
    return render(request, "tickets/cases/about.html", context | {"back_url": address_of(request, ticket)})


@agent_required
@require_GET
def timeline(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/timeline/?older=<entry>: those before it. ?newer=<entry>: what is new, for the open page.

    The names are none of the filters that `view` may bring along (`before` and `after` are days there).
    """
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
def entry(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/7/: one entry as it stands now, for the open page that waits for its mail to leave."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user).filter(entries=pk))
    return render(request, "tickets/cases/_entry.html", {"ticket": ticket, "entry": read_entry(ticket, pk)})


def visible_case(request: DeskRequest, pk: int) -> Ticket:
    """The case, when this person may see it; else there is none."""
    cases = Ticket.objects.reachable_by(request.user).select_related(
        "requester", "event__organizer", "assignee", "team", "merged_into"
    )
    # What its composer asks of it (tickets/composer/recipients.py), in the same query.
    entries = Entry.objects.filter(ticket=OuterRef("pk")).order_by("-occurred_at", "-pk")
    contacts = entries.filter(kind__in=[Entry.Kind.MESSAGE, Entry.Kind.CALL], is_public=True)
    replies = entries.filter(kind=Entry.Kind.REPLY)
    mail = JSONObject(to=F("message__to_address"), others=F("message__others"))
    # The class of a case declares these, so that any function may be given the case; a dict, because the types of a
    # query take the same name for a mistake.
    asked_along = {
        # Few cases have any: asked along, so that the others do not pay for it.
        "has_scheduled": Exists(ScheduledReply.objects.filter(ticket=OuterRef("pk"))),
        "wrote_last": Subquery(contacts.values("came_from__requester")[:1]),
        "last_reply": Subquery(replies.annotate(mail=mail).values("mail")[:1]),
        "copied": COPIED,
    }
    return get_object_or_404(cases.annotate(**asked_along), pk=pk)


def show_case(
    request: DeskRequest,
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
        "has_help_pages": settings.HELP_PAGES,
        "priority_form": PriorityForm(initial={"priority": ticket.priority}),
        "owed": list(ticket.promises.owed()),
        "tags": Tag.objects.marked_for(ticket.pk),
        "snooze_form": SnoozeForm(ticket=ticket, at=timezone.now()),
        "mentions": Mention.objects.unseen_by(request.user).filter(entry__ticket=ticket).select_related("entry__actor"),
        "hints": ticket.hints.active().visible_to(request.user),
        "refusal": refusal,
        "taken_by": taken_by,
        **timeline_context(request, ticket),
    }
    listing = listing_beside(request, ticket)
    context |= {"listing": listing, "view": str(listing)}
    if fields_form:
        context |= about_context(ticket, user=request.user) | {"fields_form": fields_form}
    is_part = request.htmx and not request.htmx.history_restore_request
    return render(request, f"tickets/cases/{'_panes' if is_part else 'detail'}.html", context, status=status)


def about_context(ticket: Ticket, *, user: User) -> dict[str, Any]:
    """For templates/tickets/cases/_about.html."""
    prefetch_related_objects([ticket], "requester__contact_points")
    return {
        "neighbours": neighbours_of(ticket, user=user),
        "contacts": last_contacts(ticket, user=user),
        "claims": claims_of(ticket.requester, user=user),
        "participants": others_in_emails(ticket),
        **sent_and_offered(ticket),
        "fields_form": FieldsForm(rows=CustomField.objects.asked_of(ticket)),
    }


def timeline_context(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    show = get_text(request.GET, "show")
    before, after = get_key_or_404(request.GET, "older"), get_key_or_404(request.GET, "newer")
    part = read_part(ticket, show=show, before=before, after=after)
    filters = [(name, label) for name, (label, _kinds) in FILTERS.items()]
    return {"part": part, "show": show, "filters": filters}


def listing_beside(request: DeskRequest, ticket: Ticket) -> Listing:
    """The list that the case was opened from; without one, the list that it stands in."""
    if asked := asked_listing(request):
        return asked
    if not ticket.is_unfinished:
        return Listing("solved")
    return Listing("mine" if ticket.assignee_id == request.user.pk else FIRST_VIEW)


def back_to(request: DeskRequest, ticket: Ticket, **more: str) -> HttpResponseRedirect:
    """Redirect to the case, keeping the list beside it; `more` goes into the address too."""
    return redirect(address_of(request, ticket, **more))


def address_of(request: DeskRequest, ticket: Ticket, **more: str) -> str:
    """Where the case is, with the list beside it."""
    query = "&".join(filter(None, [view_query(request), urlencode(more)]))
    return reverse("tickets:detail", args=[ticket.pk]) + (f"?{query}" if query else "")


def view_beside(request: DeskRequest) -> str:
    """What names the list that the case was opened from, as `view` of an address or a form; "" without one."""
    return str(asked_listing(request) or "")


def view_query(request: DeskRequest) -> str:
    """The same for the end of an address."""
    view = view_beside(request)
    return f"view={view}" if view else ""


def composer_context(ticket: Ticket, *, agent: User, composing: Composing | None = None) -> dict[str, Any]:
    """For templates/tickets/composer/_composer.html."""
    composing = composing or Composing()
    composer, addressee = composing.form, addressee_of(ticket)
    drafts = Draft.objects.filter(ticket=ticket, agent=agent).select_related("macro__assign_team")
    draft = drafts.first() or Draft(version=ticket.version)
    macro, actions, body = draft.macro, draft.actions, draft.body
    if composing.saved_reply:
        macro = composing.saved_reply
        actions = list(actions_of(macro))
        body = "\n\n".join(filter(None, [body, fill(macro.body, ticket, agent=agent, to=addressee)]))
    if composer and composer.is_bound:
        macro = composer.cleaned_data.get("macro") if hasattr(composer, "cleaned_data") else None
        actions = composer.cleaned_data.get("actions") or [] if macro else []
    to, cc, left_out = recipients_of(ticket, addressee, draft=draft, is_to_all=composing.is_to_all)
    initial = {"mode": draft.mode, "body": body, "version": ticket.version, "to": to, "cc": cc, "bcc": draft.bcc}
    begun_as = draft.begun_as or (draft.mode if body else "")
    initial |= {"begun_as": begun_as, "subject": draft.subject or ticket.reply_subject}
    attached = Attachment.objects.pending_of(agent).filter(ticket=ticket)
    begun = [composer, body, draft.set_aside, attached, composing.unsolved, composing.is_to_all]
    return {
        "is_composing": any(begun),  # where nothing is, the room belongs to what was said
        "draft": draft,
        "addressee": addressee,
        "left_out": left_out,
        "composer": composer or ComposerForm(initial=initial),
        "habit": ComposerHabit.objects.filter(agent=agent).first() or ComposerHabit(),
        "afters": ComposerHabit.After.choices,
        "macro": macro_context(macro, actions),
        "gaps": composing.gaps,
        "doubts": composing.doubts,
        "later": SnoozeForm(ticket=ticket, at=timezone.now()),
        "scheduled": ticket.scheduled_replies.select_related("author") if ticket.has_scheduled else (),
        "signature": agent.signature_above([ticket.event.organizer if ticket.event else None, ticket.team]),
        "refusals": composing.refusals,
        "unsolved": composing.unsolved,
        "denial": composing.denial,
        "attached": attached,
        "is_preview": composing.is_preview,
    }


def macro_context(macro: SavedReply | None, chosen: Sequence[str]) -> dict[str, Any] | None:
    """The chips of a macro's actions; None when nothing is to be done."""
    offered = actions_of(macro) if macro else {}
    if not offered:
        return None
    return {"reply": macro, "actions": [(name, icon, label, name in chosen) for name, (icon, label) in offered.items()]}
