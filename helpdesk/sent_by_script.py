"""Forms that static/press4/sending.js sends, so that a network that is away shows no error page of the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

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
