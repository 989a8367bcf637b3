"""A list of cases as an address names it: a view, and what narrows it."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from helpdesk.accounts.models import User
from tickets.filters import Filters, Narrowing, read_address
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

    def cases(self, user: User, narrowing: Narrowing | None = None) -> TicketQuerySet:
        """The cases of the list that `user` may see; Http404 for a view that does not exist."""
        return (narrowing or self.filters.read_for(user)).apply(cases_in(self.view, user))


def read_listing(data: QueryDict) -> Listing:
    """The list that the query string of a page names."""
    return Listing(data.get("view", FIRST_VIEW), read_address(data))


def asked_listing(request: HttpRequest) -> Listing | None:
    """The list that a case was opened from: in the address of a page, in the field `view` of a form; or None."""
    text = request.POST.get("view")
    listing = read_listing(QueryDict(f"view={text}") if text else request.GET)
    is_asked = text or "view" in request.GET
    return listing if is_asked and listing.view in VIEWS else None
