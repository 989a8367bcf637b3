"""Access: the decorators of every page. Which cases a person sees is one rule: `seen_by` in models.py."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from helpdesk.accounts.models import User

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """What a guarded view is called with: somebody is signed in. For annotations only."""

    user: User
    htmx: HtmxDetails


def _requires(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(way_back(request))
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def way_back(request: HttpRequest) -> str:
    """Where to go on after sign-in: what was asked for, or the page with the form that was sent in vain (no 405)."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    whole = urlsplit(page)
    back = f"{whole.path}?{whole.query}" if whole.query else whole.path
    return back if url_has_allowed_host_and_scheme(back, None) else "/"  # "//elsewhere" names another host


agent_required = _requires(lambda user: user.role in User.Role.values)
manager_required = _requires(lambda user: user.is_manager)
admin_required = _requires(lambda user: user.is_admin)


def right_required(right: User.Right) -> Callable[[View], View]:
    """For what a role does not bring by itself: admins, and whomever an admin granted this right."""
    return _requires(lambda user: user.has_right(right))
