"""What nobody types by accident (NULs, five thousand digits, halves of characters) is refused, and is never a 500."""

from collections.abc import Callable

import structlog
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse

from helpdesk.error_pages import bad_request

logger = structlog.get_logger(__name__)

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
