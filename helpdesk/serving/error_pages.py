"""What is said where there is nothing, or something went wrong: to people a page, to programs JSON."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults

FOR_PROGRAMS = "/api/"
FOR_PEOPLE = "/api/docs/"
SAID = {
    400: ("bad_request", _("Something in this request is invalid.")),
    403: ("permission_denied", _("This is not allowed.")),
    404: ("not_found", _("Nothing was found at this address.")),
    500: ("error", _("Something went wrong on our side. The error was logged.")),
}


def answer_error(request: HttpRequest, *told: Any, status: int, page: Callable[..., HttpResponse]) -> HttpResponse:
    """JSON for an address of the API, else Django's page."""
    if request.path_info.startswith(FOR_PROGRAMS) and not request.path_info.startswith(FOR_PEOPLE):
        code, detail = SAID[status]
        return JsonResponse({"detail": str(detail), "code": code}, status=status)
    return page(request, *told)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_error(request, exception, status=400, page=defaults.bad_request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_error(request, exception, status=403, page=defaults.permission_denied)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_error(request, exception, status=404, page=defaults.page_not_found)


def server_error(request: HttpRequest) -> HttpResponse:
    return answer_error(request, status=500, page=defaults.server_error)
