"""The frame of every page, and its menu: which places there are for this person, and how much waits in each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from calls.log.missed import count_missed
from calls.models import Review
from escalation.board import count_waiting
from helpdesk.accounts.models import User
from helpdesk.accounts.second_step import lacks_second_step
from tickets.lists.inbox import FIRST_VIEW
from tickets.lists.view_menu import count_lists

KEPT_SECONDS = 5
"""A click on every page must not count everything anew; a number may be this old."""


@dataclass(frozen=True)
class Place:
    """One line of the menu. `key` is pressed after `g`; `count` names a number of `count_all`."""

    label: str | Promise
    route: str
    icon: str
    key: str = ""
    view: str = ""
    count: str = ""
    tone: str = ""
    section: str | Promise = ""
    is_for_admins: bool = False
    is_for_managers: bool = False
    hides_from_admins: bool = False


PLACES = [
    Place(_("Problem line"), "tickets:inbox", "phone-incoming", "p", view="line", count="line", tone="red"),
    Place(_("My cases"), "tickets:inbox", "user-check", "m", view="mine", count="mine"),
    Place(_("Unassigned"), "tickets:inbox", "user-plus", "u", view="unassigned", count="unassigned"),
    Place(_("Mentions"), "tickets:inbox", "at", view="mentions", count="mentions", tone="amber"),
    Place(_("All open"), "tickets:inbox", "inbox", view="open", count="open"),
    Place(_("Escalations"), "escalation:board", "flame", "e", count="board", tone="amber", section=_("Follow up")),
    Place(_("Carts"), "carts:board", "shopping-cart", "a", section=_("Follow up")),
    Place(_("Calls"), "calls:list", "phone", "r", section=_("Follow up")),
    Place(_("Missed calls"), "calls:missed", "phone-x", count="missed", tone="red", section=_("Follow up")),
    Place(_("Reviews"), "calls:reviews", "clipboard-check", section=_("Follow up"), is_for_managers=True),
    Place(_("My reviews"), "calls:own_reviews", "message", count="own_reviews", tone="amber", section=_("Follow up")),
    Place(_("Events"), "tickets:events", "calendar-event", "o", section=_("Follow up")),
    Place(_("What we sent"), "tickets:sent", "mail-forward", section=_("Follow up")),
    Place(_("Settings"), "escalation:settings", "settings", section=_("Manage"), is_for_admins=True),
    # Managers set up what concerns cases; an admin finds that among everything else.
    Place(_("Settings"), "tickets:tags", "settings", section=_("Manage"), is_for_managers=True, hides_from_admins=True),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, the list of places. Empty for visitors, so that public pages ask nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    # Lazy, because most requests are for fragments, which show no menu.
    return {"nav": SimpleLazyObject(lambda: _places(request, user))}


def account_frame(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: in which frame the pages of one's account stand.

    Whoever must set up a second step reaches no part of the desk, so the desk's frame would only ask for parts that
    are refused: no live news, no calls, no menu. Asked for by the name of a function, for most pages never do.
    """

    def frame() -> str:
        must_set_up = request.user.is_authenticated and lacks_second_step(request.user)
        return "base_public.html" if must_set_up else "base.html"

    return {"account_frame": frame}


def _places(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    counts = counts_for(user)
    places = [
        place
        for place in PLACES
        if (user.is_admin or not place.is_for_admins)
        and (user.is_manager or not place.is_for_managers)
        and not (user.is_admin and place.hides_from_admins)
    ]
    return [_describe(place, request, counts) for place in places]


def counts_for(user: User) -> dict[str, int]:
    """The numbers of the menu, some seconds old at the most. Without Redis they are counted each time."""
    key = f"navigation-{user.pk}"
    try:
        counts: dict[str, int] = cache.get_or_set(key, lambda: count_all(user), KEPT_SECONDS) or {}
    except redis.RedisError:
        return count_all(user)
    return counts


def count_all(user: User) -> dict[str, int]:
    """How much waits where, in four queries."""
    waiting = {"board": count_waiting(user), "missed": count_missed(user, at=timezone.now())}
    return count_lists(user) | waiting | {"own_reviews": Review.objects.unread_by(user).count()}


def _describe(place: Place, request: HttpRequest, counts: dict[str, int]) -> dict[str, Any]:
    url = reverse(place.route)
    return {
        "label": place.label,
        "url": f"{url}?view={place.view}" if place.view else url,
        "icon": place.icon,
        "key": place.key,
        "count": counts.get(place.count),
        "tone": place.tone if counts.get(place.count) else "",
        "section": place.section,
        "active": _is_here(place, url, request),
    }


def _is_here(place: Place, url: str, request: HttpRequest) -> bool:
    if not place.view:
        return request.path.startswith(url)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return here in {"tickets:inbox", "tickets:detail"} and request.GET.get("view", FIRST_VIEW) == place.view
