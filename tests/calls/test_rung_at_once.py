"""Everyone is rung at once by a document that asks nobody: what the rows say, and who is owed a callback afterwards."""

import pytest
from django.utils import timezone

from calls import ringing, tasks
from calls.models import Call, Leg, ProblemCall
from calls.twilio import rest
from escalation.board import raise_escalation, start_attempt
from escalation.models import Callback, Escalation
from simulator.phone_network import Caller, Member, accepts, hang_up, never_answers, press, wait
from tests import make
from tests.calls.test_reconciling import TWO_MINUTES, refuse
from tests.calls.test_webhook_guard import knock, pairs_with, url_of
from tests.calls.test_without_database import database_away
from tests.calls.town import CALLER, TEAM
from tickets.models import Entry, Ticket

LONGER_THAN_THE_DOUBT = 130
Status = ProblemCall.Status


@pytest.fixture
def known(town):
    """A sweep has passed since the lines were set up."""
    tasks.sweep_legs()
    return town


def talked_in_the_dark(
    town, *, to: str = make.PROBLEM_LINE, first: float = 0, seconds: float = 30, talk: float = 60
) -> str:
    """Somebody is rung through while the database is away; it is back before they hang up. Answers whose phone it was.

    With `first`, a round has begun before: whoever was rung first in it, for the last ones are still being rung then.
    """
    phone = TEAM[2]
    if first:
        town.call(to=to, script=Caller())
        town.network.advance(first)
        phone = Leg.objects.earliest("pk").phone
    town.person(phone, accepts(after=3, talk=talk))
    with database_away():
        if not first:
            town.call(to=to, script=Caller())
        town.network.advance(seconds)
    assert town.network.truth.bridges
    return phone


@pytest.mark.parametrize("first", [0, 20])
def test_the_end_that_is_reported_before_the_comparison_owes_no_callback(known, first):
    phone = talked_in_the_dark(known, first=first)
    while Call.objects.filter(ended_at__isnull=False).count() == 0:
        known.network.advance(1)
    call = Call.objects.get()
    assert (call.problem_call.status, call.problem_call.settled_at) == (Status.ABANDONED, None)
    assert not Callback.objects.exists()

    known.network.advance(TWO_MINUTES)
    problem_call = ProblemCall.objects.get()
    assert (problem_call.status, problem_call.left_at, problem_call.settled_at) == (Status.ENDED, None, None)
    assert problem_call.winner.phone == phone
    call.refresh_from_db()
    assert (call.taker, call.answered_by) == (problem_call.winner, problem_call.winner.user)
    assert not call.is_missed
    assert not Callback.objects.exists()
    assert not Escalation.objects.exists()
    assert Ticket.objects.get().assignee == problem_call.winner.user


@pytest.mark.parametrize("first", [0, 20])
def test_a_long_talk_is_found_although_the_call_began_long_before(known, first):
    phone = talked_in_the_dark(known, first=first, talk=600)
    known.network.run()
    known.network.advance(TWO_MINUTES)
    assert ProblemCall.objects.get().winner.phone == phone
    assert not Callback.objects.exists()


def test_a_caller_who_was_let_go_and_then_rung_through_is_owed_nothing_any_more(known):
    """The apology was spoken, the callback owed; then the database went, and a colleague was there after all."""
    known.call(to=make.PROBLEM_LINE, script=Caller(patience=300))
    while not Callback.objects.exists():
        known.network.advance(1)
    callback = Callback.objects.get()
    known.person(TEAM[2], accepts(after=3, talk=20))
    with database_away():
        known.network.run()
    known.network.advance(TWO_MINUTES)
    assert known.network.truth.bridges

    callback.refresh_from_db()
    assert callback.status == Callback.Status.CANCELLED
    assert "talked to the caller" in callback.promise.reason
    assert Escalation.objects.get().status == Escalation.Status.DISMISSED
    problem_call = ProblemCall.objects.get()
    assert (problem_call.status, problem_call.callback, problem_call.settled_at) == (Status.ENDED, None, None)
    ticket = Ticket.objects.get()
    assert (ticket.escalated_at, ticket.promises.owed().exists()) == (None, False)
    assert "The callback is not needed" in " ".join(Entry.objects.values_list("body", flat=True))


@pytest.mark.parametrize("how", ["taken up", "another reason"])
def test_a_callback_that_a_person_has_to_do_with_stands(known, how):
    known.call(to=make.PROBLEM_LINE, script=Caller(patience=300))
    while not Callback.objects.exists():
        known.network.advance(1)
    callback = Callback.objects.get()
    if how == "taken up":
        start_attempt(callback, by=make.manager(), at=timezone.now())
    else:
        raise_escalation(callback.ticket, reason=Escalation.Reason.ASKED_FOR_MANAGER, at=timezone.now())
    known.person(TEAM[2], accepts(after=3, talk=20))
    with database_away():
        known.network.run()
    known.network.advance(TWO_MINUTES)
    callback.refresh_from_db()
    assert callback.status in Callback.UNFINISHED
    assert ProblemCall.objects.get().winner.phone == TEAM[2]
    assert "every phone rang at once" in " ".join(Entry.objects.values_list("body", flat=True))


def test_who_hung_up_before_anyone_could_ring_is_owed_a_callback_without_waiting_for_the_comparison(known):
    known.call(to=make.PROBLEM_LINE, script=Caller(wait(2), hang_up()))
    known.network.advance(10)
    assert Callback.objects.get().phone == CALLER
    assert Call.objects.get().compared_at is None


def test_a_provider_that_cannot_be_asked_keeps_a_callback_from_being_owed_for_a_while_only(known, monkeypatch):
    monkeypatch.setattr(rest, "list_calls", refuse)
    known.call(to=make.PROBLEM_LINE, script=Caller(wait(2), hang_up()))
    known.network.advance(60)
    assert ProblemCall.objects.get().status == Status.ABANDONED
    assert not Callback.objects.exists()
    known.network.advance(LONGER_THAN_THE_DOUBT - 60)
    assert Callback.objects.get().phone == CALLER


@pytest.fixture
def failing(known, monkeypatch):
    """Our answers fail for the whole call, so that the provider asks for the fallback."""
    monkeypatch.setattr(ringing, "choose_from_menu", lambda **_options: 1 / 0)
    monkeypatch.setattr("django.test.client.Client.store_exc_info", lambda *_args, **_options: None)
    return known


def test_an_answer_that_failed_leaves_a_case_before_anyone_has_answered(failing):
    failing.call()
    failing.network.advance(16)
    call = Call.objects.get()
    assert call.ticket.calls_count == 1
    assert call.problem_call.is_rung_at_once
    assert not call.legs.exists()

    failing.person(TEAM[3], accepts(after=3, talk=20))
    failing.run()
    problem_call = ProblemCall.objects.get()
    assert (problem_call.status, problem_call.winner.phone) == (Status.ENDED, TEAM[3])
    assert not Callback.objects.exists()


def test_who_reached_nobody_through_the_fallback_is_owed_a_callback(failing):
    failing.call()
    failing.run()
    assert ProblemCall.objects.get().status == Status.ABANDONED
    assert Callback.objects.get().phone == CALLER
    assert Ticket.objects.get().calls_count == 1


def test_without_a_worker_the_sweep_opens_the_case(failing):
    failing.worker_is_up = False
    failing.call()
    failing.network.advance(40)
    assert Call.objects.get().ticket


def fall_back(**said: str) -> str:
    return knock(url_of("fallback"), pairs_with(**said)).content.decode()


def test_the_fallback_asked_twice_writes_one_call_and_one_case(known):
    assert known.committed(fall_back) == known.committed(fall_back)
    known.network.advance(2)
    assert (Call.objects.count(), Ticket.objects.count(), ProblemCall.objects.count()) == (1, 1, 1)
    assert Ticket.objects.get().calls_count == 1


def test_a_call_takers_own_number_is_no_requester_though_the_answer_failed(known):
    known.committed(lambda: fall_back(From=TEAM[0], To=make.PROBLEM_LINE))
    known.network.advance(2)
    call = Call.objects.get()
    assert call.is_transfer
    assert call.ticket.requester.phone != TEAM[0]


def test_the_fallback_rings_though_nothing_can_be_written_or_the_file_is_missing(
    known, monkeypatch, settings, tmp_path
):
    with monkeypatch.context() as broken:
        broken.setattr("calls.ringing.emergencies.receive_call", lambda **_options: 1 / 0)
        assert TEAM[0] in fall_back()
    assert not Call.objects.exists()
    settings.MEDIA_ROOT = tmp_path / "empty"
    assert TEAM[0] in fall_back()
    assert Call.objects.exists()


def test_phones_that_ring_for_a_caller_fall_silent_when_everyone_is_rung_at_once(known):
    known.person(TEAM[1], Member(wait(6), press("1"), answer_after=8))
    call = known.call(to=make.PROBLEM_LINE, script=Caller())
    while not Leg.objects.filter(status=Leg.Status.ANSWERED).exists():
        known.network.advance(1)
    known.committed(lambda: fall_back(CallSid=call.sid, To=make.PROBLEM_LINE))
    known.network.advance(3)
    others = Leg.objects.exclude(phone=TEAM[1]).values_list("status", flat=True)
    assert set(others) == {Leg.Status.CANCELED}

    known.network.advance(20)
    assert "Someone else has taken this call" in known.heard(TEAM[1])
    assert ProblemCall.objects.get().winner is None


def answers_too_late(town, door: str) -> None:
    """The desk does what it is asked for there, and the provider does not wait for its answer."""
    knocks = town.network.transport

    def transport(method: str, url: str, *rest: object):
        answer = knocks(method, url, *rest)
        if url.endswith(door):
            raise TimeoutError
        return answer

    town.network.transport = transport


def test_who_was_let_go_and_then_rung_through_is_owed_nothing_as_soon_as_the_provider_was_asked(known):
    answers_too_late(known, "/twilio/queue-result")
    known.call(to=make.PROBLEM_LINE, script=Caller())
    while not known.network.truth.bridges:
        known.network.advance(1)
        if ProblemCall.objects.filter(status=Status.EXHAUSTED).exists():
            known.person(TEAM[3], accepts(after=3, talk=20))
    assert Callback.objects.unfinished().exists()
    assert ProblemCall.objects.get().out_of_sight_at

    known.run(then=TWO_MINUTES)
    assert ProblemCall.objects.get().winner.phone == TEAM[3]
    assert not Callback.objects.unfinished().exists()


def test_who_was_won_by_a_phone_and_then_rung_through_to_another_is_owed_nothing(known):
    answers_too_late(known, "/twilio/ring")
    known.person(TEAM[1], accepts(after=3, talk=40))
    known.person(TEAM[3], accepts(after=10, talk=60))
    known.call(to=make.PROBLEM_LINE, script=Caller())
    known.network.advance(12)
    known.person(TEAM[1], never_answers())
    known.network.advance(18)  # 15 in vain for the answer, then 10 for the phone: those two talk
    problem_call = ProblemCall.objects.get()
    assert problem_call.winner.phone == TEAM[1]
    assert problem_call.out_of_sight_at
    assert problem_call.never_joined_at, "who pressed 1 was told that nobody comes"

    known.network.advance(30)
    assert not Callback.objects.exists()
    known.run()
    (bridge,) = known.network.truth.bridges
    assert bridge.b_number == TEAM[3]
    assert ProblemCall.objects.get().winner.phone == TEAM[3]
    assert not Callback.objects.exists()
    assert not Escalation.objects.exists()
