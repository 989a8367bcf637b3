"""Push: what each browser is told so that it can be pushed to, and the list of one's own browsers."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.web_push import EndpointError, encode, point
from tickets.forms.pushes import SubscriptionForm
from tickets.pushes import subscriptions


@require_GET
@csp({"default-src": [NONE], "connect-src": [SELF]})
def service_worker(request: HttpRequest) -> FileResponse:
    """GET /service-worker.js: what shows pushes. It lies at the root because it may open only what lies below it.

    Browsers compare it with theirs at each visit, so a new version of the desk brings its own.
    """
    script = settings.BASE_DIR / "static" / "press4" / "service-worker.js"
    return FileResponse(
        script.open("rb"), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@agent_required
@require_http_methods(["GET", "POST"])
def push(request: DeskRequest) -> HttpResponse:
    """GET /me/push/: the public key of the desk, and a token for the service worker, which has no page to read it from.

    POST with endpoint, p256dh and auth: push to this browser from now on.
    """
    if request.method == "GET":
        _row, key = subscriptions.push_key()
        return JsonResponse({"key": encode(point(key.public_key())), "token": get_token(request)})
    form = SubscriptionForm(request.POST)
    try:
        if not form.is_valid():
            raise EndpointError("A part is missing or too long.")
        subscriptions.keep_subscription(
            request.user,
            session_key=request.session.session_key or "",
            device=subscriptions.device_called(request.headers.get("User-Agent", "")),
            **form.cleaned_data,
        )
    except EndpointError:
        words = _("The desk cannot push to the address that this browser gave.")
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    except ConflictError as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@agent_required
@require_POST
def try_push(request: DeskRequest, pk: int) -> HttpResponse:
    """Push something to one of the own browsers."""
    browser = get_object_or_404(request.user.push_subscriptions, pk=pk)
    subscriptions.try_subscription(browser)
    messages.success(request, _("A notification is on its way to %(browser)s.") % {"browser": browser})
    return redirect("tickets:notice_settings")


@agent_required
@require_POST
def remove_push(request: DeskRequest, pk: int) -> HttpResponse:
    """Push nothing more to one of the own browsers."""
    browser = get_object_or_404(request.user.push_subscriptions, pk=pk)
    subscriptions.remove_subscription(browser)
    messages.success(request, _("Nothing is pushed to %(browser)s any more.") % {"browser": browser})
    return redirect("tickets:notice_settings")
