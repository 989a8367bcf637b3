"""Middleware of the desk: response headers, refusal of hostile input, redirects of forms that a script sends."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django_htmx.http import HttpResponseClientRedirect

from helpdesk.serving.error_pages import bad_request

logger = structlog.get_logger(__name__)

POWERS = ", ".join(
    [
        *(f"{power}=()" for power in ("camera", "display-capture", "geolocation", "midi", "payment", "serial", "usb")),
        "microphone=(self)",  # calls are answered in the browser
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)
SECRET_PATHS = (
    # Secrets of the authenticator app, recovery codes, a new token.
    "/accounts/",
    "/me/",
    "/admin/",
    # What callers said, as sound and as words, and what was said about it.
    "/calls/",
    "/reviews/",
    "/api/v1/calls/",
)
KEPT_OUT = "private, no-store"
ASKED_AGAIN = "private, no-cache"
"""Of no use to another person, yet going back still finds what was typed, which `no-store` would lose."""


class PrivateAnswers:
    """Sets Permissions-Policy on everything, and keeps pages with secrets out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POWERS)
        if request.path.startswith(SECRET_PATHS):
            response["Cache-Control"] = KEPT_OUT
        elif settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            # Made for one person.
            response.headers.setdefault("Cache-Control", ASKED_AGAIN)
        return response


CALLERS = "/twilio/"
"""The telephone network's doors answer in their own language, whatever they are told."""
OF_OUR_LIBRARIES = (
    "NUL",  # psycopg2: "A string literal cannot contain NUL (0x00) characters."
    "Exceeds the limit",  # int() of more than 4300 digits (Python's documentation, "Integer string conversion length")
    "surrogates not allowed",  # str.encode() of half a character
    "year is out of range",
    "embedded null",  # a file's name
)


def is_hostile(error: BaseException) -> bool:
    """Whether it says that a value fits nowhere: no column, no number, no text. Checks of ours say so in words."""
    if isinstance(error, DataError | OverflowError | RecursionError):
        return True
    return isinstance(error, ValueError) and any(words in str(error) for words in OF_OUR_LIBRARIES)


class RefuseHostileInput:
    """Middleware: the net below the checks of each door, so that a door that was forgotten answers 400, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info and not request.path_info.startswith(CALLERS):
            raise Http404("No address has a NUL in it.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path_info.startswith(CALLERS) or not is_hostile(error):
            return None
        logger.warning("input_refused", path=request.path_info[:200], error=str(error)[:200], exc_info=True)
        return bad_request(request, error)


HEADER = "X-Press4-Sending"


class LeadOn:
    """Such a form is told where to go on: a script that followed by itself would use up the messages for that page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if HEADER not in request.headers or response.status_code not in {302, 303}:
            return response
        onward = HttpResponseClientRedirect(response["Location"])
        onward.status_code = 204
        onward.cookies = response.cookies
        return onward


class PackPages(GZipMiddleware):
    """Compresses pages where no proxy does it: a page of cases is a tenth of itself then.

    Files and streams go as they are: a part of a file that was asked for by its place, and news that must not wait.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(("text/html", "application/json")):
            return response
        return super().process_response(request, response)
