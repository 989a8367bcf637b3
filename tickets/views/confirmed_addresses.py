"""A case that may belong to another one: offered to an agent, and confirmed by its customer, who is not signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import seen_by
from helpdesk.lib.conflict import ConflictError
from tickets.inbound.belonging import (
    PANEL,
    ask_to_confirm,
    confirm_address,
    named_on,
    offered_on,
    read_token,
    why_unaskable,
)
from tickets.models import Entry, Ticket
from tickets.views.cases import back_to


@agent_required
@require_GET
def belonging(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/7/belonging/: what the entry of an offer shows: the other case, merge, ask."""
    entry = _offer(request, pk)
    other = named_on(entry)
    is_joined = offered_on(entry).survivor.pk == other.pk
    context = {"entry": entry, "ticket": offered_on(entry), "other": other, "is_joined": is_joined}
    context["may_see"] = Ticket.objects.reachable_by(request.user).filter(pk=other.pk).exists()
    context["is_asked"] = Entry.objects.filter(source_key=f"confirm:{entry.pk}:asked").exists()
    context["why"] = why_unaskable(entry)
    return render(request, "tickets/inbound/_belonging.html", context)


@agent_required
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/entries/7/belonging/ask/: the customer of the other case is asked by mail."""
    entry = _offer(request, pk)
    # Who may not see the other case must not have us write about it.
    get_object_or_404(Ticket.objects.reachable_by(request.user), pk=named_on(entry).pk)
    try:
        ask_to_confirm(entry, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("We asked the customer to confirm the address."))
    return back_to(request, entry.ticket)


# The signed link is the whole right to confirm; a mail program that opens it has no cookie, and GET changes nothing.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail. It says nothing of the case but its number, which that mail names, too."""
    at = timezone.now()
    asked = read_token(token, at=at)
    if asked is None:
        return render(request, "tickets/inbound/confirm_over.html", status=404)
    entry, address, asker = asked
    context = {"address": address, "other": named_on(entry)}
    if request.method == "POST":
        confirm_address(entry, address, asked_by=asker, at=at)
        return render(request, "tickets/inbound/confirmed.html", context)
    return render(request, "tickets/inbound/confirm.html", context)


def _offer(request: DeskRequest, pk: int) -> Entry:
    related = ("ticket__requester", "came_from__requester", "other_ticket__requester", "other_ticket__merged_into")
    offers = Entry.objects.filter(seen_by(request.user, "ticket"), panel=PANEL, other_ticket__isnull=False)
    return get_object_or_404(offers.select_related(*related), pk=pk)
