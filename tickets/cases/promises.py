"""Promises to a requester: give, keep, withdraw, and the deadlines that are offered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.transitions import try_move
from tickets.cases import clocks
from tickets.cases.entries import add_entry
from tickets.cases.moments import Choice
from tickets.cases.survivors import lock_survivor
from tickets.cases.targets import targets_of
from tickets.models import Entry, Promise, Ticket

SPANS = {
    "hour": (timedelta(hours=1), gettext_lazy("In an hour")),
    "half": (timedelta(hours=4), gettext_lazy("In half a working day")),
    "day": (timedelta(hours=8), gettext_lazy("In a working day")),
}
"""Counted in the opening hours of the case."""


def deadline_choices(ticket: Ticket, *, at: datetime) -> list[Choice]:
    """Deadlines that fall into the hours in which the case is worked on."""
    hours = targets_of(ticket, at=at).hours
    return [Choice(name, str(label), hours.deadline(at, span)) for name, (span, label) in SPANS.items()]


@transaction.atomic
def give_promise(
    ticket: Ticket,
    *,
    what: str,
    due_at: datetime,
    at: datetime | None = None,
    by: User | None = None,
    kind: str = Promise.Kind.OTHER,
    source_key: str | None = None,
) -> Promise:
    """Owe the requester something. Until it is settled the case cannot be solved; a solved case opens again.

    A form that is sent twice, known by its `source_key`, promises once. On a case that was merged it is promised on the
    one where that goes on.
    """
    at = at or timezone.now()
    ticket = lock_survivor(ticket)
    given_before = Promise.objects.filter(source_key=source_key).first() if source_key else None
    if given_before:
        return given_before
    if ticket.status == Ticket.Status.CLOSED:
        raise ConflictError(
            _("%(case)s is closed, so nothing more can be promised on it. Open a new case.") % {"case": ticket}
        )
    try_move(ticket, Ticket.Status.OPEN, solved_at=None, **clocks.resumed(ticket, at=at))
    what = redact_cards(what)
    promise = Promise.objects.create(ticket=ticket, what=what, due_at=due_at, kind=kind, source_key=source_key)
    add_entry(ticket, kind=Entry.Kind.PROMISE, body=what, actor=by, at=at, source_key=f"promise:{promise.pk}:given")
    return promise


def keep_promise(promise: Promise, *, at: datetime, by: User | None = None) -> None:
    """We did it."""
    _settle(promise, was_kept=True, reason="", at=at, by=by)


def withdraw_promise(promise: Promise, *, reason: str, at: datetime, by: User | None) -> None:
    """We will not do it, and say why."""
    _settle(promise, was_kept=False, reason=reason, at=at, by=by)


@transaction.atomic
def tick_promise(promise: Promise, *, by: User, at: datetime | None = None) -> None:
    """An agent ticks off what was promised, late or not. A second click changes nothing."""
    at = at or timezone.now()
    _refuse_callback(promise)
    if Promise.objects.filter(pk=promise.pk, was_kept=True).exists():
        return
    keep_promise(promise, at=at, by=by)
    body = _("Kept: %(what)s") if at <= promise.due_at else _("Kept late: %(what)s")
    add_entry(promise.ticket, kind=Entry.Kind.PROMISE, body=body % {"what": promise.what}, actor=by, at=at)


@transaction.atomic
def drop_promise(promise: Promise, *, reason: str, is_broken: bool, by: User, at: datetime | None = None) -> None:
    """It was not done (`is_broken`), or need not be done any more. Either way the reason stays on the case."""
    at = at or timezone.now()
    _refuse_callback(promise)
    reason = redact_cards(reason)
    withdraw_promise(promise, reason=reason, at=at, by=by)
    Promise.objects.filter(pk=promise.pk).update(is_broken=is_broken)
    body = _("Broken: %(what)s. %(why)s") if is_broken else _("Withdrawn: %(what)s. %(why)s")
    params = {"what": promise.what, "why": reason}
    add_entry(promise.ticket, kind=Entry.Kind.PROMISE, body=body % params, actor=by, at=at)


def _refuse_callback(promise: Promise) -> None:
    if promise.kind == Promise.Kind.CALLBACK:
        raise ConflictError(_("This is a callback: record its outcome on the escalation board."))


def _settle(promise: Promise, *, was_kept: bool, reason: str, at: datetime, by: User | None) -> None:
    fields = {"settled_at": at, "was_kept": was_kept, "reason": reason, "settled_by": by}
    if not Promise.objects.owed().filter(pk=promise.pk).update(**fields):
        raise ConflictError(_("“%(promise)s” was settled already.") % {"promise": promise.what})
    for name, value in fields.items():
        setattr(promise, name, value)
