"""A provider that is asked too much is left alone, longer each time, and the caller reaches somebody all the same."""

from itertools import pairwise

import pytest
from django.utils import timezone

from calls import tasks
from calls.models import Call, Leg, ProblemCall
from escalation.models import Callback
from simulator.phone_network import Caller, Knobs, accepts
from tests import make
from tests.calls.town import CALLER, MANAGERS, TEAM

PATIENT = Caller(patience=400)
AT_ONCE = 0.5
"""Seconds within which the phones of a round are asked for."""


def creates(town) -> list:
    rest = [exchange for exchange in town.network.truth.exchanges if exchange.kind == "rest"]
    return [exchange for exchange in rest if exchange.method == "POST" and exchange.url.endswith("/Calls.json")]


def moments(town) -> list[float]:
    """When the provider was asked for phones; those of a round count as one moment."""
    found: list[float] = []
    for exchange in creates(town):
        if not found or exchange.at - found[-1] > AT_ONCE:
            found.append(exchange.at)
    return found


def calls_for(town, seconds: float, **knobs: object) -> None:
    town.network.knobs = Knobs(**knobs)
    town.call(to=make.PROBLEM_LINE, script=PATIENT)
    town.network.advance(seconds)


def test_an_account_at_its_limit_is_not_hammered_and_the_caller_goes_on_in_time(town, caplog):
    calls_for(town, 210, concurrent_calls=2)
    # Three rounds, each with its phones once, and one of them that tries for the others some times more.
    assert len(creates(town)) <= 2 * len(TEAM) + len(MANAGERS) + 3 * 6
    assert len(moments(town)) <= 3 * 6
    assert "MaxRetriesExceeded" not in caplog.text
    # The one line that is free rings another phone each round, then a manager, and then the callback is owed.
    rung = {call.to for call in town.network.calls.values() if call.direction == "outbound-api"}
    assert len(rung & {*TEAM}) == 2
    assert len(rung & {*MANAGERS}) == 1
    assert ProblemCall.objects.get().status == ProblemCall.Status.EXHAUSTED
    assert Callback.objects.filter(status=Callback.Status.OWED).exists()


def test_a_provider_that_takes_nothing_is_asked_less_and_less_until_every_phone_rings_at_once(town):
    calls_for(town, 30, too_many=1.0)
    waits = [later - sooner for sooner, later in pairwise(moments(town))]
    assert 3 <= len(waits) <= 5
    assert all(later >= 0.8 * sooner for sooner, later in pairwise(waits))
    assert waits[-1] >= 3 * waits[0]
    assert len(creates(town)) <= len(TEAM) + len(waits)
    assert set(Leg.objects.values_list("status", flat=True)) == {Leg.Status.FAILED}
    assert "we are ringing everyone" in town.heard(CALLER)


def test_a_line_that_becomes_free_is_used_at_once_for_all_phones_that_wait(town):
    town.person(TEAM[4], accepts(after=2, talk=20))
    calls_for(town, 4, too_many=1.0)
    town.network.knobs = Knobs(creates_per_second=20)
    town.network.advance(5)
    assert not Leg.objects.filter(status=Leg.Status.PLACING).exists()
    assert {call.to for call in town.network.calls.values() if call.direction == "outbound-api"} == {*TEAM}


def test_the_provider_says_for_how_long_it_wants_to_be_left_alone(town):
    calls_for(town, 18, too_many=1.0, retry_after=6)
    assert all(later - sooner >= 6 for sooner, later in pairwise(moments(town)))
    assert len(creates(town)) <= len(TEAM) + 2


def test_whoever_would_have_to_wait_for_longer_than_a_round_is_rung_otherwise_at_once(town):
    calls_for(town, 20, too_many=1.0, retry_after=30)
    assert len(creates(town)) == len(TEAM)
    assert "we are ringing everyone" in town.heard(CALLER)


def test_one_call_is_asked_for_by_one_worker_at_a_time(town):
    calls_for(town, 3, too_many=1.0)
    known, call = len(creates(town)), Call.objects.get()
    for _attempt in range(5):
        town.committed(tasks.place_legs, call.pk)
    town.committed(tasks.sweep_legs)
    assert len(creates(town)) == known
    town.network.advance(7)
    assert len(creates(town)) <= known + 2


def test_an_account_that_dials_slowly_is_asked_for_each_phone_of_a_round_once(town):
    calls_for(town, 210, creates_per_second=0.2)
    asked = [exchange.form["To"] for exchange in creates(town)]
    assert len(asked) == Leg.objects.count() <= 2 * len(TEAM) + len(MANAGERS)
    assert max(asked.count(phone) for phone in TEAM) <= 2
    assert {*TEAM} <= {*asked}


def test_what_is_tried_in_vain_all_the_time_is_left_to_the_sweeps(town, caplog):
    town.person(TEAM[0], accepts(after=2, talk=100))
    town.call(to=make.PROBLEM_LINE, script=PATIENT)
    town.until(lambda: Leg.objects.filter(status=Leg.Status.ANSWERED))
    known = len(town.network.truth.exchanges)
    town.network.knobs = Knobs(too_many=1.0)
    town.network.advance(60)
    asked = [exchange for exchange in town.network.truth.exchanges[known:] if exchange.kind == "rest"]
    assert len([exchange for exchange in asked if exchange.form.get("Status") == "canceled"]) <= 5 * 6
    assert "MaxRetriesExceeded" not in caplog.text


@pytest.mark.parametrize("seconds", [1, 5])
def test_a_task_that_is_sent_away_comes_again_later_each_time_and_ends_quietly(seconds, monkeypatch, caplog):
    waits = []

    class Again(Exception):  # noqa: N818 (as celery's own)
        pass

    def retry(_task: object, countdown: float) -> Exception:
        waits.append(countdown)
        return Again()

    monkeypatch.setattr("celery.Task.retry", retry)
    task = tasks.delete_queues
    monkeypatch.setattr("calls.twilio.queues.delete_queues", lambda _call: seconds)
    for tries in range(task.max_retries + 1):
        task.apply([1], retries=tries)
    assert len(waits) == task.max_retries
    assert all(seconds * 2**tries <= wait for tries, wait in enumerate(waits[:4]))
    assert max(waits) <= 1.25 * tasks.LONGEST_WAIT
    assert "left_to_the_sweeps" in caplog.text


def test_a_phone_is_due_from_a_moment_on(town):
    calls_for(town, 2, too_many=1.0)
    leg, now = Leg.objects.first(), timezone.now()
    assert leg.due_at > now
    assert not Leg.objects.unplaced(at=now).exists()
    assert not leg.is_unplaced(at=now)
    assert leg.is_unplaced(at=leg.due_at)
