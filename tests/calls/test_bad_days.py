"""The provider errs, the broker is away, PostgreSQL is away: no phone rings twice, no caller meets silence."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from calls import control, ringing, tasks
from calls.control.next_document import Document
from calls.models import Call, Leg, ProblemCall
from calls.ringing import placing
from escalation.models import Callback
from simulator.phone_network import Caller, Member, accepts, hang_up, hears, press, wait
from tests import make
from tests.calls.town import CALLER, TEAM


def test_a_create_whose_answer_was_lost_is_in_doubt_and_never_repeated(town):
    town.network.knobs.lost_answer = 1.0
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call()
    town.network.advance(12)
    assert Leg.objects.filter(error="LostAnswer").count() == 6
    town.network.knobs.lost_answer = 0.0
    town.run(then=900)

    placed = [call.to for call in town.network.calls.values() if call.direction == "outbound-api"]
    assert len(placed) == len(set(placed)) == 6
    assert len(town.network.truth.bridges) == 1
    assert not Leg.objects.unfinished().exists()


def test_a_phone_in_doubt_that_rang_is_found_in_the_providers_list(town):
    town.network.knobs.lost_answer = town.network.knobs.drop = 1.0
    town.call()
    town.network.advance(12)
    town.network.knobs.lost_answer = 0.0
    town.network.advance(120)

    first_round = Leg.objects.filter(round=1)
    assert set(first_round.values_list("status", flat=True)) <= {Leg.Status.NO_ANSWER, Leg.Status.CANCELED}
    assert not first_round.filter(sid=None).exists()


def test_a_refused_phone_does_not_keep_the_others_from_ringing(town):
    make.RingGroupMember.objects.filter(phone=TEAM[0]).update(phone="landline")
    town.person(TEAM[5], accepts(after=3, talk=20))
    town.call()
    town.run()

    assert Leg.objects.get(phone="landline").status == Leg.Status.FAILED
    assert len(town.network.truth.bridges) == 1


def test_errors_of_the_provider_leave_a_leg_in_doubt(town):
    town.network.knobs.rest_error = 1.0
    town.call()
    town.network.advance(12)
    assert set(Leg.objects.values_list("status", flat=True)) == {Leg.Status.UNKNOWN}
    town.network.knobs.rest_error = 0.0
    town.run(then=900)
    assert not Leg.objects.unfinished().exists()


def test_a_worker_killed_between_claim_and_create_leaves_a_leg_in_doubt(town):
    town.worker_is_up = False
    town.call()
    town.network.advance(10)
    Leg.objects.filter(phone=TEAM[0]).update(claimed_at=timezone.now())
    town.run(then=900)

    placed = [call.to for call in town.network.calls.values() if call.direction == "outbound-api"]
    assert placed.count(TEAM[0]) < Leg.objects.filter(phone=TEAM[0]).count()
    assert Leg.objects.get(phone=TEAM[0], round=1).status == Leg.Status.FAILED


PLACE_HERE = placing.place_here


def test_with_the_broker_up_and_no_worker_the_waiting_caller_has_the_phones_rung(town, monkeypatch):
    placed = []
    town.worker_is_up = False
    monkeypatch.setattr(placing, "place_here", placed.append)
    monkeypatch.setattr(tasks, "sweep_legs", lambda: None)
    town.call()
    town.network.advance(25)
    assert set(placed) == {Call.objects.get().pk}


def test_with_the_broker_away_a_thread_rings_the_phones(town, monkeypatch):
    threads = []
    monkeypatch.setattr(placing, "enqueue_now", lambda *args: False)
    monkeypatch.setattr(placing, "place_here", PLACE_HERE)
    monkeypatch.setattr(placing, "Thread", lambda **options: threads.append(options) or Started())
    town.call()
    town.network.advance(12)
    (thread,) = threads
    assert thread["target"] is placing._place_in_thread
    town.committed(placing.place_legs, *thread["args"])
    assert Leg.objects.exclude(sid=None).count() == 6


class Started:
    """A thread that somebody else will run."""

    def start(self) -> None:
        """Nothing happens by itself in a test."""


def test_when_our_answer_fails_the_fallback_rings_everyone(town, monkeypatch):
    monkeypatch.setattr(ringing, "choose_from_menu", lambda **_options: 1 / 0)
    monkeypatch.setattr("django.test.client.Client.store_exc_info", lambda *_args, **_options: None)
    town.person(TEAM[3], accepts(after=3, talk=20))
    town.call()
    town.run()

    (bridge,) = town.network.truth.bridges
    assert (bridge.kind, bridge.b_number) == ("dial", TEAM[3])


def test_a_lost_end_of_a_call_is_asked_for(town):
    town.network.knobs.drop = 1.0
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call()
    town.run(then=900)

    assert not Call.objects.get().is_unfinished
    assert not Leg.objects.unfinished().exists()
    assert ProblemCall.objects.get().status == ProblemCall.Status.ENDED
    assert Call.objects.get().recordings.get().status == "stored"


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_press_1_at_one_moment_one_wins():
    line = make.line(ring_group=make.ring_group(agents=8))
    choice = ringing.choose_from_menu(
        sid="CA" + "1" * 32, from_number=CALLER, to_number=line.number, digits="4", at=timezone.now()
    )
    legs = list(Leg.objects.filter(call=choice.problem_call.call_id))
    for number, leg in enumerate(legs):
        control.pick_up_leg(leg.pk, sid=f"CA{number:032x}", at=timezone.now())
    start, heard = Barrier(len(legs)), []

    def press_1(number: int, leg: Leg) -> None:
        start.wait()
        found = control.accept_leg(leg.pk, sid=f"CA{number:032x}", digits="1", at=timezone.now())
        heard.append(found.document)
        connections.close_all()

    threads = [Thread(target=press_1, args=pair) for pair in enumerate(legs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()

    assert sorted(heard, key=str) == [Document.JOIN_CALLER] + [Document.TAKEN] * 7
    assert Leg.objects.filter(status=Leg.Status.ACCEPTED).count() == 1
    assert ProblemCall.objects.get().winner.status == Leg.Status.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_the_same_4_eight_times_at_once_makes_one_case():
    line = make.line()
    start, cases = Barrier(8), []

    def press_4() -> None:
        start.wait()
        choice = ringing.choose_from_menu(
            sid="CA" + "1" * 32, from_number=CALLER, to_number=line.number, digits="4", at=timezone.now()
        )
        cases.append(choice.problem_call.pk)
        connections.close_all()

    threads = [Thread(target=press_4) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(cases) == 8
    assert len(set(cases)) == 1
    assert Leg.objects.count() == 6
    assert Call.objects.get().ticket.calls_count == 1


@pytest.mark.parametrize("news", ["late", "lost"])
def test_a_caller_who_had_gone_before_anyone_pressed_1_is_owed_a_callback_though_nobody_told_us(town, news):
    knobs = town.network.knobs
    knobs.drop, knobs.delay, knobs.delay_seconds = news == "lost", 1.0, 25.0
    town.person(TEAM[0], Member(wait(6), press("1"), wait(5), hang_up(), answer_after=3))
    town.call(script=Caller(hears("press 4"), press("4"), wait(0.5), hang_up()))
    town.run(then=200)

    problem_call = ProblemCall.objects.get()
    assert problem_call.winner.phone == TEAM[0]
    assert not town.network.truth.bridges
    assert problem_call.never_joined_at
    assert Callback.objects.get().phone == CALLER
