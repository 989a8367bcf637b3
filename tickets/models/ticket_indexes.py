"""Partial indexes of cases. Every list of the desk has one that holds only its cases."""

from datetime import UTC, datetime

from django.contrib.postgres.indexes import GinIndex
from django.db.models import Index, Q, Value
from django.db.models.functions import Coalesce, Least, Upper

NEWEST_FIRST = ["-active_at", "-id"]
"""The usual order of a list; each index that has it serves pages by cursor."""
NARROWED = ["team", "assignee", "snoozed_until"]
"""Who may see a case, and whether it is put away: with these beside the order, a list is counted in its index alone."""
NEVER = Value(datetime(9999, 1, 1, tzinfo=UTC))
"""Sorts what has no such moment behind everything that has one."""
WAITING = Coalesce("waiting_since", NEVER)
DUE = Coalesce(Least("reply_due_at", "solve_due_at"), NEVER)
"""Two more orders of the lists that one works from; written here and there alike, or PostgreSQL takes no index."""
UNFINISHED = Q(status__in=["new", "open", "pending"])

TICKET_INDEXES = [
    Index(fields=NEWEST_FIRST, name="ticket_active"),
    Index(fields=NEWEST_FIRST, include=NARROWED, name="ticket_unfinished", condition=UNFINISHED),
    Index(
        fields=["assignee", *NEWEST_FIRST],
        include=["team", "snoozed_until"],
        name="ticket_assignee_unfinished",
        condition=UNFINISHED,
    ),
    Index(WAITING, "id", include=NARROWED, name="ticket_waiting", condition=UNFINISHED),
    Index(DUE, "id", include=NARROWED, name="ticket_promised", condition=UNFINISHED),
    Index(fields=NEWEST_FIRST, name="ticket_finished", condition=Q(status__in=["solved", "closed"])),
    Index(
        fields=NEWEST_FIRST,
        include=NARROWED,
        name="ticket_called_unanswered",
        condition=UNFINISHED & Q(channel="phone", waiting_since__isnull=False),
    ),
    Index(
        fields=NEWEST_FIRST,
        include=NARROWED,
        name="ticket_escalated",
        condition=UNFINISHED & Q(escalated_at__isnull=False),
    ),
    # Two filters whose cases are rare among the solved ones: without these, each would be walked through.
    Index(fields=NEWEST_FIRST, name="ticket_asked_manager", condition=Q(manager_requests_count__gt=0)),
    Index(fields=NEWEST_FIRST, name="ticket_called_often", condition=Q(calls_count__gte=3)),
    Index(fields=["reply_due_at"], name="ticket_reply_due", condition=UNFINISHED & Q(reply_due_at__isnull=False)),
    Index(fields=["solve_due_at"], name="ticket_solve_due", condition=UNFINISHED & Q(solve_due_at__isnull=False)),
    GinIndex(fields=["words"], name="ticket_words"),
    Index(Upper("order_reference"), name="ticket_order", condition=~Q(order_reference="")),
    Index(fields=["solved_at"], name="ticket_solved", condition=Q(status="solved")),
    Index(fields=["snoozed_until"], name="ticket_snoozed", condition=Q(snoozed_until__isnull=False)),
]
