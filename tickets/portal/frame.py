"""The frame of the help pages: public, in the visitor's language, without scripts, sessions, caches or a trace."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.views.decorators.csrf import csrf_exempt

from helpdesk.lib.networks import network_of
from helpdesk.lib.parameters import get_choice
from helpdesk.lib.rates import is_too_often
from tickets.models import Organizer

logger = structlog.get_logger(__name__)

View = Callable[..., HttpResponseBase]

POLICY = {
    "default-src": [NONE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
HEADERS = {
    "Cache-Control": "private, no-store",
    # The address of the page is its key, and must not be told to whoever a message links to.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
LANGUAGES = dict(settings.LANGUAGES)
MOST_POSTS, MINUTES = 120, 10
"""Of one network: a hall full of people has one address, a flood has many more."""


def help_page(view: View) -> View:
    """Public by a secret in the address or the form instead of a session: tickets/portal/links.py says how."""

    @csrf_exempt  # there is no session whose power another page could borrow
    @csp(POLICY)
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.HELP_PAGES:
            raise Http404
        language = get_choice(request.GET, "language", LANGUAGES, default=translation.get_language() or "en")
        with translation.override(language):
            try:
                is_flood = request.method == "POST" and is_flooding(request)
                response = _busy(request, 429, 60 * MINUTES) if is_flood else view(request, *args, **kwargs)
            except (OperationalError, InterfaceError):
                logger.exception("help_page_without_database")  # the address stays out of the log: it is a key
                response = _busy(request, 503, 60, is_away=True)
        response["Content-Language"] = language
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return shown


def _busy(request: HttpRequest, status: int, seconds: int, **context: object) -> HttpResponse:
    """During a flood, and while the database is away, buyers read a page with what they typed still in it."""
    response = page(request, "busy", {"typed": list(request.POST.items()), **context}, status=status)
    response["Retry-After"] = seconds
    return response


def is_pressed(request: HttpRequest) -> bool:
    """Whether a button of ours was pressed. What a page of another site sends only shows it (Fetch Metadata)."""
    return request.method == "POST" and request.headers.get("sec-fetch-site") != "cross-site"


def is_flooding(request: HttpRequest) -> bool:
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    return is_too_often(f"help:{network}", most=MOST_POSTS, minutes=MINUTES)


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any] | None = None,
    *,
    organizer: Organizer | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of templates/tickets/portal/, made without the request: nothing in it is of who is signed in."""
    language = translation.get_language() or "en"
    frame = {
        "chosen": chosen_language(request),
        "here": request.path,
        "language": language,
        "languages": [get_language_info(code) for code in LANGUAGES],
        "nonce": getattr(request, "csp_nonce", ""),
        "organizer": organizer,
        "ink": ink_on(organizer.colour) if organizer and organizer.colour else "",
    }
    return HttpResponse(render_to_string(f"tickets/portal/{name}.html", frame | (context or {})), status=status)


def chosen_language(request: HttpRequest) -> str:
    """What each address of the page ends with, so that the language stays as it was chosen; "" when it was not."""
    language = get_choice(request.GET, "language", LANGUAGES)
    return f"?{urlencode({'language': language})}" if language else ""


def to_page(request: HttpRequest, route: str, *arguments: object, **said: str) -> HttpResponseRedirect:
    """Lead on, by GET, in the language that was chosen. `said`: what the next page is to say first."""
    language = get_choice(request.GET, "language", LANGUAGES)
    query = ({"language": language} if language else {}) | said
    return HttpResponseRedirect(reverse(route, args=arguments) + (f"?{urlencode(query)}" if query else ""), status=303)


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on the colour: one of them has 4.5:1 on any (WCAG 2.2, 1.4.3)."""
    return "#000000" if (luminance(colour) + 0.05) / 0.05 >= 1.05 / (luminance(colour) + 0.05) else "#ffffff"


def luminance(colour: str) -> float:
    """Of `#1a2b3c`, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
