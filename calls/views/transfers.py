"""On the screen of whoever has a caller: put on hold, transfer, take back, bring in."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls import transfers
from calls.forms.transfers import TransferForm
from calls.models import Call, Transfer
from calls.transfers.colleagues import people_to_ask
from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError

ACTIONS: dict[str, Callable[..., None]] = {
    "take-back": transfers.take_back,
    "bring-in": transfers.bring_in,
    "hand-over": transfers.hand_over,
}


def _call(request: DeskRequest, pk: int) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user).select_related("ticket__requester"), pk=pk)


@agent_required
@require_GET
def transfer_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /calls/7/transfer/panel/: how a call is being handed over, live; the same for everybody who sees the call."""
    return render(request, "calls/transfers/_transfer.html", _context(request, _call(request, pk)))


@agent_required
@require_http_methods(["GET", "POST"])
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """/calls/7/transfer/: say to whom and what they must know; the caller is put on hold."""
    call = _call(request, pk)
    if request.method == "GET":
        return render(request, "calls/transfers/transfer.html", _context(request, call, is_page=True))
    form = _form(request, call, request.POST, is_page=not request.htmx)
    if form.is_valid():
        start = partial(transfers.start_transfer, call, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _act(request, call, start)
    template = "calls/transfers/_transfer.html" if request.htmx else "calls/transfers/transfer.html"
    context = _context(request, call, is_page=not request.htmx) | {"form": form}
    return render(request, template, context, status=422)


@agent_required
@require_POST
def hold(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/hold/: put the caller on hold, and decide later."""
    call = _call(request, pk)
    return _act(request, call, partial(transfers.start_transfer, call, by=request.user, at=timezone.now()))


@agent_required
@require_POST
def act(request: DeskRequest, pk: int, action: str) -> HttpResponse:
    """POST /calls/transfers/3/take-back/, bring-in/ or hand-over/."""
    visible = Transfer.objects.filter(call__in=Call.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("call__ticket__requester"), pk=pk)
    return _act(request, found.call, partial(ACTIONS[action], found, by=request.user, at=timezone.now()))


def _act(request: DeskRequest, call: Call, deed: Callable[[], object]) -> HttpResponse:
    """Do it, and show how it stands: the fragment for htmx, else the page of the transfer."""
    try:
        deed()
    except ConflictError as refusal:
        if request.htmx:
            # 200, because htmx shows only what came of a success: the fragment says why nothing was done.
            return render(request, "calls/transfers/_transfer.html", _context(request, call) | {"error": refusal})
        context = {"message": refusal, "back_url": call.get_absolute_url()}
        return render(request, "409.html", context, status=409)
    if request.htmx:
        return render(request, "calls/transfers/_transfer.html", _context(request, call))
    return redirect("calls:transfer", call.pk)


def _context(request: DeskRequest, call: Call, *, is_page: bool = False) -> dict[str, object]:
    """What the fragment shows: the last transfer, and whether this person has the caller."""
    call = Call.objects.select_related("taker", "ticket__requester", "line__ring_group").get(pk=call.pk)
    related = ("from_leg__user", "accepted_by__user", "person")
    found = call.transfers.select_related(*related).order_by("-pk").first()
    taker = call.taker
    is_mine = bool(taker and taker.user_id == request.user.pk and not taker.ended_at)
    is_mine = is_mine and call.status == Call.Status.IN_PROGRESS and call.sid is not None
    form = _form(request, call, is_page=is_page) if is_mine else None
    return {"call": call, "transfer": found, "is_mine": is_mine, "form": form, "is_page": is_page}


def _form(request: DeskRequest, call: Call, data: QueryDict | None = None, *, is_page: bool) -> TransferForm:
    """In the bar it stands beside any other form, so its fields have names of their own."""
    auto_id = "id_%s" if is_page else f"transfer-{call.pk}-%s"
    return TransferForm(data, call=call, people=people_to_ask(request.user), at=timezone.now(), auto_id=auto_id)
