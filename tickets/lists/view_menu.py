"""The menu of views with their counts: the built-in ones, those of the teams, and the own ones."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.lists.inbox import COUNTED_TO, VIEWS, CappedCount, cases_in, count_label
from tickets.lists.listing import OF_SOLVED_CASES, Listing, read_text
from tickets.models import SavedView


@dataclass(frozen=True)
class MenuItem:
    """One list; `name` is what stands after `?view=`, `count` is 0 for what is not counted."""

    name: str
    label: str
    icon: str
    count: int | str
    chosen: bool


def view_menu(user: User, *, chosen: Listing) -> dict[str, list[MenuItem]]:
    """The lists under their headings, "" first. Two queries, however many lists there are."""
    saved = list(SavedView.objects.shown_to(user).select_related("team"))
    counts = count_lists(user, saved)
    here = str(chosen.unnarrowed)
    menu = defaultdict(list)
    for name, view in VIEWS.items():
        menu[""].append(MenuItem(name, str(view.label), view.icon, count_label(counts[name]), name == here))
    for row in sorted(saved, key=lambda row: (row.team is None, str(row.team))):
        heading, name = str(row.team) if row.team else _("My views"), str(row.pk)
        menu[heading].append(MenuItem(name, row.name, row.icon, count_label(counts.get(name, 0)), name == here))
    return dict(menu)


def count_lists(user: User, saved: Iterable[SavedView] = ()) -> dict[str, int]:
    """How many cases each list holds, by its name, COUNTED_TO at the most, in one query."""
    lists: dict[str, Any] = {name: cases_in(name, user) for name in VIEWS}
    for row in saved:
        listing = read_text(row.query)
        if listing.view not in OF_SOLVED_CASES:
            lists[str(row.pk)] = listing.filters.apply_unread(cases_in(listing.view, user), user)
    columns = {
        f"cases_{name}": CappedCount(cases.order_by().values("pk")[:COUNTED_TO]) for name, cases in lists.items()
    }
    row = User.objects.filter(pk=user.pk).values(**columns).get()
    return {name: row[f"cases_{name}"] for name in lists}
