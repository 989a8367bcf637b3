"""A list of cases as an address names it: a view, and what narrows it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from tickets.filters import Chip, Filters, Narrowing, Term, read_address
from tickets.inbox import FIRST_VIEW, VIEWS, cases_in
from tickets.models.tickets import TicketQuerySet

NOTHING = Filters()


@dataclass(frozen=True)
class Listing:
    """Which cases an agent works from.

    Its text stands after `?view=` in an address, and in the hidden field `view` of a form: `open`, or
    `open&tag=vip&assignee=me`. So whatever an agent does with a case, the same list stays beside it.
    """

    view: str = FIRST_VIEW
    filters: Filters = NOTHING

    def __str__(self) -> str:
        return f"{self.view}&{self.filters.query}" if self.filters else self.view

    @property
    def label(self) -> str:
        return str(VIEWS[self.view].label)

    @property
    def empty(self) -> str:
        return str(VIEWS[self.view].empty)

    def without(self, term: Term) -> "Listing":
        return Listing(self.view, self.filters.without(term))

    def chips(self, narrowing: Narrowing) -> list[tuple[Chip, "Listing"]]:
        """Each filter with the list as it is without it."""
        return [(chip, self.without(chip.term)) for chip in narrowing.chips]

    def cases(self, user: User, narrowing: Narrowing | None = None) -> TicketQuerySet:
        """The cases of the list that `user` may see; Http404 for a view that does not exist."""
        return (narrowing or self.filters.read_for(user)).apply(cases_in(self.view, user))


def read_listing(data: QueryDict) -> Listing:
    """The list that the query string of a page names."""
    view = data.get("view", FIRST_VIEW)
    if view not in VIEWS:
        raise Http404(_("There is no view of that name."))
    return Listing(view, read_address(data))


def asked_listing(request: HttpRequest) -> Listing | None:
    """The list that a case was opened from: in the address of a page, in the field `view` of a form; or None."""
    text = request.POST.get("view")
    data = QueryDict(f"view={text}") if text else request.GET
    return read_listing(data) if data.get("view") in VIEWS else None
