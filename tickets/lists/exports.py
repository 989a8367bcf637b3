"""CSV export of a list of cases: its columns, its rows, and who took it out of the desk."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.csv_files import Column, in_pieces
from helpdesk.lib.keyset import Keyset
from tickets.models import CaseExport, Ticket
from tickets.models.tickets import TicketQuerySet


def _moment(name: str) -> Column[Ticket]:
    def moment(case: Ticket) -> str:
        value = getattr(case, name)
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds") if value else ""

    return moment


COLUMNS: list[tuple[str | Promise, Column[Ticket]]] = [
    (_("Number"), attrgetter("pk")),
    (_("Subject"), attrgetter("subject")),
    (_("Last words"), attrgetter("last_words")),
    (_("Status"), attrgetter("status")),
    (_("Priority"), attrgetter("priority")),
    (_("Channel"), attrgetter("channel")),
    (_("Customer"), attrgetter("requester.name")),
    (_("Email"), attrgetter("requester.email")),
    (_("Phone"), attrgetter("requester.phone")),
    (_("Event"), attrgetter("event")),
    (_("Order"), attrgetter("order_reference")),
    (_("Team"), attrgetter("team")),
    (_("Assignee"), attrgetter("assignee")),
    (_("Created"), _moment("created_at")),
    (_("First answer"), _moment("first_replied_at")),
    (_("Solved"), _moment("solved_at")),
    (_("Calls"), attrgetter("calls_count")),
    (_("Messages"), attrgetter("messages_count")),
]


def exported(cases: TicketQuerySet) -> Iterator[Ticket]:
    """The newest of these cases, the newest first."""
    cases = cases.select_related("requester", "event", "team", "assignee")
    return in_pieces(cases.prefetch_related("requester__contact_points"), Keyset("active_at"))


def note_case_export(*, by: User, reason: str, filters: dict[str, str], at: datetime) -> CaseExport:
    """Who takes which cases out, and why."""
    return CaseExport.objects.create(user=by, reason=reason, filters=filters, exported_at=at)
