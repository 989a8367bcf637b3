"""Bulk changes of a list, and their undo."""

from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import Team, User
from helpdesk.lib.parameters import LONGEST_QUERY, get_text
from helpdesk.lib.toasts import offer_undo
from tickets.forms.base import new_key
from tickets.forms.bulk_changes import BulkForm
from tickets.lists import change_in_bulk, undo_in_bulk
from tickets.lists.bulk_changes import OF_TEAM
from tickets.lists.listing import Listing, asked_listing
from tickets.models import BulkChange, SavedReply, Tag, Ticket

Verb = BulkChange.Verb
NAMED = 5
"""So many cases are named of those that could not be changed."""


@agent_required
@require_GET
def choices(request: DeskRequest) -> HttpResponse:
    """GET /tickets/bulk/choices/?of=assignee: the people and teams, priorities, tags or moments that a list offers."""
    form = BulkForm(user=request.user)
    of = get_text(request.GET, "of")
    if of == "assignee":
        return render(request, "tickets/lists/_bulk_people.html", {"choices": form.people_and_teams})
    found = [menu for menu in form.menus if menu[2].name == of]
    if not found:
        raise Http404
    act, label, field = found[0]
    field.field.widget.attrs["autofocus"] = True
    return render(request, "tickets/lists/_bulk_choices.html", {"act": act, "label": label, "field": field})


@agent_required
@require_POST
def bulk(request: DeskRequest) -> HttpResponse:
    """POST /tickets/bulk/ with the cases and act, one of the verbs of BulkChange; act=choose asks which."""
    form = BulkForm(request.POST, user=request.user)
    # In the order of a list.
    cases = list(Ticket.objects.reachable_by(request.user).filter(pk__in=form.asked).select_related("requester"))
    if not form.is_valid():
        view = get_text(request.POST, "view", longest=LONGEST_QUERY)
        context = {"form": form, "cases": cases, "view": view, "key": new_key()}
        mistakes = [error for name, errors in form.errors.items() if name != "key" for error in errors]
        context["mistakes"] = mistakes if get_text(request.POST, "act") != "choose" else []
        return render(request, "tickets/lists/bulk_change.html", context, status=422 if context["mistakes"] else 200)
    change = change_in_bulk(cases, verb=form.verb, value=form.value, by=request.user, key=form.deed)
    steps = list(change.steps.select_related("ticket"))
    changed = sum(bool(step.was) for step in steps)
    if changed:
        offer_undo(request, _sentence(change, changed), "tickets:undo_bulk", change.pk)
    if refused := [step.refusal for step in steps if step.refusal]:
        text = ngettext("%(number)s case stays as it is.", "%(number)s cases stay as they are.", len(refused))
        messages.warning(request, f"{text % {'number': len(refused)}} {_some(refused, ' ')}")
    elif not changed:
        messages.info(request, _("The cases were so already: nothing was changed."))
    return redirect(_back(request))


@agent_required
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/bulk/3/undo/: every case as it was, except those that were changed since."""
    change = undo_in_bulk(get_object_or_404(BulkChange, pk=pk, by=request.user), by=request.user)
    steps = list(change.steps.exclude(is_undone=None).select_related("ticket"))
    restored = sum(bool(step.is_undone) for step in steps)
    if restored:
        text = ngettext("%(number)s case is as it was.", "%(number)s cases are as they were.", restored)
        messages.success(request, text % {"number": restored})
    if changed := [str(step.ticket) for step in steps if not step.is_undone]:
        text = _("Not undone, because they were changed since: %(cases)s.")
        messages.warning(request, text % {"cases": _some(changed, ", ")})
    return redirect(_back(request))


def change_one(request: DeskRequest, ticket: Ticket, *, verb: str, value: str = "") -> str:
    """The same for one case, on its own page, which says so and offers an undo. Answers why it was refused, or ""."""
    change = change_in_bulk([ticket], verb=verb, value=value, by=request.user, key=uuid4())
    step = change.steps.get()
    if step.was:
        offer_undo(request, _sentence(change, 1), "tickets:undo_bulk", change.pk)
    return step.refusal


def _sentence(change: BulkChange, number: int) -> str:
    params = {"number": number, "value": _value_of(change)}
    sentences = {
        Verb.SOLVE: ngettext("%(number)s case solved", "%(number)s cases solved", number),
        Verb.WAIT: ngettext(
            "%(number)s case is waiting on the customer", "%(number)s cases are waiting on the customer", number
        ),
        Verb.REOPEN: ngettext("%(number)s case opened again", "%(number)s cases opened again", number),
        Verb.ASSIGN: ngettext(
            "%(number)s case assigned to %(value)s", "%(number)s cases assigned to %(value)s", number
        ),
        Verb.PRIORITY: ngettext(
            "Priority of %(number)s case: %(value)s", "Priority of %(number)s cases: %(value)s", number
        ),
        Verb.TAG: ngettext("%(number)s case tagged “%(value)s”", "%(number)s cases tagged “%(value)s”", number),
        Verb.SNOOZE: ngettext("%(number)s case snoozed: %(value)s", "%(number)s cases snoozed: %(value)s", number),
    }
    return sentences[Verb(change.verb)] % params


def _value_of(change: BulkChange) -> str:
    match change.verb:
        case Verb.PRIORITY:
            return str(Ticket.Priority(change.value).label)
        case Verb.ASSIGN if not change.value:
            return _("nobody")
        case Verb.ASSIGN if change.value.startswith(OF_TEAM):
            return str(Team.objects.filter(pk=change.value.removeprefix(OF_TEAM)).first() or _("a deleted team"))
        case Verb.ASSIGN:
            return str(User.objects.get(pk=change.value))
        case Verb.TAG:
            return str(Tag.objects.get(pk=change.value))
        case Verb.SNOOZE:
            return str(SavedReply.Snooze(change.value).label)
    return ""


def _some(parts: list[str], joint: str) -> str:
    return joint.join(parts[:NAMED]) + (" …" if len(parts) > NAMED else "")


def _back(request: DeskRequest) -> str:
    """The page on which it was asked for: a list, or a case beside it."""
    page = urlsplit(request.headers.get("Referer", ""))
    with suppress(Resolver404):
        is_ours = page.netloc == request.get_host()
        if is_ours and resolve(page.path).view_name in {"tickets:inbox", "tickets:detail"}:
            return page._replace(scheme="", netloc="").geturl()
    return f"{reverse('tickets:inbox')}?view={asked_listing(request) or Listing()}"
