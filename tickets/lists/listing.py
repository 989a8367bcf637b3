"""A list of cases as a query string names it: a view, filters, a sort order; its pages, and how many cases it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.http import Http404, QueryDict
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import DeskRequest
from helpdesk.accounts.models import User
from helpdesk.lib.keyset import Cursor, Keyset, write_cursor
from helpdesk.lib.parameters import read_key
from tickets.lists.filters import Filters, Narrowing, Term, read_address
from tickets.lists.inbox import (
    COUNTED_TO,
    FIRST_VIEW,
    PAGE_SIZE,
    VIEWS,
    CappedCount,
    cases_in,
)
from tickets.lists.rows import RowFacts, with_row_facts
from tickets.models import Promise, SavedView, Ticket
from tickets.models.ticket_indexes import DUE, NEVER, WAITING
from tickets.models.tickets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NEXT_PROMISE = Promise.objects.owed().filter(ticket=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
NOTHING = Filters()
OF_SOLVED_CASES = frozenset({"solved", "all"})
"""These views go on for years: they are not counted as far as their filters may lead."""


@dataclass(frozen=True)
class Sorting:
    """By `moment`, which every case has; of two at one moment by their numbers."""

    label: str | Words
    moment: Combinable
    newest_first: bool = False
    is_by_activity: bool = False
    """So the rows say how long ago that was; otherwise, how long ago the customer was last in touch."""

    @property
    def keyset(self) -> Keyset:
        return Keyset("sorted_by", newest_first=self.newest_first)

    def sort(self, cases: TicketQuerySet) -> TicketQuerySet:
        """In this order; each case says its moment as `sorted_by`."""
        return self.keyset.sort(cases.annotate(sorted_by=self.moment))

    def after(self, cases: TicketQuerySet, cursor: Cursor | None) -> TicketQuerySet:
        """The rest of the list, in this order; all of it for None."""
        return self.keyset.after(self.sort(cases), cursor)

    def cursor_of(self, ticket: Ticket) -> Cursor:
        """Where it stands now, to ask for what comes after it."""
        return self.keyset.cursor_of(Ticket.objects.annotate(sorted_by=self.moment).only("pk").get(pk=ticket.pk))


SORTINGS = {
    "newest": Sorting(gettext_lazy("Newest activity first"), F("active_at"), newest_first=True, is_by_activity=True),
    "oldest": Sorting(gettext_lazy("Oldest activity first"), F("active_at"), is_by_activity=True),
    "waiting": Sorting(gettext_lazy("Waiting longest first"), WAITING),
    "due": Sorting(gettext_lazy("Answer or solution due first"), DUE),
    # No index has what an agent promised besides: each case of the list is looked at, so this is for short lists.
    "owed": Sorting(
        gettext_lazy("Anything promised due first"),
        Coalesce(Least("reply_due_at", "solve_due_at", Subquery(NEXT_PROMISE)), NEVER),
    ),
    "back": Sorting(gettext_lazy("Back soonest first"), Coalesce("snoozed_until", NEVER)),
}


@dataclass(frozen=True)
class Listing:
    """Which cases an agent works from.

    Its text stands after `?view=` in an address, and in the hidden field `view` of a form: `open`,
    `open&tag=vip&assignee=me`, or `7` for a saved view. So whatever an agent does with a case, the same list stays
    beside it. `filters` come on top of those that a saved view has; `sort` takes the place of its order.
    """

    view: str = FIRST_VIEW
    filters: Filters = NOTHING
    saved: SavedView | None = None
    sort: str = ""

    def __str__(self) -> str:
        parts = [str(self.saved.pk) if self.saved else self.view]
        if self.filters:
            parts.append(self.filters.query)
        if self.sort:
            parts.append(f"sort={self.sort}")
        return "&".join(parts)

    @property
    def unnarrowed(self) -> "Listing":
        return Listing(self.view, saved=self.saved)

    @property
    def place(self) -> str:
        """Where it stands in the menu: the name of its view."""
        return str(self.unnarrowed)

    @property
    def label(self) -> str:
        return self.saved.name if self.saved else str(VIEWS[self.view].label)

    @property
    def empty(self) -> str:
        """What the list says when it shows nothing."""
        return _("No case matches these filters.") if self.every_filter else str(VIEWS[self.view].empty)

    @property
    def every_filter(self) -> Filters:
        return (read_text(self.saved.query).filters if self.saved else NOTHING) | self.filters

    @property
    def chosen_sort(self) -> str:
        return self.sort or (read_text(self.saved.query).sort if self.saved else "")

    @property
    def sort_name(self) -> str:
        """The order that it is read in, by its name."""
        return self.chosen_sort or VIEWS[self.view].sortings[0]

    @property
    def sorting(self) -> Sorting:
        return SORTINGS[self.sort_name]

    def sortings(self) -> list[tuple[str, "Listing", bool]]:
        """Each order that it could be read in: what it is called, the list in it, and whether it is read so now."""
        names = VIEWS[self.view].sortings
        return [(str(SORTINGS[name].label), replace(self, sort=name), name == self.sort_name) for name in names]

    @property
    def in_full(self) -> "Listing":
        """The same cases without the saved view: what one saves under a new name."""
        return Listing(self.view, self.every_filter, sort=self.chosen_sort)

    @property
    def everywhere(self) -> "Listing | None":
        """The same filters over all cases, unless it shows them all."""
        return Listing("all", self.every_filter) if self.every_filter and self.view != "all" else None

    def without(self, term: Term) -> "Listing":
        if term in self.filters:
            return replace(self, filters=self.filters.without(term))
        return Listing(self.view, self.every_filter.without(term), sort=self.chosen_sort)

    def chips(self, narrowing: Narrowing) -> list[tuple[dict[str, Any], "Listing"]]:
        """Each filter with the list as it is without it."""
        return [(chip, self.without(chip["term"])) for chip in narrowing.chips]

    def cases(self, user: User, narrowing: Narrowing | None = None) -> TicketQuerySet:
        """The cases of the list that `user` may see."""
        return (narrowing or self.every_filter.read_for(user)).apply(cases_in(self.view, user))


def read_text(text: str) -> Listing:
    """The list that a text such as `open&channel=email` stands for."""
    data = QueryDict(f"view={text}")
    view = data.get("view", FIRST_VIEW)
    view = view if view in VIEWS else FIRST_VIEW
    return Listing(view, read_address(data), sort=_sort_in(data, view))


def read_listing(data: QueryDict, user: User) -> Listing:
    """The list that the query string of a page names; Http404 when there is none, or not for this person."""
    listing = _find(data, user, data.get("view", FIRST_VIEW))
    if listing is None:
        raise Http404(_("There is no view of that name."))
    return listing


def last_listing(user: User) -> Listing:
    """The list that this person worked from last, if it is still there; else the own cases."""
    data = QueryDict(f"view={user.last_view}")
    return _find(data, user, data.get("view", "")) or Listing("mine")


def asked_listing(request: DeskRequest) -> Listing | None:
    """The list that a case was opened from: in the address of a page, in the field `view` of a form; or None."""
    text = request.POST.get("view") or request.GET.get("view", "")
    # A field holds all of it ("mine&tag=vip"), also when its form is sent as an address.
    data = QueryDict(f"view={text}") if "view" in request.POST or "&" in text else request.GET
    return _find(data, request.user, data.get("view", ""))


def _find(data: QueryDict, user: User, name: str) -> Listing | None:
    if name in VIEWS:
        return Listing(name, read_address(data), sort=_sort_in(data, name))
    key = read_key(name)
    saved = None if key is None else SavedView.objects.shown_to(user).filter(pk=key).first()
    if saved is None:
        return None
    view = read_text(saved.query).view
    return Listing(view, read_address(data), saved, _sort_in(data, view))


def _sort_in(data: QueryDict, view: str) -> str:
    """What the address says, when the view can be read in that order."""
    sort = data.get("sort", "")
    return sort if sort in VIEWS[view].sortings else ""


def page_of(
    cases: TicketQuerySet, *, sorting: Sorting, after: str = ""
) -> "tuple[list[WithAnnotations[Ticket, RowFacts]], str]":
    """A page of the cases after the cursor, and the cursor of the following page, "" on the last. Raises Http404 for
    what is no cursor."""
    cursor = sorting.keyset.read_or_404(after)
    shown = with_row_facts(sorting.sort(cases))
    rows, _previous, following = sorting.keyset.page(shown, size=PAGE_SIZE, after=cursor)
    return rows, write_cursor(following)


def saved_views_of(user: User) -> list[SavedView]:
    """Those that this person sees: of the teams by their names, then the own ones. One query."""
    saved = SavedView.objects.shown_to(user).select_related("team")
    return sorted(saved, key=lambda row: (row.team is None, str(row.team)))


def count_rows(user: User, saved: Iterable[SavedView], **others: QuerySet[Any, Any]) -> dict[str, int]:
    """How many cases each view holds, and how many rows the `others` have, COUNTED_TO at the most; in one query."""
    counted: dict[str, Any] = {name: cases_in(name, user).order_by().values("pk") for name in VIEWS}
    for row in saved:
        listing = read_text(row.query)
        if listing.view not in OF_SOLVED_CASES:
            cases = listing.filters.apply_unread(cases_in(listing.view, user), user)
            counted[str(row.pk)] = cases.order_by().values("pk")
    counts: Mapping[str, Any] = {
        f"rows_{name}": CappedCount(rows[:COUNTED_TO]) for name, rows in (counted | others).items()
    }
    # Of names that are made up here, the types of a query know nothing.
    found: Mapping[str, Any] = User.objects.filter(pk=user.pk).values(**counts).get()
    return {name.removeprefix("rows_"): number for name, number in found.items()}
