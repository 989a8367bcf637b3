"""Write down what no webhook could tell us: the provider's list of our lines' calls, compared with our rows.

While PostgreSQL or the desk is away, callers are rung through by a document that needs neither. Afterwards the provider
is asked who called, which phones rang for them and who talked, so that each has a case, and nobody's callback is lost.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.callbacks.unanswered import withdraw_owed
from calls.control.answering import accept_by_report
from calls.control.status_callbacks import finish_call
from calls.models import Call, Leg, ProblemCall, ProviderWatch, durations
from calls.models.calls import unheard
from calls.ringing.intake import call_taker, receive_call
from calls.ringing.problem_calls import leave_queue, note_gone_before, open_problem_call
from calls.twilio import rest
from calls.twilio.errors import ProviderError
from calls.twilio.rest import CallFacts
from calls.twilio.statuses import CALL_ENDS, LEG_STATUSES
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.transitions import try_move
from tickets.cases import add_entry
from tickets.models import Entry

logger = structlog.get_logger(__name__)

CALLS = "calls"
LEASE = timedelta(minutes=2)
WINDOW = timedelta(hours=1)
MOST = 1000
"""Calls of one line in one window; the provider's largest page."""


def reconcile_calls(*, at: datetime | None = None, limit: int = 100) -> int:
    """Compare from where the last comparison ended; answers how many calls were written down or completed."""
    at = at or timezone.now()
    ProviderWatch.objects.get_or_create(name=CALLS, defaults={"compared_until": at - WINDOW})
    mine = ProviderWatch.objects.filter(name=CALLS)
    if not mine.free(at=at).update(leased_until=at + LEASE):
        return 0
    comparison = _Comparison(at=at, limit=limit)
    try:
        since = max(mine.get().compared_until, at - durations.LONGEST_OUTAGE)
        while since < at and not comparison.is_held_up:
            until = min(since + WINDOW, at)
            mine.update(compared_until=comparison.compare(since - durations.LISTED_LATE, until))
            since = until
        comparison.compare_unheard()
    except ProviderError as error:
        logger.warning("calls_not_compared", error=str(error))
    finally:
        mine.update(leased_until=None)
    return comparison.completed


class _Comparison:
    """One run: what it has completed, and whether something has to be looked at again."""

    def __init__(self, *, at: datetime, limit: int) -> None:
        self.at, self.limit = at, limit
        self.completed = 0
        self.is_held_up = False

    def compare(self, since: datetime, until: datetime) -> datetime:
        """The moment up to which everything is settled: `until`, or when the first call began that is not."""
        settled_until = until
        for number in Line.objects.filter(is_active=True).values_list("number", flat=True):
            listed = rest.list_calls(to=number, since=since, until=until, limit=MOST)
            rows = {row.sid: row for row in Call.objects.filter(sid__in=[facts.sid for facts in listed])}
            for facts in reversed(listed):  # the oldest caller first
                if facts.direction == "inbound" and not self._settle(facts, rows.get(facts.sid)):
                    settled_until = min(settled_until, facts.started_at)
        self.is_held_up = settled_until < until
        return settled_until

    def compare_unheard(self) -> None:
        """Callers of whom we believe that nobody talked to them; they may have called long before the window."""
        over = Call.objects.filter(
            unheard("problem_call"),
            direction=Call.Direction.INBOUND,
            compared_at=None,
            ended_at__range=(self.at - durations.LONGEST_OUTAGE, self.at - durations.REPORTS_TRAVEL),
        )
        for row in over.exclude(sid=None).order_by("ended_at")[: self.limit - self.completed]:
            facts = CallFacts(
                sid=row.sid or "",
                from_number=row.from_number,
                to_number=row.to_number,
                direction="inbound",
                status="completed",
                started_at=row.started_at,
                ended_at=row.ended_at,
                seconds=0,
            )
            self._take_over(facts)

    def _settle(self, facts: CallFacts, row: Call | None) -> bool:
        """False when this call has to be looked at again."""
        if facts.status not in CALL_ENDS:
            return row is not None
        if row and not row.is_unfinished and row.compared_at:
            return True
        if facts.over_at > self.at - durations.REPORTS_TRAVEL:
            return row is not None
        return self.completed < self.limit and self._take_over(facts)

    def _take_over(self, facts: CallFacts) -> bool:
        try:
            children = rest.list_calls(parent_sid=facts.sid, limit=100)
            take_over_call(facts, children, at=self.at)
        except (ProviderError, DatabaseError):
            # One call that cannot be written down must not keep the others from it.
            logger.exception("call_not_compared", call_sid=facts.sid)
            return False
        self.completed += 1
        return True


@transaction.atomic
def take_over_call(facts: CallFacts, children: list[CallFacts], *, at: datetime) -> None:
    """Make our rows say what the provider says of a call that is over. Safe to run twice."""
    was_known = Call.objects.filter(sid=facts.sid).exists()
    call = receive_call(sid=facts.sid, from_number=facts.from_number, to_number=facts.to_number, at=facts.started_at)
    is_unheard_of = not was_known or call.started_at > facts.started_at + durations.BORN_LATE
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None and (children or is_unheard_of):
        problem_call = open_problem_call(call, transferred_by=call_taker(call), at=facts.started_at)
    if problem_call:
        _write_down_legs(problem_call, children, at=at)
    finish_call(call, end=CALL_ENDS[facts.status], at=facts.over_at)
    if problem_call:
        # What `finish_call` does for a call that ends now, for one that had ended before it had a problem call.
        problem_call.refresh_from_db()
        if problem_call.status == ProblemCall.Status.WAITING:
            call.problem_call = problem_call
            leave_queue(call, at=facts.over_at, was_in_queue=False)
        elif problem_call.status == ProblemCall.Status.ACCEPTED:
            try_move(problem_call, ProblemCall.Status.ENDED)
        note_gone_before(problem_call, ended_at=facts.over_at, at=at)
    Call.objects.filter(pk=call.pk).update(
        compared_at=at,
        started_at=min(call.started_at, facts.started_at),
        # What rings everyone at once records, so the sweep asks for the sound.
        is_recorded=call.is_recorded or bool(children),
    )
    announce(LiveChannel.CALLS)


def _write_down_legs(problem_call: ProblemCall, children: list[CallFacts], *, at: datetime) -> None:
    """The phones that a document rang all at once, and who of them talked to the caller."""
    call = problem_call.call
    rung: Counter[str] = Counter()
    before = max(
        call.legs.exclude(sid__in=[child.sid for child in children]).values_list("round", flat=True), default=0
    )
    for child in sorted(children, key=lambda child: child.started_at):
        phone = child.to_number
        rung[phone] += 1
        user_id = next((member["user"] for member in problem_call.roster if member["phone"] == phone), None)
        if user_id is None:
            owners = User.objects.filter(Q(mobile=phone) | Q(ring_memberships__phone=phone))
            user_id = owners.values_list("pk", flat=True).first()
        if user_id is None or Leg.objects.filter(sid=child.sid).exists():
            continue
        leg = Leg.objects.create(
            call=call,
            user_id=user_id,
            phone=phone,
            round=before + rung[phone],
            sid=child.sid,
            claimed_at=child.started_at,
            created_at=child.started_at,
            ended_at=child.over_at if child.status in CALL_ENDS else None,
        )
        if child.was_answered:
            _note_talk(leg, problem_call, child, at=at)
        else:
            try_move(leg, LEG_STATUSES.get(child.status, Leg.Status.FAILED))


def _note_talk(leg: Leg, problem_call: ProblemCall, child: CallFacts, *, at: datetime) -> None:
    answered_at = child.over_at - timedelta(seconds=child.seconds)
    try_move(leg, Leg.Status.ANSWERED, answered_at=answered_at)
    leg.call = problem_call.call
    accept_by_report(leg, at=answered_at)
    withdraw_owed(problem_call, leg, at=at)
    try_move(leg, Leg.Status.ACCEPTED)  # in a second talk of this call too, when somebody else has won
    Call.objects.filter(pk=leg.call_id, answered_at=None).update(answered_at=answered_at)
    ticket = problem_call.call.ticket
    if ticket is None:
        return
    body = _("The desk could not be asked, so every phone rang at once: %(member)s talked to the caller.")
    add_entry(
        ticket,
        kind=Entry.Kind.CALL,
        body=body % {"member": leg.user},
        actor=leg.user,
        at=at,
        source_key=f"call:{problem_call.call_id}:reconciled",
    )
