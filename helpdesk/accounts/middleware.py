"""Middleware for whoever is signed in: the session's cookie, the second step, language, clock and time zone."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from helpdesk.accounts.second_step import lacks_second_step
from helpdesk.accounts.session_store import SessionStore
from helpdesk.lib.moments import clock_of
from helpdesk.lib.time_zones import zone_called

Handler = Callable[[HttpRequest], HttpResponse]


class KeepNewerSession(SessionMiddleware):
    """Deletes the session's cookie only at a sign-out, not whenever the session is gone.

    A page that is open asks by itself. An answer to its old session may arrive after somebody signed in again in
    another tab; deleting the cookie then would sign them out in the next moment.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        # SESSION_ENGINE names the store.
        if cookie and not cookie.value and not cast(SessionStore, request.session).was_ended:
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response


class RequireSecondFactor:
    """Whoever needs a second step by MFA_ROLES and has none reaches only the pages that set one up.

    Tokens of the API are held to the same rule by helpdesk/accounts/authentication.py.
    """

    OPEN_PATHS = (
        "/accounts/",  # where it is set up
        "/me/theme/",
        "/static/",
        "/service-worker.js",
        # These never look at the session: a signature, a secret link or nothing at all decides there.
        "/livez",
        "/readyz",
        "/metrics",
        "/twilio/",
        "/api/v1/carts/events",
        "/api/v1/carts/beacon",
        "/resume/",
        "/addresses/confirm/",
        "/unsubscribe/",
        "/help/",
        "/audio/",
    )

    FOR_PROGRAMS = ("/api/v1/", "/api/schema/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.OPEN_PATHS) or not request.user.is_authenticated:
            return self.get_response(request)
        if not lacks_second_step(request.user):
            return self.get_response(request)
        why = _("Your role requires two-step verification. Set it up to continue.")
        if request.path.startswith(self.FOR_PROGRAMS):
            return JsonResponse({"detail": why, "code": "second_step_required"}, status=403)
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        if htmx:
            # Nothing, and the whole page goes to the set-up, unless it is there: that would load it again for ever.
            response = HttpResponse(status=204)
            if not (htmx.current_url_abs_path or "").startswith(self.OPEN_PATHS):
                response["HX-Redirect"] = reverse("mfa_index")
            return response
        # Whether the answer becomes the page: browsers say so (Fetch Metadata), and who says nothing is believed.
        if request.headers.get("sec-fetch-mode", "navigate") != "navigate" or request.path == reverse("live"):
            return HttpResponse(why, status=403, content_type="text/plain")  # no script reads a redirected page
        messages.info(request, why)
        return redirect("mfa_index")


class ActivatePreferences:
    """Show every page in the language, the time zone and with the clock of the person who looks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        if user.language:
            # Not undone here: LocaleMiddleware, which decides for each request, then says in a header what it is.
            translation.activate(user.language)
        with timezone.override(zone_called(user.timezone)), clock_of(user.clock):
            return self.get_response(request)
