"""The built-in views of the inbox: their cases, their counts, and keyset pages of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import IntegerField, Q, Subquery
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from tickets.models import Mention, Promise, Ticket
from tickets.models.promises import has_promise_due
from tickets.models.tickets import TicketQuerySet

PAGE_SIZE = 40
COUNTED_TO = 1000
"""A larger number tells nobody more, and would be counted on each page."""
OWED_AT_MOST = 10_000
"""The promises are read first and looked up by key: without a limit PostgreSQL may walk every case to find them."""
DUE_SOON = timedelta(minutes=30)
"""So long before a target or promise is missed, the case is shown to whoever could still keep it."""

SORTED_BY = ("newest", "oldest", "waiting", "due")
"""The orders of a list that one works from."""


@dataclass(frozen=True)
class View:
    """One list of cases that an agent works from; `choose` narrows the cases that a person may see.

    `sortings`: by their names the orders that it can be read in, the usual one first.
    """

    label: str | Words
    icon: str
    empty: str | Words
    choose: Callable[[TicketQuerySet, User], TicketQuerySet]
    sortings: tuple[str, ...] = SORTED_BY


VIEWS = {
    "line": View(
        _("Problem line now"),
        "phone-incoming",
        _("No callers waiting. A call to the problem line appears here within a second."),
        lambda cases, user: cases.called_unanswered().awake(),
        ("waiting", "newest", "oldest", "due"),
    ),
    "mine": View(
        _("My cases"),
        "user-check",
        _("No open case is assigned to you. Open Unassigned and press i on a case to take it."),
        lambda cases, user: cases.unfinished().awake().filter(assignee=user),
    ),
    "due": View(
        _("Due soon"),
        "clock",
        _("Nothing is due in the next 30 minutes."),
        lambda cases, user: cases.due_by(
            soon := timezone.now() + DUE_SOON, Q(has_promise_due(soon, limit=OWED_AT_MOST))
        ),
        ("due", "owed", "newest", "oldest", "waiting"),
    ),
    "unassigned": View(
        _("Unassigned"),
        "user-plus",
        _("Every open case is assigned."),
        lambda cases, user: cases.unassigned().awake(),
    ),
    "callbacks": View(
        _("Callbacks due"),
        "phone-outgoing",
        _("No callbacks due."),
        lambda cases, user: cases.unfinished().filter(
            pk__in=Promise.objects.owed().calls().values("ticket")[:OWED_AT_MOST]
        ),
        ("owed", "newest", "oldest", "waiting"),
    ),
    "escalated": View(
        _("Escalated"),
        "flame",
        _("No escalated cases."),
        lambda cases, user: cases.escalated(),
    ),
    "mentions": View(
        _("Mentions"),
        "at",
        _("No unread mentions. When a colleague writes @ and your name in a note, the case appears here."),
        lambda cases, user: cases.filter(pk__in=Mention.objects.unseen_by(user).values("entry__ticket")),
    ),
    "snoozed": View(
        _("Snoozed"),
        "moon",
        _("No snoozed cases. Press h on a case to hide it until later."),
        lambda cases, user: cases.unfinished().snoozed(),
        ("back", "newest", "oldest", "waiting", "due"),
    ),
    "open": View(
        _("All open"),
        "inbox",
        _("No open cases. New ones come from calls, emails and failed checkouts, or press c to log one."),
        lambda cases, user: cases.unfinished().awake(),
    ),
    "solved": View(
        _("Solved"),
        "circle-check",
        _("Solved cases appear here."),
        lambda cases, user: cases.finished(),
        ("newest", "oldest"),
    ),
    "all": View(
        _("All cases"),
        "list",
        _("No cases yet. They come from calls, emails and failed checkouts, or press c to log one."),
        lambda cases, user: cases.exclude(status=Ticket.Status.MERGED),
        ("newest", "oldest"),
    ),
}
FIRST_VIEW = "open"


class CappedCount(Subquery):
    """How many rows a query finds, as one value of another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def cases_in(view: str, user: User) -> TicketQuerySet:
    """The cases of a view that `user` may see."""
    return VIEWS[view].choose(Ticket.objects.visible_to(user), user)


def count_label(number: int) -> int | str:
    """A number that was counted to COUNTED_TO, as a page says it."""
    return f"{COUNTED_TO - 1}+" if number >= COUNTED_TO else number
