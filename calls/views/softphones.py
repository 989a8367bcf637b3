"""The telephone in the browser."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from calls.ringing import ring_new_page
from calls.ringing.softphones import has_softphone
from calls.twilio.tokens import TOKEN_LASTS, access_token
from helpdesk.accounts.access import DeskRequest, agent_required


@agent_required
@require_POST
@never_cache
def token(request: DeskRequest) -> HttpResponse:
    """POST /calls/softphone/token/: with what the browser signs in at the provider; 409 for who has no softphone."""
    if not has_softphone(request.user):
        return JsonResponse({"detail": _("No ring group rings your browser.")}, status=409)
    return JsonResponse({"token": access_token(request.user), "seconds": int(TOKEN_LASTS.total_seconds())})


@agent_required
@require_POST
def ready(request: DeskRequest) -> HttpResponse:
    """POST /calls/softphone/ready/: a page of this person is the telephone from now on, and is rung for what rings."""
    ring_new_page(request.user, at=timezone.now())
    return HttpResponse(status=204)
