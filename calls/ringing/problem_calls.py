"""A caller waits for one of six people: start it, ring a round, leave the queue, owe a callback."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from calls.models import Call, Leg, ProblemCall, durations
from calls.ringing import placing
from calls.ringing.busy import busy_people, busy_queries
from calls.ringing.cases import record_call_on_case
from calls.ringing.notices import heard_notice
from escalation.duty import freeze_roster
from escalation.models import RingGroup
from helpdesk.accounts.models import User
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce, announce_to
from helpdesk.lib.transitions import try_move

Status = ProblemCall.Status


def start_problem_call(
    call: Call, *, at: datetime, menu_choice: str = "", transferred_by: User | None = None
) -> ProblemCall:
    """Case, queue, and one leg for each phone, in the transaction of the caller (who holds the call's lock).

    A repeat finds what the first one wrote. A caller who has hung up in the meantime is owed a callback instead.
    """
    # The case is written with the problem call, so without one there is nothing to look for.
    existing: ProblemCall | None = getattr(call, "problem_call", None) if call.ticket_id else None
    if existing:
        return existing
    problem_call = open_problem_call(call, menu_choice=menu_choice, transferred_by=transferred_by, at=at)
    if call.is_unfinished:
        ring_round(problem_call, at=at)
    else:
        dequeue_unanswered(problem_call, Status.ABANDONED, at=at, was_in_queue=False)
    announce_ringing(problem_call)
    announce(LiveChannel.CALLS)
    return problem_call


def open_problem_call(
    call: Call, *, at: datetime, menu_choice: str = "", transferred_by: User | None = None
) -> ProblemCall:
    """Case and queue, and no phone rings yet."""
    ticket = record_call_on_case(call, menu_choice=menu_choice, transferred_by=transferred_by, at=at)
    problem_call = _write_problem_call(call, at=at)
    fields: dict[str, object] = {
        "ticket": ticket,
        "menu_choice": menu_choice,
        "is_transfer": transferred_by is not None,
        "wrong_keys": call.wrong_keys,
    }
    if call.is_unfinished:
        fields["is_recorded"] = True
    if call.is_unfinished and not call.notice_heard_at:
        fields |= heard_notice(call, at=at)
    if not try_move(call, Call.Status.IN_PROGRESS, **fields):
        Call.objects.filter(pk=call.pk).update(**fields)
    call.ticket = ticket
    return problem_call


def announce_ringing(problem_call: ProblemCall) -> None:
    """The bar on the pages of those whose phones ring for it is out of date. Nobody else's page asks for anything."""
    announce_to(problem_call.people_rung, LiveChannel.RINGING_BAR)


def _write_problem_call(call: Call, *, at: datetime, first_round: int = 1) -> ProblemCall:
    group = group_of(call)
    return ProblemCall.objects.create(
        call=call,
        group=group,
        round=first_round,
        first_round=first_round,
        roster=freeze_roster(group, at=at, occupied=busy_queries(at=at)),
        rounds=group.rounds,
        ring_seconds=group.ring_seconds,
        round_started_at=at,
        created_at=at,
    )


def ring_again(call: Call, *, at: datetime) -> ProblemCall:
    """Ring everyone anew for a caller whom we talked with and then left on hold. Needs the call's lock."""
    number = next_round(call)
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None:
        problem_call = _write_problem_call(call, first_round=number, at=at)
    fields = {"round": number, "first_round": number, "round_started_at": at, "winner": None, "accepted_at": None}
    try_move(problem_call, Status.WAITING, queued_at=None, out_of_sight_at=None, **fields)
    ring_round(problem_call, at=at)
    announce(LiveChannel.CALLS)
    announce_ringing(problem_call)
    return problem_call


def next_round(call: Call) -> int:
    """The number of a new round, so that a phone may be rung once more."""
    return (call.legs.aggregate(last=Max("round"))["last"] or 0) + 1


def group_of(call: Call) -> RingGroup:
    """Whom this call rings. Outside the opening hours too it rings somebody."""
    if call.line is None:
        # With no line set up, whoever can be rung is rung.
        return RingGroup.objects.order_by("pk").first() or RingGroup.objects.create(name=_("Problem desk"))
    return (call.is_after_hours and call.line.closed_ring_group) or call.line.ring_group


def ring_round(problem_call: ProblemCall, *, at: datetime) -> None:
    """Write the legs of the current round; a worker places them after the commit."""
    call, tier = problem_call.call, 2 if problem_call.round == problem_call.manager_round else 1
    # Of who transferred this call, or hears its whisper, no device rings.
    engaged: set[int] = set()
    if call.direction == Call.Direction.INBOUND:
        engaged |= {member["user"] for member in problem_call.roster if member["phone"] == call.from_number}
    if problem_call.round > 1:
        listening = call.legs.filter(status=Leg.Status.ANSWERED, answered_at__gt=at - durations.WHISPER)
        engaged |= set(listening.values_list("user", flat=True))
    chosen = [m for m in problem_call.roster if m["tier"] == tier and m["user"] not in engaged]
    if chosen:
        # Another phone first with each call and each round: an account may ring fewer at a time than there are.
        rounds_before = problem_call.round - problem_call.first_round
        first = (problem_call.pk + rounds_before * -(-len(chosen) // 2)) % len(chosen)
        chosen = chosen[first:] + chosen[:first]
    if problem_call.created_at == at:
        # It was asked along when the roster was frozen, a moment ago.
        busy = {member["user"]: member["occupied"] for member in chosen if "occupied" in member}
    else:
        busy = busy_people((member["user"] for member in chosen), at=at)
    placing.write_legs(call, chosen, busy, number=problem_call.round, at=at)


def leave_queue(call: Call, *, at: datetime, was_in_queue: bool) -> None:
    """The caller waits no more, without us having said so. `was_in_queue`: the queue says that they hung up in it."""
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None:
        return
    if was_in_queue:
        ProblemCall.objects.filter(pk=problem_call.pk).update(out_of_sight_at=None)
    if problem_call.status == Status.WAITING:
        dequeue_unanswered(problem_call, Status.ABANDONED, at=at, was_in_queue=was_in_queue)
    elif problem_call.status in {Status.ACCEPTED, Status.ENDED}:
        note_never_joined(problem_call, at=at)


def is_still_wanted(call: Call) -> bool:
    """Whether the caller belongs into the queue: they did not leave it, and they were not given up."""
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None or not call.is_unfinished or problem_call.never_joined_at:
        return False
    return problem_call.status in {Status.WAITING, Status.ACCEPTED}


def fail_over(problem_call: ProblemCall, *, at: datetime) -> None:
    """Every phone is rung at once, by the fallback document: ours stop ringing, and nobody can win the caller.

    Whoever pressed 1 already may never be joined: the answer that was to put the caller into the queue did not arrive.
    And a caller who left the queue, because nobody answered, may talk to somebody now.
    """
    if ProblemCall.objects.filter(pk=problem_call.pk, out_of_sight_at=None).update(out_of_sight_at=at):
        problem_call.out_of_sight_at = at
        enqueue_on_commit("calls.tasks.cancel_legs", problem_call.call_id)
        announce_ringing(problem_call)
        announce(LiveChannel.CALLS)


def dequeue_unanswered(problem_call: ProblemCall, status: str, *, at: datetime, was_in_queue: bool = True) -> None:
    """Abandoned or exhausted. Leaving and winning exclude each other: the same guard as in `accept_leg`."""
    free = ProblemCall.objects.filter(pk=problem_call.pk, winner=None, left_at=None)
    unseen = {} if was_in_queue else {"out_of_sight_at": Coalesce("out_of_sight_at", at)}
    if free.update(left_at=at, **unseen) and try_move(problem_call, status):
        problem_call.left_at = at
        _settle_soon(problem_call)


def note_never_joined(problem_call: ProblemCall, *, at: datetime) -> None:
    """Somebody pressed 1, yet the two never talked."""
    if ProblemCall.objects.filter(pk=problem_call.pk, never_joined_at=None).update(never_joined_at=at):
        problem_call.never_joined_at = at
        _settle_soon(problem_call)


def note_gone_before(problem_call: ProblemCall, *, ended_at: datetime, at: datetime) -> None:
    """Whoever pressed 1 after the caller had hung up was never joined, also when their phone did not tell us so.

    `ended_at` is the provider's word for the end of the call, in whole seconds.
    """
    accepted_at = problem_call.accepted_at
    if problem_call.winner_id and accepted_at and accepted_at - ended_at >= timedelta(seconds=1):
        note_never_joined(problem_call, at=at)


def _settle_soon(problem_call: ProblemCall) -> None:
    # Row and task, and not at once: the caller who hears the apology should not wait for eight more statements.
    enqueue_on_commit("calls.tasks.settle_problem_call", problem_call.pk)
    enqueue_on_commit("calls.tasks.cancel_legs", problem_call.call_id)
    announce_ringing(problem_call)
    announce(LiveChannel.CALLS)


def locked_call(*related: str, **which: object) -> Call | None:
    """One call with what is named of `related`, locked until the commit.

    Its problem call is not joined but read when it is asked for: a statement that had to wait for the lock sees the
    locked row as it is now, and the joined ones as they were before the wait.
    """
    calls = Call.objects.select_for_update(of=("self",)).filter(**which)
    return (calls.select_related(*related) if related else calls).first()
