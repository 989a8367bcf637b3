"""Snoozes of a case: the moments that are offered, snoozing until one, waking up."""

from datetime import date, datetime, time, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import say_there
from tickets.cases.entries import add_entry, refuse_merged
from tickets.cases.moments import LONGEST, Choice
from tickets.models import Entry, Ticket

logger = structlog.get_logger(__name__)

MORNING = time(9)
LATER = timedelta(hours=3)
"""And then at the next full hour."""
EVENING = 21
"""Nobody looks at a case that comes back later in the day than this hour."""


def snooze_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """The moments that make sense, in the time zone of the person who asks, the earliest first and each one once."""
    once = {choice.moment: choice for choice in reversed(named_choices(ticket, at=at))}
    return sorted(once.values(), key=lambda choice: choice.moment)


def snooze_choice(name: str, ticket: Ticket, *, at: datetime) -> Choice | None:
    """The moment called `name` for this case, though it may be another's too: on a Sunday, "monday" is "tomorrow".

    None when there is none, as "event" without an event.
    """
    return next((choice for choice in named_choices(ticket, at=at) if choice.name == name), None)


def named_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """Each name that makes sense; two of them may be the same moment."""
    today = timezone.localdate(at)
    monday = today + timedelta(days=7 - today.weekday())
    # On the clock of the person: where it is half an hour off, a full hour of UTC is none.
    later = timezone.localtime(at + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)
    choices = [
        Choice("tomorrow", _("Tomorrow morning"), _morning_of(today + timedelta(days=1))),
        Choice("monday", _("Monday morning"), _morning_of(monday)),
    ]
    if ticket.event:
        starts_on = ticket.event.starts_at.astimezone(ticket.event.zone).date()
        choices.append(Choice("event", _("The day before the event"), _morning_of(starts_on - timedelta(days=1))))
    possible = [choice for choice in choices if at < choice.moment <= at + LONGEST]
    if later.date() == today and later.hour < EVENING:
        possible.insert(0, Choice("today", _("Later today"), later))
    return possible


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, timezone.get_current_timezone())


def say_moment(moment: datetime) -> str:
    """With the time zone: a colleague elsewhere reads it too."""
    return say_there(moment, timezone.get_current_timezone(), year=None)


@transaction.atomic
def snooze_ticket(ticket: Ticket, *, until: datetime, by: User, at: datetime | None = None) -> None:
    """Take the case out of the lists that one works from, until then or until the requester is heard of.

    No clock stops for it. A target or promise that is due meanwhile wakes the case, which stands in "Due soon" before.
    """
    at = at or timezone.now()
    before = locked(ticket)
    refuse_merged(before)
    if not before.is_unfinished:
        raise ConflictError(_("%(case)s is settled: there is nothing to put off.") % {"case": ticket})
    if not at < until <= at + LONGEST:
        raise ConflictError(_("Choose a moment within the coming year."))
    if before.snoozed_until == until:
        return
    _write(ticket, until=until, since=at)
    body = _("Snoozed until %(moment)s.") % {"moment": say_moment(until)}
    add_entry(ticket, kind=Entry.Kind.SNOOZE, body=body, actor=by, at=at)


@transaction.atomic
def wake_ticket(ticket: Ticket, *, by: User | None, at: datetime | None = None) -> None:
    """Bring it back at once. One that is awake stays as it is. Raises ConflictError for a case that was merged."""
    at = at or timezone.now()
    before = locked(ticket)
    refuse_merged(before)
    if before.snoozed_until is None:
        return
    _write(ticket, until=None, since=None)
    add_entry(ticket, kind=Entry.Kind.SNOOZE, body=_("Woken up again."), actor=by, at=at)


def wake_due_tickets(*, at: datetime | None = None, limit: int = 500) -> int:
    """Bring back each case whose snooze is over, on top of its lists; answers how many."""
    at = at or timezone.now()
    due = Ticket.objects.to_wake(at=at).order_by("snoozed_until").values_list("pk", flat=True)
    count = 0
    for pk in list(due[:limit]):
        try:
            count += _wake_due(pk, at=at)
        except DatabaseError as error:
            # One bad row must not keep the others asleep; it is tried again by the next sweep.
            logger.exception("wake_failed", ticket=pk, error=str(error))
    return count


@transaction.atomic
def _wake_due(ticket_id: int, *, at: datetime) -> bool:
    # Locked and asked again: another sweep, or a new snooze, may have come between.
    ticket = Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id).first()
    if (
        ticket is None
        or ticket.snoozed_until is None
        or not Ticket.objects.to_wake(at=at).filter(pk=ticket_id).exists()
    ):
        return False
    is_over = ticket.snoozed_until <= at
    _write(ticket, until=None, since=None)
    body = _("Snooze over.") if is_over else _("Snooze over before its time: what we promised is due.")
    add_entry(ticket, kind=Entry.Kind.SNOOZE, body=body, at=at)
    return True


def _write(ticket: Ticket, *, until: datetime | None, since: datetime | None) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(snoozed_until=until, snoozed_at=since)
    ticket.snoozed_until, ticket.snoozed_at = until, since
