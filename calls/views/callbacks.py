"""A manager calls back from the board."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from calls import callbacks
from calls.models import Talk
from escalation.models import Callback
from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.phones import readable_phone


@manager_required
@require_POST
def start_callback(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /callbacks/5/call/: rings the manager's own mobile, and after press 1 the buyer."""
    callback = get_object_or_404(Callback.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    try:
        callbacks.start_callback(callback, by=request.user, at=timezone.now())
    except ConflictError as error:
        context = {"message": error, "back_url": reverse("escalation:board")}
        return render(request, "409.html", context, status=409)
    phone = readable_phone(request.user.mobile)
    messages.success(request, _("Your phone %(phone)s rings in a moment. Press 1 to be connected.") % {"phone": phone})
    return redirect("escalation:board")


@agent_required
@require_GET
def callback_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /callbacks/5/panel/: how the call back stands, live."""
    visible = Callback.objects.visible_to(request.user).select_related("ticket__requester", "attempted_by")
    callback = get_object_or_404(visible, pk=pk)
    call = callback.calls.order_by("-pk").first()
    # Whether they were reached only the manager can say: a voicemail picks up too. This is what the form starts with.
    outcome = Callback.Outcome.REACHED if call and call.answered_at else Callback.Outcome.NO_ANSWER
    context = {
        "callback": callback,
        "call": call,
        "leg": call.legs.first() if call else None,
        "outcome": outcome,
        "is_asked": bool(call) and Talk.objects.asked_of(request.user).filter(leg__call=call).exists(),
    }
    return render(request, "calls/callbacks/_callback_panel.html", context)
