"""Fields of a merged case: combine those of two, and separate them when the merge is undone."""

from datetime import UTC, datetime
from typing import Any

from helpdesk.lib.transitions import try_move
from tickets.cases import clocks
from tickets.cases.snapshots import FILLED, OF_MERGES, Snapshot, is_still, take_snapshot, value_of
from tickets.models import CaseMerge, Entry, Ticket

Values = dict[str, Any]

COUNTERS = ("calls_count", "messages_count", "manager_requests_count")
ANSWER_CLOCK = ("waiting_since", "reply_due_at")
SOLVE_CLOCK = ("status", "solving_since", "solving_spent", "solve_due_at")
OTHERS = tuple(name for name in OF_MERGES if name not in {*ANSWER_CLOCK, *SOLVE_CLOCK})
NEVER = datetime.min.replace(tzinfo=UTC)
URGENCY: list[str] = [Ticket.Priority.LOW, Ticket.Priority.NORMAL, Ticket.Priority.HIGH, Ticket.Priority.URGENT]
CONTACTS = (Entry.Kind.MESSAGE, Entry.Kind.CALL, Entry.Kind.CART)


def differences(before: Snapshot, ticket: Ticket) -> dict[str, list[str | None]]:
    """Field by field what has changed: [before, after]."""
    after = take_snapshot(ticket, OF_MERGES)
    return {name: [before[name], after[name]] for name in OF_MERGES if before[name] != after[name]}


def combine(into: Ticket, source: Ticket, *, at: datetime) -> None:
    """The row of `into` speaks for both: what waits longest, what is due first, who called how often."""
    fields: Values = {name: getattr(into, name) + getattr(source, name) for name in COUNTERS}
    fields |= {name: getattr(into, name) or getattr(source, name) for name in FILLED}
    fields |= {name: _first(getattr(into, name), getattr(source, name)) for name in ANSWER_CLOCK}
    fields["version"] = into.version + 1
    fields["active_at"] = max(into.active_at, source.active_at)
    fields["priority"] = max(into.priority, source.priority, key=URGENCY.index)
    later = max((into, source), key=lambda case: case.contacted_at or NEVER)
    fields["contacted_at"] = later.contacted_at
    fields["last_words"] = later.last_words or into.last_words
    if source.is_unfinished and source.snoozed_until is None:
        fields["snoozed_until"] = None
    if into.status == Ticket.Status.PENDING and source.status in {Ticket.Status.NEW, Ticket.Status.OPEN}:
        # Somebody waits for us in the other case, so we cannot go on waiting for them here.
        try_move(into, Ticket.Status.OPEN, **clocks.resumed(into, at=at))
    if source.solve_due_at and _first(source.solve_due_at, into.solve_due_at) == source.solve_due_at:
        fields |= {name: getattr(source, name) for name in SOLVE_CLOCK if name != "status"}
    Ticket.objects.filter(pk=into.pk).update(**fields)


def separate(survivor: Ticket, source: Ticket, merge: CaseMerge, *, at: datetime) -> None:
    """The row of `survivor` speaks for itself again. What others changed since the merge stays as they set it."""
    changed = merge.changed
    untouched = {name for name, (_before, after) in changed.items() if is_still(survivor, name, after)}
    fields: Values = {name: max(getattr(survivor, name) - getattr(source, name), 0) for name in COUNTERS}
    fields["version"] = survivor.version + 1
    fields |= {name: value_of(name, changed[name][0]) for name in OTHERS if name in untouched}
    if "waiting_since" in untouched or "reply_due_at" in untouched:
        # As it ran before; when it did not, from what the requester said since, which nobody answered either.
        before = take_snapshot(survivor, ANSWER_CLOCK) | {
            name: changed[name][0] for name in ANSWER_CLOCK if name in changed
        }
        contacts = survivor.entries.filter(kind__in=CONTACTS, is_public=True, actor=None)
        if before["waiting_since"]:
            fields |= {name: value_of(name, value) for name, value in before.items()}
        elif first := contacts.filter(occurred_at__gte=merge.merged_at).order_by("occurred_at").first():
            survivor.waiting_since = None
            fields |= clocks.waiting(survivor, at=first.occurred_at)
        else:
            fields |= clocks.ANSWERED
    solve = {name for name in SOLVE_CLOCK if name in changed}
    if solve and solve <= untouched:
        clock = {name: value_of(name, changed[name][0]) for name in solve}
        status = clock.pop("status", survivor.status)
        fields |= clock
        if status != survivor.status:
            try_move(survivor, status)
    Ticket.objects.filter(pk=survivor.pk).update(**fields)
    survivor.refresh_from_db()


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment), default=None)
