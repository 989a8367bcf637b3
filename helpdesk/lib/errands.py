"""A form that sends one elsewhere for what it needs, and back: the address of the errand names the page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from helpdesk.lib.parameters import LONGEST_QUERY, get_text


def errand_to(route: str, *, request: HttpRequest) -> str:
    """The address of `route`, from where `errand_for` leads to the page that is shown now."""
    return f"{reverse(route)}?{urlencode({'next': request.get_full_path()})}"


def errand_for(request: HttpRequest) -> str:
    """The page of this desk for which one is here; "" when it is for no other."""
    page = get_text(request.GET, "next", longest=LONGEST_QUERY, strip=False)
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else ""
