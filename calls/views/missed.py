"""The missed calls of whoever looks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from calls.log import clear_missed
from calls.log.missed import answered_by_others, missed_by
from calls.models import Leg
from helpdesk.accounts.access import DeskRequest, agent_required


@agent_required
@require_GET
def missed(request: DeskRequest) -> HttpResponse:
    """GET /missed-calls/: whom nobody answered, and whom somebody else did."""
    at = timezone.now()
    context = {"missed": missed_by(request.user, at=at), "others": answered_by_others(request.user, at=at)}
    return render(request, "calls/log/_missed.html" if request.htmx else "calls/log/missed.html", context)


@agent_required
@require_POST
def clear(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /missed-calls/7/clear/"""
    if not Leg.objects.filter(user=request.user, call=pk).exists():
        raise Http404
    clear_missed(request.user, call_id=pk, at=timezone.now())
    return redirect("calls:missed")


@agent_required
@require_POST
def clear_all(request: DeskRequest) -> HttpResponse:
    """POST /missed-calls/clear/"""
    clear_missed(request.user, at=timezone.now())
    messages.success(request, _("Your missed calls are cleared. The callbacks stay owed."))
    return redirect("calls:missed")
