"""Send a reply or note, preview it, take a reply back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.keyset import Cursor
from helpdesk.lib.moments import say_moment, say_there
from helpdesk.lib.parameters import get_choice, get_text
from helpdesk.lib.toasts import offer_link, offer_undo
from helpdesk.templatetags.press4 import markdown
from tickets.cases.attachments import attach_files
from tickets.cases.entries import TOLD, StaleReplyError
from tickets.cases.lifecycle import why_unsolvable
from tickets.cases.promise_detection import guess_promise
from tickets.composer import Composed, save_draft, send_composed, take_back_reply
from tickets.composer.scheduling import schedule_reply, send_scheduled, unschedule_reply
from tickets.forms.base import LONGEST_TEXT
from tickets.forms.cases import SnoozeForm
from tickets.forms.composer import RECIPIENTS, ComposerForm, DraftForm
from tickets.ledger import DenialError
from tickets.lists.listing import Listing
from tickets.models import Attachment, ComposerHabit, Draft, Entry, SavedReply, ScheduledReply, Ticket
from tickets.views.cases import Composing, back_to, listing_beside, show_case, view_query, visible_case

FEW_NEWS = 10


@agent_required
@require_POST
def write(request: DeskRequest, pk: int) -> HttpResponse:
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
    if not form.is_valid():
        return show_case(request, ticket, composing=Composing(form=form), status=422)
    if form.gaps or form.doubts:
        _keep_as_draft(request, ticket)
        composing = Composing(form=form, gaps=form.gaps, doubts=form.doubts)
        return show_case(request, ticket, composing=composing, status=422)
    goes_on = form.cleaned_data["after"] == ComposerHabit.After.NEXT
    listing = listing_beside(request, ticket)
    # A saved reply may hand the case to others: then one goes on to the next as well.
    place = listing.sorting.cursor_of(ticket) if goes_on or form.cleaned_data["macro"] else None
    try:
        entry = send_composed(ticket, composed=_composed(form, attached), by=request.user)
    except DenialError as error:
        _keep_as_draft(request, ticket)
        return show_case(request, ticket, composing=Composing(form=form, denial=error.found), status=409)
    except ConflictError as error:
        return _show_refusal(request, ticket, form, error)
    if entry.kind == Entry.Kind.REPLY:
        offer_undo(request, _say_sent(entry), "tickets:take_back", entry.pk, query=view_query(request))
    _hint_promise(request, ticket, form.cleaned_data["body"])
    is_gone = form.cleaned_data["macro"] and not Ticket.objects.reachable_by(request.user).filter(pk=pk).exists()
    if not is_gone and _is_refused(ticket, form.cleaned_data, by=request.user):
        return back_to(request, ticket, unsolved="yes")
    if is_gone or goes_on:
        return _to_next(request, ticket, listing, place)
    return back_to(request, ticket)


@agent_required
@require_POST
def schedule(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/schedule/ like a reply, with until=tomorrow, or until=custom and a moment."""
    ticket, now = visible_case(request, pk), timezone.now()
    form, later = ComposerForm(request.POST, user=request.user), SnoozeForm(request.POST, ticket=ticket, at=now)
    attached, refusals = attach_files(ticket, request.FILES.getlist("files"), by=request.user)
    if refusals or not form.is_valid():
        return show_case(request, ticket, composing=Composing(form=form, refusals=refusals), status=422)
    if form.gaps or form.doubts:
        _keep_as_draft(request, ticket)
        composing = Composing(form=form, gaps=form.gaps, doubts=form.doubts)
        return show_case(request, ticket, composing=composing, status=422)
    if form.cleaned_data["mode"] != Draft.Mode.REPLY:
        refusal = _("Only a reply can be sent later.")
        return show_case(request, ticket, composing=Composing(form=form), refusal=refusal, status=422)
    if not later.is_valid():
        composing = Composing(form=_to_go_on(form, ticket))
        return show_case(request, ticket, composing=composing, refusal=later.problem, status=422)
    try:
        planned = schedule_reply(ticket, composed=_composed(form, attached), due_at=later.wakes_at, by=request.user)
    except DenialError as error:
        _keep_as_draft(request, ticket)
        composing = Composing(form=form, denial=error.found | {"is_later": True})
        return show_case(request, ticket, composing=composing, status=409)
    except ConflictError as error:
        return _show_refusal(request, ticket, form, error)
    moment = say_there(planned.due_at, timezone.get_current_timezone(), year=None)
    messages.success(request, _("Reply scheduled for %(moment)s.") % {"moment": moment})
    return back_to(request, ticket)


@agent_required
@require_POST
def send_now(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/scheduled/5/now/: an own reply that was to leave later leaves."""
    planned = _scheduled(request, pk, author=request.user)
    try:
        entry = send_scheduled(planned)
    except ConflictError as error:
        messages.warning(request, str(error))
        return back_to(request, planned.ticket)
    if entry is None:
        messages.warning(request, _("Not sent: something new came in. The text is a draft again."))
    else:
        offer_undo(request, _say_sent(entry), "tickets:take_back", entry.pk, query=view_query(request))
    return back_to(request, planned.ticket)


@agent_required
@require_POST
def unschedule(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/scheduled/5/edit/: a reply that was to leave later is a draft again, of whoever wrote it."""
    planned = _scheduled(request, pk)
    try:
        place = unschedule_reply(planned, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        is_own = planned.author_id == request.user.pk
        place = _("The text is in the composer.") if is_own else place
        messages.info(request, _("Not scheduled anymore. %(place)s") % {"place": place})
    return back_to(request, planned.ticket)


def _say_sent(entry: Entry) -> str:
    address, others = entry.sent_mail.to_address, len(entry.sent_mail.others)
    if not others:
        return _("Reply sent to %(address)s.") % {"address": address}
    words = ngettext(
        "Reply sent to %(address)s and %(count)d other.",
        "Reply sent to %(address)s and %(count)d others.",
        others,
    )
    return words % {"address": address, "count": others}


def _scheduled(request: DeskRequest, pk: int, **whose: User) -> ScheduledReply:
    planned = ScheduledReply.objects.filter(seen_by(request.user, "ticket"), **whose)
    return get_object_or_404(planned.select_related("ticket"), pk=pk)


@agent_required
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """POST /tickets/preview/ with body: as it will be read."""
    return HttpResponse(markdown(get_text(request.POST, "body", longest=LONGEST_TEXT, strip=False)))


@agent_required
@require_POST
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/entries/7/take-back/: a reply of mine that has not left becomes a draft again."""
    replies = Entry.objects.filter(held__isnull=False, actor=request.user)
    entry = get_object_or_404(replies.filter(seen_by(request.user, "ticket")).select_related("ticket"), pk=pk)
    try:
        take_back_reply(entry, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        messages.info(request, _("Reply unsent. Its text is in the composer again."))
    answer = back_to(request, entry.ticket)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def _hint_promise(request: DeskRequest, ticket: Ticket, text: str) -> None:
    """Offer to add what a text that was just written seems to promise. Never without a person."""
    guess = guess_promise(text, at=timezone.now())
    if guess is None:
        return
    filled = {"what": guess.what, "kind": guess.kind, "moment": guess.due_at.isoformat()}
    url = f"{reverse('tickets:promise', args=[ticket.pk])}?{urlencode(filled)}"
    params = {"what": guess.what, "moment": say_moment(guess.due_at)}
    offer_link(request, _("That sounds like a promise: “%(what)s” by %(moment)s. Add it?") % params, url)


def _is_refused(ticket: Ticket, data: dict[str, Any], *, by: User) -> bool:
    """Whether the case was to be solved with what was sent, and may not be."""
    macro, after = data["macro"], ComposerHabit.After
    by_macro = macro and "status" in data["actions"] and macro.status == SavedReply.Status.SOLVED
    if not by_macro and data["after"] not in {after.SOLVE, after.NEXT}:
        return False
    ticket.refresh_from_db(fields=["status"])
    return ticket.is_unfinished and bool(why_unsolvable(ticket, by=by))


def _to_next(request: DeskRequest, ticket: Ticket, listing: Listing, place: Cursor | None) -> HttpResponse:
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
        **{name: data[name] for name in (*RECIPIENTS, "subject", "denial_reason")},
    )


def _show_refusal(request: DeskRequest, ticket: Ticket, form: ComposerForm, error: ConflictError) -> HttpResponse:
    """Say why a text was not sent."""
    _keep_as_draft(request, ticket)
    if not isinstance(error, StaleReplyError):
        # Read again: what refused the text may have been a merge.
        ticket = visible_case(request, ticket.pk)
        composing = Composing(form=_to_go_on(form, ticket))
        return show_case(request, ticket, composing=composing, refusal=str(error), status=409)
    ticket.refresh_from_db(fields=["version"])
    missed = min(max(ticket.version - form.cleaned_data["version"], 1), FEW_NEWS)
    came_in = ticket.entries.filter(is_public=True).exclude(kind__in=TOLD).select_related("actor")
    context = {
        "ticket": ticket,
        "composer": _to_go_on(form, ticket),
        "said": form.cleaned_data,
        "draft": Draft.objects.filter(ticket=ticket, agent=request.user).first(),
        "came_in": list(came_in.order_by("-pk")[:missed])[::-1],
        "view": str(listing_beside(request, ticket)),
    }
    return render(request, "tickets/composer/stale_reply.html", context, status=409)


def _keep_as_draft(request: DeskRequest, ticket: Ticket) -> None:
    """What was not sent is a draft now, so that no page has to be left open for it."""
    draft = DraftForm(request.POST, user=request.user)
    if draft.is_valid():
        save_draft(draft.draft(ticket, agent=request.user), form_key=draft.form_key)


def _to_go_on(form: ComposerForm, ticket: Ticket) -> ComposerForm:
    """The same text to go on with, as the answer to what the page shows now.

    Its key is another one: what the form before has sent stands in the version of this page already.
    """
    kept = {name: form.data.get(name, "") for name in ("mode", "body", *RECIPIENTS, "subject")}
    return ComposerForm(initial=kept | {"version": ticket.survivor.version})
