"""Promises to a requester: give, keep, drop."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import seen_by
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_choice, get_text, read_moment
from tickets.cases import give_promise
from tickets.cases.promises import drop_promise, tick_promise
from tickets.forms.base import OWN
from tickets.forms.promises import KINDS, DropPromiseForm, PromiseForm
from tickets.models import Promise
from tickets.views.cases import back_to, show_case, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def promise(request: DeskRequest, pk: int) -> HttpResponse:
    """/tickets/12/promise/, filled in by ?what=…&kind=…&moment=… from a text that sounded like a promise."""
    ticket, now = visible_case(request, pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    # What a link filled in; whatever makes no sense is left out.
    initial: dict[str, Any] = {}
    if what := get_text(request.GET, "what"):
        initial["what"] = what
    if kind := get_choice(request.GET, "kind", dict(KINDS)):
        initial["kind"] = kind
    if moment := read_moment(get_text(request.GET, "moment")):
        initial |= {"until": OWN, "moment": moment}
    form = PromiseForm(data, ticket=ticket, at=now, initial=initial)
    context = {"ticket": ticket, "form": form, "title": _("Add follow-up"), "action": _("Add follow-up")}
    if data is not None and form.is_valid():
        fields = {"what": form.cleaned_data["what"], "kind": form.cleaned_data["kind"], "due_at": form.due_at}
        try:
            give_promise(ticket, by=request.user, at=now, source_key=form.source_key, **fields)
        except ConflictError as error:
            return render(request, "tickets/cases/form.html", {**context, "refusal": error}, status=409)
        return back_to(request, ticket)
    return render(request, "tickets/cases/form.html", context, status=422 if form.is_bound else 200)


@agent_required
@require_POST
def keep(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /promises/7/keep/: we did it."""
    row = _visible_promise(request, pk)
    try:
        tick_promise(row, by=request.user)
    except ConflictError as error:
        return show_case(request, visible_case(request, row.ticket_id), refusal=str(error), status=409)
    return back_to(request, row.ticket)


@agent_required
@require_http_methods(["GET", "POST"])
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    """/promises/7/drop/: it was not done, or need not be."""
    row = _visible_promise(request, pk)
    form = DropPromiseForm(request.POST if request.method == "POST" else None)
    context = {"ticket": row.ticket, "form": form, "title": row.what, "action": _("Save")}
    if form.is_bound and form.is_valid():
        is_broken = form.cleaned_data["how"] == "broken"
        try:
            drop_promise(row, reason=form.cleaned_data["reason"], is_broken=is_broken, by=request.user)
        except ConflictError as error:
            return render(request, "tickets/cases/form.html", {**context, "refusal": error}, status=409)
        return back_to(request, row.ticket)
    return render(request, "tickets/cases/form.html", context, status=422 if form.is_bound else 200)


def _visible_promise(request: DeskRequest, pk: int) -> Promise:
    promises = Promise.objects.filter(seen_by(request.user, "ticket")).select_related("ticket__requester")
    return get_object_or_404(promises, pk=pk)
