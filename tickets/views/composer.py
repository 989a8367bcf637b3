"""Send a reply or note, preview it, take a reply back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from helpdesk.accounts.access import agent_required, seen_by
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.keyset import Cursor
from helpdesk.lib.parameters import get_choice, get_text
from helpdesk.lib.text.markdown import to_html
from helpdesk.lib.toasts import offer_link, offer_undo
from tickets.cases.attachments import attach_files
from tickets.cases.entries import StaleReplyError
from tickets.cases.lifecycle import why_unsolvable
from tickets.cases.promise_detection import guess_promise
from tickets.composer import Composed, save_draft, send_composed, take_back_reply
from tickets.forms.base import LONGEST_TEXT
from tickets.forms.composer import ComposerForm, DraftForm
from tickets.lists.listing import Listing
from tickets.models import Attachment, ComposerHabit, Draft, Entry, SavedReply, Ticket
from tickets.views.cases import Composing, back_to, listing_beside, show_case, visible_case

FEW_NEWS = 10


@agent_required
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/write/ with mode=reply or mode=note. A reply to a case that has changed is stopped (409)."""
    ticket = visible_case(request, pk)
    form = ComposerForm(request.POST, user=request.user)
    attached, refusals = attach_files(ticket, request.FILES.getlist("files"), by=request.user)
    if refusals:
        composing = Composing(form=_to_go_on(form, ticket), refusals=refusals)
        return show_case(request, ticket, composing=composing, status=422)
    if then := get_choice(request.POST, "then", {"edit", "preview"}):
        composing = Composing(form=_to_go_on(form, ticket), is_preview=then == "preview")
        return show_case(request, ticket, composing=composing)
    if not form.is_valid() or form.gaps:
        gaps = form.gaps if form.is_valid() else ()
        return show_case(request, ticket, composing=Composing(form=form, gaps=gaps), status=422)
    goes_on = form.cleaned_data["after"] == ComposerHabit.After.NEXT
    listing = listing_beside(request, ticket)
    # A saved reply may hand the case to others: then one goes on to the next as well.
    place = listing.sorting.cursor_of(ticket) if goes_on or form.cleaned_data["macro"] else None
    try:
        entry = send_composed(ticket, composed=_composed(form, attached), by=request.user)
    except StaleReplyError:
        _keep(request, ticket)
        return _show_what_came_in(request, ticket, form)
    except ConflictError as error:
        _keep(request, ticket)
        return show_case(
            request, ticket, composing=Composing(form=_to_go_on(form, ticket)), refusal=str(error), status=409
        )
    if entry.kind == Entry.Kind.REPLY:
        text = _("The reply goes to %(address)s.") % {"address": entry.message.to_address}
        offer_undo(request, text, "tickets:take_back", entry.pk)
    _hint_promise(request, ticket, form.cleaned_data["body"])
    is_gone = form.cleaned_data["macro"] and not Ticket.objects.reachable_by(request.user).filter(pk=pk).exists()
    if not is_gone and _is_refused(ticket, form.cleaned_data, by=request.user):
        return back_to(request, ticket, unsolved="yes")
    if is_gone or goes_on:
        return _to_next(request, ticket, listing, place)
    return back_to(request, ticket)


@agent_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """POST /tickets/preview/ with body: as it will be read."""
    return HttpResponse(to_html(get_text(request.POST, "body", longest=LONGEST_TEXT, strip=False)))


@agent_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /tickets/entries/7/take-back/: a reply of mine that has not left becomes a draft again."""
    replies = Entry.objects.filter(held__isnull=False, actor=request.user)
    entry = get_object_or_404(replies.filter(seen_by(request.user, "ticket")).select_related("ticket"), pk=pk)
    try:
        take_back_reply(entry, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        messages.info(request, _("The reply did not leave. Its text is in the composer again."))
    answer = back_to(request, entry.ticket)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def _hint_promise(request: HttpRequest, ticket: Ticket, text: str) -> None:
    """Offer to add what a text that was just written seems to promise. Never without a person."""
    guess = guess_promise(text, at=timezone.now())
    if guess is None:
        return
    filled = {"what": guess.what, "kind": guess.kind, "moment": guess.due_at.isoformat()}
    url = f"{reverse('tickets:promise', args=[ticket.pk])}?{urlencode(filled)}"
    params = {"what": guess.what, "moment": date_format(localtime(guess.due_at), "D j M, H:i")}
    offer_link(request, _("That sounds like a promise: “%(what)s” by %(moment)s. Add it?") % params, url)


def _is_refused(ticket: Ticket, data: dict[str, Any], *, by: User) -> bool:
    """Whether the case was to be solved with what was sent, and may not be."""
    macro, after = data["macro"], ComposerHabit.After
    by_macro = macro and "status" in data["actions"] and macro.status == SavedReply.Status.SOLVED
    if not by_macro and data["after"] not in {after.SOLVE, after.NEXT}:
        return False
    ticket.refresh_from_db(fields=["status"])
    return ticket.is_unfinished and bool(why_unsolvable(ticket, by=by))


def _to_next(request: HttpRequest, ticket: Ticket, listing: Listing, place: Cursor | None) -> HttpResponse:
    """The case below `place` in the list: where this one stood when the text was sent."""
    cases = listing.cases(request.user).exclude(pk=ticket.pk)
    following = listing.sorting.after(cases, place).first() or listing.sorting.sort(cases).first()
    if following is None:
        messages.info(request, _("That was the last case of “%(view)s”.") % {"view": listing.label})
        return redirect(f"{reverse('tickets:inbox')}?view={listing}")
    return redirect(f"{following.get_absolute_url()}?view={listing}")


def _composed(form: ComposerForm, attached: list[Attachment]) -> Composed:
    data = form.cleaned_data
    return Composed(
        body=data["body"],
        mode=data["mode"],
        seen_version=data["version"],
        source_key=form.source_key,
        form_key=form.form_key,
        after=data["after"],
        macro=data["macro"],
        actions=frozenset(data["actions"]),
        attachments=(*data["attachments"], *(attachment.pk for attachment in attached)),
    )


def _keep(request: HttpRequest, ticket: Ticket) -> None:
    """What was not sent is a draft, so that no page has to be left open for it."""
    form = DraftForm(request.POST, user=request.user)
    if form.is_valid():
        save_draft(form.draft(ticket, agent=request.user), form_key=form.form_key)


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
        "said": form.cleaned_data,
        "draft": Draft.objects.filter(ticket=ticket, agent=request.user).first(),
        "came_in": list(came_in)[::-1],
        "view": str(listing_beside(request, ticket)),
    }
    return render(request, "tickets/composer/stale_reply.html", context, status=409)
