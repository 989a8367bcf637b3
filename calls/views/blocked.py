"""Numbers whose calls are not taken: a manager's list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.forms.blocked_numbers import BlockForm
from calls.models import BlockedNumber
from calls.ringing import block_number, unblock_number
from helpdesk.accounts.access import DeskRequest, manager_required
from helpdesk.lib.parameters import get_text

MOST_SHOWN = 500


@manager_required
@require_http_methods(["GET", "POST"])
def blocked_numbers(request: DeskRequest) -> HttpResponse:
    """/settings/blocked-numbers/; ?number=… fills in the number of a call."""
    data = request.POST if request.method == "POST" else None
    form = BlockForm(data, initial={"number": get_text(request.GET, "number", longest=40)})
    if data is not None and form.is_valid():
        try:
            block = block_number(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Calls from %(number)s are not taken any more.") % {"number": block})
            return redirect("calls:blocked_numbers")
    blocks = BlockedNumber.objects.select_related("blocked_by")[:MOST_SHOWN]
    context = {"form": form, "blocks": blocks, "now": timezone.now()}
    return render(request, "calls/ringing/blocked_numbers.html", context, status=422 if data is not None else 200)


@manager_required
@require_POST
def unblock(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/blocked-numbers/3/unblock/"""
    block = get_object_or_404(BlockedNumber, pk=pk)
    unblock_number(block)
    messages.success(request, _("Calls from %(number)s are taken again.") % {"number": block})
    return redirect("calls:blocked_numbers")
