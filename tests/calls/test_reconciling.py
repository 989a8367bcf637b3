"""After an outage the provider is asked who called: each has a case, and within two minutes nothing is missing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from calls import control, tasks
from calls.control import reconciliation
from calls.models import Call, Leg, ProblemCall, ProviderWatch, Recording
from calls.twilio import rest
from calls.twilio.errors import InDoubtError
from escalation.models import Callback, Escalation
from simulator.phone_network import Caller, Person, accepts, hang_up, never_answers, wait
from tests import make
from tests.calls.test_without_database import away, database_away
from tests.calls.town import CALLER, TEAM
from tickets.models import Entry, Ticket

TWO_MINUTES = 120


@pytest.fixture
def known(town):
    """A sweep has passed since the lines were set up."""
    tasks.sweep_legs()
    return town


def call_in_the_dark(town, script: Person | None = None, **options) -> None:
    with database_away():
        town.call(script=script or Caller(), **options)
        town.network.run()
        town.network.advance(60)
    assert not Call.objects.exists()


def test_a_call_that_was_rung_through_has_its_case_its_legs_and_its_recording(known):
    known.person(TEAM[3], accepts(after=3, talk=40))
    call_in_the_dark(known)
    known.network.advance(TWO_MINUTES)

    call = Call.objects.get()
    began = next(iter(known.network.calls.values()))
    assert (call.sid, call.status, call.from_number) == (began.sid, "completed", CALLER)
    assert abs(call.started_at - known.network.clock.start).total_seconds() < 10
    problem_call = call.problem_call
    assert (problem_call.status, problem_call.winner.phone) == (ProblemCall.Status.ENDED, TEAM[3])
    assert 40 <= call.talk_seconds < 55  # the closing words included
    legs = dict(Leg.objects.values_list("phone", "status"))
    assert legs == {phone: "accepted" if phone == TEAM[3] else "canceled" for phone in TEAM}
    assert call.ticket.assignee == problem_call.winner.user
    assert call.ticket.calls_count == 1
    assert "every phone rang at once" in Entry.objects.filter(ticket=call.ticket, actor__isnull=False).last().body
    assert Recording.objects.get().status == Recording.Status.STORED
    assert not Callback.objects.exists()


def test_a_call_of_which_the_provider_does_not_say_when_it_ended_is_written_down_all_the_same(known, monkeypatch):
    known.person(TEAM[3], accepts(after=3, talk=40))
    list_calls = rest.list_calls
    monkeypatch.setattr(
        rest, "list_calls", lambda **asked: [replace(one, ended_at=None) for one in list_calls(**asked)]
    )
    call_in_the_dark(known)
    known.network.advance(TWO_MINUTES)

    call = Call.objects.get()
    assert (call.status, call.problem_call.status) == ("completed", ProblemCall.Status.ENDED)
    assert call.started_at < call.answered_at < call.ended_at
    assert not Leg.objects.filter(ended_at=None).exists()


def test_a_caller_whom_nobody_answered_is_owed_a_callback(known):
    call_in_the_dark(known)
    known.network.advance(TWO_MINUTES)
    call = Call.objects.get()
    assert call.problem_call.status == ProblemCall.Status.ABANDONED
    assert Callback.objects.get().phone == CALLER
    assert Escalation.objects.get().ticket == call.ticket
    assert set(Leg.objects.values_list("status", flat=True)) == {Leg.Status.NO_ANSWER}


def test_a_caller_who_gave_up_at_once_is_owed_a_callback_too(known):
    call_in_the_dark(known, Caller(wait(2), hang_up()))
    known.network.advance(TWO_MINUTES)
    assert Callback.objects.get().phone == CALLER


def test_who_waited_when_the_desk_went_dark_has_one_case_and_the_one_who_helped(known):
    known.call(to=make.PROBLEM_LINE, script=Caller())
    known.network.advance(20)
    known.person(TEAM[2], accepts(after=3, talk=40))
    with database_away():
        known.network.run()
        known.network.advance(60)
    known.network.advance(TWO_MINUTES)
    call = Call.objects.get()
    assert (call.status, call.problem_call.status) == ("completed", "ended")
    assert call.problem_call.winner.phone == TEAM[2]
    assert Ticket.objects.get().calls_count == 1
    assert not Leg.objects.unfinished().exists()
    assert not Callback.objects.exists()


def test_the_end_of_a_call_that_was_not_reported_is_found_within_a_minute(known):
    known.person(TEAM[0], accepts(after=3, talk=20))
    known.network.knobs.drop = 1.0
    known.call()
    known.network.run()
    assert Call.objects.get().is_unfinished
    known.network.advance(60)
    assert Call.objects.get().status == Call.Status.COMPLETED


def test_a_second_comparison_changes_nothing_and_asks_little(known, monkeypatch):
    known.person(TEAM[3], accepts(after=3, talk=40))
    call_in_the_dark(known)
    known.network.advance(TWO_MINUTES)
    before = (list(Call.objects.values()), list(Leg.objects.values()), Entry.objects.count())
    monkeypatch.setattr(reconciliation, "take_over_call", away)
    ProviderWatch.objects.update(compared_until=timezone.now() - timedelta(hours=3))
    assert control.reconcile_calls() == 0
    assert (list(Call.objects.values()), list(Leg.objects.values()), Entry.objects.count()) == before


def test_who_only_listened_to_the_menu_makes_no_case(known):
    known.call(script=Caller(wait(4), hang_up()))
    known.run()
    assert Call.objects.get().compared_at
    assert not Ticket.objects.exists()


def test_a_provider_that_cannot_be_asked_is_asked_from_the_same_moment_again(known, monkeypatch):
    control.reconcile_calls()
    before = ProviderWatch.objects.get().compared_until
    known.network.advance(29)
    with monkeypatch.context() as patch:
        patch.setattr(rest, "list_calls", refuse)
        control.reconcile_calls()
    watch = ProviderWatch.objects.get()
    assert (watch.compared_until, watch.leased_until) == (before, None)


def refuse(**_options: object) -> None:
    raise InDoubtError("503 Service unavailable")


def test_one_call_that_cannot_be_written_down_does_not_keep_the_others_from_it(known, monkeypatch):
    call_in_the_dark(known)
    with database_away():
        known.call(script=Caller(wait(2), hang_up()), from_="+15005550139")
        known.network.run()
        known.network.advance(60)
    real = reconciliation.take_over_call

    def stumble(facts, children, *, at):
        if facts.from_number == CALLER:
            raise IntegrityError("poisoned")
        return real(facts, children, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(reconciliation, "take_over_call", stumble)
        assert control.reconcile_calls() == 1
    assert Call.objects.get().from_number == "+15005550139"
    assert control.reconcile_calls() == 1
    assert Call.objects.count() == 2


def test_a_comparison_that_another_worker_has_in_hand_is_left_to_it(known):
    control.reconcile_calls()
    call_in_the_dark(known)
    ProviderWatch.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    assert control.reconcile_calls() == 0
    assert control.reconcile_calls(at=timezone.now() + timedelta(minutes=2)) == 1


def test_after_an_outage_of_hours_all_of_it_is_compared(known):
    control.reconcile_calls()
    for phone in TEAM:
        known.person(phone, never_answers())
    with database_away():
        for n in range(3):
            known.call(script=Caller(wait(2), hang_up()), from_=f"+1500556000{n}")
            known.network.run()
            known.rest(5000)
    known.network.advance(TWO_MINUTES)
    assert Call.objects.count() == Callback.objects.count() == 3
