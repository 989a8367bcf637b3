"""One caller after the other, some of them with rivals, each in a town of its own that one seed makes again."""

import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import connection, transaction

from calls.models import Call, Leg, ProblemCall, ProviderQueue, Recording
from escalation.models import Line
from simulator.phone_network import Knobs
from tests import make
from tests.calls.chaos import truth
from tests.calls.chaos.people import some_caller, some_member
from tests.calls.chaos.points import HangsUp, Point
from tests.calls.town import MANAGERS, TEAM, Town

HANG_UPS = 0.55
"""So many of the callers mean to hang up at one of the eight points."""
RIVALS = [1, 1, 2, 2, 3, 4, 6]
"""Callers at nearly the same time, who find some of the phones in use."""
BAD_ANSWERS = 0.08
"""In so many episodes an answer of the desk is late, or it is not reached at all."""
REPEATS = 0.2
"""After so many episodes everything that was ever reported is reported once more."""
LONGEST_QUIET = 1800.0


@dataclass
class Outcome:
    """What a run came to, for the report."""

    calls: int = 0
    bridged: int = 0
    exhausted: int = 0
    abandoned: int = 0
    never_joined: int = 0
    fell_back: int = 0
    legs: int = 0
    exchanges: int = 0
    hung_up: Counter[Point] = field(default_factory=Counter)

    def __str__(self) -> str:
        counts = [f"{count} {name.replace('_', ' ')}" for name, count in vars(self).items() if isinstance(count, int)]
        points = [f"{self.hung_up[point]} {point}" for point in Point]
        return f"{', '.join(counts)}; hung up: {', '.join(points)}"


def setting() -> None:
    """Six people, two managers and three lines, for every episode."""
    group = make.ring_group()
    for kind in Line.Kind:
        make.line(kind, ring_group=group)


def live_through(*, seed: int, calls: int, first: int = 0) -> Outcome:
    """Episodes until at least `calls` were placed. With CHAOS_CALL only the one that it names."""
    outcome = Outcome()
    only = os.environ.get("CHAOS_CALL")
    for number in range(first, first + calls):
        if outcome.calls >= calls:
            break
        if only in {None, str(number)}:
            try:
                episode(Random(f"{seed}:{number}"), outcome)
            except Exception as error:
                error.add_note(f"CHAOS_SEED={seed} CHAOS_CALL={number} replays this call alone")
                raise
    return outcome


def episode(rng: Random, outcome: Outcome) -> None:
    """One caller, or two or three at once; then silence, the comparison, and everything is forgotten."""
    with transaction.atomic(), ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        town = Town(patch, stack, seed=rng.randrange(2**32), knobs=some_day(rng))
        for phone in [*TEAM, *MANAGERS]:
            town.person(phone, some_member)
        callers = place_calls(town, rng, count=rng.choice(RIVALS))
        town.network.run()
        until_quiet(town)
        truth.compare(town)
        if rng.random() < REPEATS:
            truth.stays_as_it_is(town, rng)
        count(town, callers, outcome)
        transaction.set_rollback(True)
    connection.queries_log.clear()


def some_day(rng: Random) -> Knobs:
    """A bad day of the provider; now and then a worse one."""
    knobs = Knobs(
        duplicate=0.2,
        reorder=0.3,
        duplicate_fetch=0.2,
        drop=0.02,
        rest_error=0.02,
        lost_answer=0.02,
        extra_parameter=0.2,
        queue_error=0.01,
        queue_full=0.005,
        wait_failure=0.005,
        mono_recordings=0.1,
    )
    if rng.random() < BAD_ANSWERS:
        knobs.slow_webhook, knobs.slow_rest = 0.05, 0.05
    return knobs


def place_calls(town: Town, rng: Random, *, count: int) -> list[HangsUp]:
    """The callers who mean to hang up."""
    callers = []
    for place in range(count):
        number, at = f"+150055600{place:02d}", rng.uniform(0, 40) if place else 0.0
        if rng.random() < HANG_UPS:
            caller = HangsUp(town, rng, rng.choice(list(Point)))
            line, script = caller.script()
            callers.append(caller)
            town.network.after(at, town.network.place_call, number, line, script)
            town.network.after(at, caller.wait_for_it, number)
        else:
            town.network.after(at, town.network.place_call, number, *some_caller(rng))
    return callers


def until_quiet(town: Town) -> None:
    """Let the sweeps do what is left to do; there is little on most days."""
    end = town.network.clock.now() + LONGEST_QUIET
    town.network.advance(20)
    while not is_quiet() and town.network.clock.now() < end:
        town.network.advance(30)
    # Whatever was held back comes now.
    town.network.advance(30)


def is_quiet() -> bool:
    return not (
        Call.objects.unfinished().exists()
        or Leg.objects.unfinished().exists()
        or ProblemCall.objects.unsettled().exists()
        or ProblemCall.objects.filter(out_of_sight_at__isnull=False, call__compared_at=None).exists()
        or Recording.objects.filter(deleted_there_at=None).exclude(status=Recording.Status.ABSENT).exists()
        or Call.objects.filter(is_recorded=True, recordings_listed_at=None, recordings=None).exists()
        or ProviderQueue.objects.exists()
    )


def count(town: Town, callers: list[HangsUp], outcome: Outcome) -> None:
    outcome.calls += Call.objects.count()
    outcome.bridged += len({bridge.a_sid for bridge in town.network.truth.bridges})
    outcome.exhausted += ProblemCall.objects.filter(status=ProblemCall.Status.EXHAUSTED).count()
    outcome.abandoned += ProblemCall.objects.filter(status=ProblemCall.Status.ABANDONED).count()
    outcome.never_joined += ProblemCall.objects.filter(never_joined_at__isnull=False).count()
    outcome.fell_back += len(truth.fell_back(town))
    outcome.legs += Leg.objects.count()
    outcome.exchanges += len(town.network.truth.exchanges)
    outcome.hung_up.update(point for caller in callers for point in caller.seen)
