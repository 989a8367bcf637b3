"""The frame of every page, and its menu: the views of cases and the other places, and how much waits in each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import redis
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from calls.log.missed import calls_missed
from calls.models import Review
from escalation.board import cases_waiting
from helpdesk.accounts.models import User
from helpdesk.accounts.second_step import lacks_second_step
from helpdesk.configuration.lookup import help_url, page_at, pages_for
from helpdesk.mail.mailboxes import troubled_mailboxes
from helpdesk.mail.mailboxes.standing import Trouble
from helpdesk.mail.models import Mailbox, MailDomain, OutboundMessage
from helpdesk.mail.outbox.standing import HeldUp, mails_held_up
from tickets.lists.inbox import VIEWS, count_label
from tickets.lists.listing import count_rows, saved_views_of
from tickets.models import SavedView

DRAWER = "drawer-page"
"""The id of the element that such a page is asked for (templates/_drawer.html)."""
KEPT_SECONDS = 5
"""A click on every page must not count everything anew; a number may be this old, and the page then asks for it."""


@dataclass(frozen=True)
class Place:
    """One line of the menu: a page of the desk. `key` is pressed after `g`; `count` names a number of `_count`."""

    name: str
    label: str | Promise
    icon: str
    section: dict[str, str]
    """Places of one stand together: its `kind` is views, saved, places or foot; its `heading` is shown."""
    key: str = ""
    count: str = ""
    tone: str = ""
    also: tuple[str, ...] = ()
    """Further pages that stand under it."""
    is_for_managers: bool = False
    hides_without_count: bool = False


BUILT_IN, PLACES, FOOT = {"kind": "views"}, {"kind": "places"}, {"kind": "foot"}
KEYS = {"line": "p", "mine": "m", "due": "d", "unassigned": "u", "open": "i"}
"""Of the built-in views, pressed after `g`."""
TONES = {"line": "red", "due": "red", "mentions": "amber"}
"""Of the numbers that somebody should look at."""
IN_BOTTOM_BAR = ("line", "mine", "unassigned", "escalation:board")
OTHERS = [
    Place("escalation:board", _("Escalations"), "flame", PLACES, "e", count="board", tone="amber"),
    Place("carts:board", _("Carts"), "shopping-cart", PLACES, "a"),
    Place("calls:list", _("Calls"), "phone", PLACES, "r", "missed", "red", also=("calls:missed", "calls:reviews")),
    Place(
        "calls:own_reviews", _("My reviews"), "message", PLACES, "", "own_reviews", "amber", hides_without_count=True
    ),
    Place("tickets:events", _("Events"), "calendar-event", PLACES, "o"),
    Place("tickets:customers", _("Customers"), "users", PLACES, "t"),
    Place("tickets:sent", _("Emails"), "mail", PLACES, also=("tickets:received",)),
    Place("configuration:home", _("Settings"), "settings", FOOT, is_for_managers=True),
]


@dataclass(frozen=True)
class Navigation:
    """The menu as a page shows it. `here` is the name of the place that the page is; a list of cases says its own."""

    places: list[dict[str, Any]]
    here: str
    is_fresh: bool
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def troubles(self) -> list[Trouble]:
        """Of mailboxes, for those who can do something about it; asked for in full only when there are any."""
        return troubled_mailboxes() if self.counts.get("mailboxes") else []

    @property
    def held_up(self) -> HeldUp | None:
        """Mails that cannot leave, for those who can do something about it."""
        return mails_held_up() if self.counts.get("held_up") else None

    @property
    def domains(self) -> QuerySet[MailDomain]:
        """Those that we send from and that somebody must look at."""
        troubled = MailDomain.objects.exclude(trouble="")
        return troubled if self.counts.get("domains") else troubled.none()

    @property
    def bottom_bar(self) -> list[dict[str, Any]]:
        return [place for place in self.places if place["name"] in IN_BOTTOM_BAR]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, the menu. Empty for visitors, so that public pages ask nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    # Lazy, because most requests are for fragments, which show no menu.
    return {"nav": SimpleLazyObject(lambda: read_navigation(user, path=request.path))}


def account_frame(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: in which frame the pages of one's account stand.

    Whoever must set up a second step reaches no part of the desk, so the desk's frame would only ask for parts that
    are refused: no live news, no calls, no menu. Asked for by the name of a function, for most pages never do.
    """

    def frame() -> str:
        must_set_up = request.user.is_authenticated and lacks_second_step(request.user)
        return "base_public.html" if must_set_up else "base.html"

    return {"account_frame": frame}


def desk_frame(request: HttpRequest) -> dict[str, str]:
    """Context processor: the frame of a page that is opened by itself, or in the drawer beside another one."""
    htmx = getattr(request, "htmx", None)
    return {"desk_frame": "drawer.html" if htmx and htmx.target == DRAWER else "base.html"}


def read_navigation(user: User, *, path: str = "", here: str = "", anew: bool = False) -> Navigation:
    """The menu of this person on the page at `path` or called `here`; with numbers of this moment if `anew`."""
    key = f"navigation-{user.pk}"
    kept: tuple[list[SavedView], dict[str, int]] | None = None
    try:
        kept = None if anew else cache.get(key)
        saved, counts = kept or _count(user)
        if kept is None:
            cache.set(key, (saved, counts), KEPT_SECONDS)
    except redis.RedisError:
        saved, counts = _count(user)
    views = [_view(name, view.label, view.icon, BUILT_IN) for name, view in VIEWS.items()]
    for row in saved:
        section = {"kind": "saved", "heading": str(row.team or _("My views"))}
        views.append(_view(str(row.pk), row.name, row.icon, section))
    edit = Place("tickets:saved_views", _("Edit views"), "adjustments", views[-1].section, tone="soft")
    shown = [
        place
        for place in (edit, *OTHERS)
        if (user.is_manager or not place.is_for_managers) and (counts.get(place.count) or not place.hides_without_count)
    ]
    inbox = reverse("tickets:inbox")
    places = [_describe(place, counts, inbox=inbox) for place in (*views, *shown)]
    if not here:
        # The place whose page this is, or under whose page it stands; none for a list of cases.
        urls = [(reverse(route), place.name) for place in shown for route in (place.name, *place.also)]
        here = max(((len(url), name) for url, name in urls if path.startswith(url)), default=(0, ""))[1]
    return Navigation(places, here, is_fresh=kept is None, counts=counts)


def _count(user: User) -> tuple[list[SavedView], dict[str, int]]:
    """The saved views, and how much waits where, in two queries."""
    saved = saved_views_of(user)
    missed = calls_missed(user, at=timezone.now())
    unread = Review.objects.unread_by(user).order_by().values("pk")
    others: dict[str, QuerySet[Any, Any]] = {"board": cases_waiting(user), "missed": missed, "own_reviews": unread}
    if user.is_manager:
        others["held_up"] = OutboundMessage.objects.held_up().order_by().values("pk")
        others["domains"] = MailDomain.objects.exclude(trouble="").order_by().values("pk")
        others["mailboxes"] = Mailbox.objects.troubled(at=timezone.now()).order_by().values("pk")
    return saved, count_rows(user, saved, **others)


def _view(name: str, label: str | Promise, icon: str, section: dict[str, str]) -> Place:
    return Place(name, label, icon, section, KEYS.get(name, ""), count=name, tone=TONES.get(name, ""))


def _describe(place: Place, counts: dict[str, int], *, inbox: str) -> dict[str, Any]:
    count = counts.get(place.count, 0)
    is_view = ":" not in place.name
    return {
        "name": place.name,
        "label": str(place.label),  # a page says it several times, and each time it would be translated
        "url": f"{inbox}?view={place.name}" if is_view else reverse(place.name),
        "icon": place.icon,
        "section": place.section,
        "key": place.key,
        "count": count_label(count),
        "tone": place.tone if count or not place.count else "",
    }


def settings_menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `settings_menu`, with the pages that this person may open and the one they are at."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}

    def menu() -> dict[str, Any]:
        pages = pages_for(user)
        page = page_at(request.path, pages)
        return {"pages": pages, "page": page, "help_url": page and help_url(page)}

    # Lazy, because most pages are no settings.
    return {"settings_menu": SimpleLazyObject(menu)}
