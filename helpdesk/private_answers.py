"""What browsers are told about every answer: which of their powers a page uses, and what they may not keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
        elif _is_for_one_person(request):
            response.headers.setdefault("Cache-Control", ASKED_AGAIN)
        return response


def _is_for_one_person(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
