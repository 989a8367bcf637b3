"""Sort orders of a list of cases, each by one moment of the case."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from tickets.models import Promise
from tickets.models.ticket_indexes import DUE, NEVER, WAITING
from tickets.models.tickets import Ticket, TicketQuerySet

NEXT_PROMISE = Promise.objects.owed().filter(ticket=OuterRef("pk")).order_by("due_at").values("due_at")[:1]


@dataclass(frozen=True)
class Sorting:
    """By `moment`, which every case has; of two at one moment by their numbers."""

    label: str
    moment: Combinable
    newest_first: bool = False

    def sort(self, cases: TicketQuerySet) -> TicketQuerySet:
        """In this order; each case says its moment as `sorted_by`."""
        fields = ["-sorted_by", "-pk"] if self.newest_first else ["sorted_by", "pk"]
        return cases.annotate(sorted_by=self.moment).order_by(*fields)

    def after(self, cases: TicketQuerySet, moment: datetime, pk: int) -> TicketQuerySet:
        """The rest of the list, in this order."""
        return self.sort(cases).beyond("sorted_by", moment, pk, newest_first=self.newest_first)

    def place_of(self, ticket: Ticket) -> tuple[datetime, int]:
        """Where it stands now, to ask for what comes after it."""
        return Ticket.objects.filter(pk=ticket.pk).annotate(sorted_by=self.moment).values_list("sorted_by", "pk").get()


SORTINGS = {
    "newest": Sorting(_("Newest activity first"), F("active_at"), newest_first=True),
    "oldest": Sorting(_("Oldest activity first"), F("active_at")),
    "waiting": Sorting(_("Waiting longest first"), WAITING),
    "due": Sorting(_("Answer or solution due first"), DUE),
    # No index has what an agent promised besides: each case of the list is looked at, so this is for short lists.
    "owed": Sorting(
        _("Anything promised due first"), Coalesce(Least("reply_due_at", "solve_due_at", Subquery(NEXT_PROMISE)), NEVER)
    ),
    "back": Sorting(_("Back soonest first"), Coalesce("snoozed_until", NEVER)),
}
