"""Merge cases, and undo a merge."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_text, read_key
from helpdesk.lib.toasts import offer_undo
from tickets.merging import MergeError, merge_tickets, undo_merge
from tickets.merging.related import choices_for
from tickets.models import CaseMerge, Ticket
from tickets.views.cases import back_to, show_case, view_beside, view_query, visible_case

LAST_WORDS = 5
"""So many entries of each case stand on the page on which one decides."""
LONGEST_NUMBER = 10
"""More digits are an order or a telephone number."""


@agent_required
@require_GET
def merge(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/merge/?q=15: which case is it part of?"""
    ticket = visible_case(request, pk)
    asked = get_text(request.GET, "q")
    is_part = request.htmx.target == "choices"
    number = asked.removeprefix("#")
    key = read_key(number) if len(number) <= LONGEST_NUMBER else None
    named = None if is_part or key is None else Ticket.objects.reachable_by(request.user).numbered(key).first()
    if named and named.pk != ticket.pk:
        url = reverse("tickets:merge_into", args=[ticket.pk, named.pk])
        return redirect("?".join(filter(None, [url, view_query(request)])))  # "m", the number, Enter
    context = {"ticket": ticket, "asked": asked, "groups": choices_for(ticket, asked, user=request.user)}
    context["view"] = view_beside(request)
    return render(request, "tickets/merging/_choices.html" if is_part else "tickets/merging/merge.html", context)


@agent_required
@require_http_methods(["GET", "POST"])
def merge_into(request: DeskRequest, pk: int, into_pk: int) -> HttpResponse:
    """GET /tickets/12/merge/15/: both side by side. POST makes them one; refused (409) with the reason."""
    ticket, into = visible_case(request, pk), visible_case(request, into_pk)
    refusal = ""
    if request.method == "POST":
        try:
            done = merge_tickets(ticket, into=into, by=request.user)
        except MergeError as error:
            refusal = str(error)
        else:
            names = {"case": ticket, "other": into}
            text = _("%(case)s was merged into %(other)s.") % names
            offer_undo(request, text, "tickets:undo_merge", done.pk, query=view_query(request))
            return back_to(request, into)
    sides = [
        {"case": case, "entries": case.entries.select_related("actor").order_by("-occurred_at", "-pk")[:LAST_WORDS]}
        for case in (ticket, into)
    ]
    context = {"ticket": ticket, "into": into, "sides": sides, "refusal": refusal, "view": view_beside(request)}
    return render(request, "tickets/merging/merge_into.html", context, status=409 if refusal else 200)


@agent_required
@require_GET
def merge_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/merges/3/: what the entry of a merge shows: undo, or that it was undone."""
    done = get_object_or_404(CaseMerge.objects.visible_to(request.user).select_related("source", "undone_by"), pk=pk)
    return render(request, "tickets/merging/_panel.html", {"merge": done})


@agent_required
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/merges/3/undo/: two cases again; refused (409) with the reason."""
    done = get_object_or_404(CaseMerge.objects.visible_to(request.user).select_related("source", "survivor"), pk=pk)
    try:
        undo_merge(done, by=request.user)
    except MergeError as error:
        return show_case(request, visible_case(request, done.survivor_id), refusal=str(error), status=409)
    messages.success(request, _("Merge undone. %(case)s is open separately again.") % {"case": done.source})
    return back_to(request, done.survivor)
