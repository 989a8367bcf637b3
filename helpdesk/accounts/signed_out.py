"""Responses to a page that asks or sends after its session ended, or after somebody else signed in."""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

SIGNED_OUT = "signed-out"
"""The event of the page that shows how to sign in again (static/press4/kept.js)."""
STALE = "stale-page"
"""The event of a page that was opened before somebody signed in: it asks who did (static/press4/session.js)."""
PERSON = "X-Press4-Person"
"""Whose page it is that asks: the key of the person who opened it."""


class AnswerSignedOut:
    """Whoever is signed out is led to the sign-in, but only pages: a part of a page would show it in its place.

    The page is not left by itself: somebody may be writing in it, or on the phone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What a page asks for and sends is its person's: nothing is done in the name of whoever signed in since.
        person = request.headers.get(PERSON)
        if person is not None and request.user.is_authenticated and person != str(request.user.pk):
            return _told(HttpResponse(status=204), STALE)
        response = self.get_response(request)
        if response.status_code != 302 or request.user.is_authenticated or request.path.startswith("/accounts/"):
            return response
        if response["Location"].partition("?")[0] != resolve_url(settings.LOGIN_URL):
            return response
        if getattr(request, "htmx", None):
            answer = HttpResponse(status=204)
        elif is_by_script(request):
            answer = HttpResponse(_("You were signed out."), status=401, content_type="text/plain")
        else:
            return response
        return _told(answer, SIGNED_OUT)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's page for a form whose token is of an earlier sign-in. A script reads that it may get another."""
    return _told(csrf_failure(request, reason), STALE)


def _told(answer: HttpResponse, event: str) -> HttpResponse:
    answer["HX-Trigger"] = json.dumps({event: True})
    answer["Cache-Control"] = "no-store"
    return answer


def is_by_script(request: HttpRequest) -> bool:
    """Whether a script reads the answer: browsers say so (Fetch Metadata), and who says nothing shows a page."""
    return request.headers.get("sec-fetch-mode", "navigate") in {"cors", "same-origin"}
