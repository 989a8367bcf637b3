"""A list of cases as a query string names it: a view, filters, a sort order; and its pages."""

from dataclasses import dataclass, replace

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.keyset import Cursor, Keyset, write_cursor
from helpdesk.lib.parameters import read_key
from tickets.lists.filters import Chip, Filters, Narrowing, Term, read_address
from tickets.lists.inbox import (
    FIRST_VIEW,
    PAGE_SIZE,
    VIEWS,
    Page,
    cases_in,
)
from tickets.models import Promise, SavedView, Ticket
from tickets.models.ticket_indexes import DUE, NEVER, WAITING
from tickets.models.tickets import TicketQuerySet

NEXT_PROMISE = Promise.objects.owed().filter(ticket=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
NOTHING = Filters()
OF_SOLVED_CASES = frozenset({"solved", "all"})
"""These views go on for years: they are not counted as far as their filters may lead."""


@dataclass(frozen=True)
class Sorting:
    """By `moment`, which every case has; of two at one moment by their numbers."""

    label: str
    moment: Combinable
    newest_first: bool = False

    @property
    def keyset(self) -> Keyset:
        return Keyset("sorted_by", newest_first=self.newest_first)

    def sort(self, cases: TicketQuerySet) -> TicketQuerySet:
        """In this order; each case says its moment as `sorted_by`."""
        return self.keyset.sort(cases.annotate(sorted_by=self.moment))

    def after(self, cases: TicketQuerySet, cursor: Cursor) -> TicketQuerySet:
        """The rest of the list, in this order."""
        return self.keyset.after(self.sort(cases), cursor)

    def cursor_of(self, ticket: Ticket) -> Cursor:
        """Where it stands now, to ask for what comes after it."""
        return self.keyset.cursor_of(Ticket.objects.annotate(sorted_by=self.moment).only("pk").get(pk=ticket.pk))


SORTINGS = {
    "newest": Sorting(gettext_lazy("Newest activity first"), F("active_at"), newest_first=True),
    "oldest": Sorting(gettext_lazy("Oldest activity first"), F("active_at")),
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
        return [(SORTINGS[name].label, replace(self, sort=name), name == self.sort_name) for name in names]

    @property
    def in_full(self) -> "Listing":
        """The same cases without the saved view: what one saves under a new name."""
        return Listing(self.view, self.every_filter, sort=self.chosen_sort)

    @property
    def everywhere(self) -> "Listing | None":
        """The same filters over all cases, unless it shows them all."""
        return Listing("all", self.every_filter) if self.every_filter and self.view != "all" else None

    def without(self, term: Term) -> "Listing":
        if term in self.filters.terms:
            return replace(self, filters=self.filters.without(term))
        return Listing(self.view, self.every_filter.without(term), sort=self.chosen_sort)

    def chips(self, narrowing: Narrowing) -> list[tuple[Chip, "Listing"]]:
        """Each filter with the list as it is without it."""
        return [(chip, self.without(chip.term)) for chip in narrowing.chips]

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


def asked_listing(request: HttpRequest) -> Listing | None:
    """The list that a case was opened from: in the address of a page, in the field `view` of a form; or None."""
    text = request.POST.get("view")
    data = QueryDict(f"view={text}") if text else request.GET
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


def page_of(cases: TicketQuerySet, *, sorting: Sorting, after: str = "") -> Page:
    """The cases after the cursor. Raises Http404 for what is no cursor."""
    shown = cases.select_related("requester", "event", "assignee").prefetch_related(
        "requester__contact_points", "tags", Prefetch("promises", Promise.objects.owed(), "owed")
    )
    cursor = sorting.keyset.read_or_404(after)
    rows, _previous, following = sorting.keyset.page(sorting.sort(shown), size=PAGE_SIZE, after=cursor)
    return Page(rows, write_cursor(following))
