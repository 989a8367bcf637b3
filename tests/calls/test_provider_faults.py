"""The provider says "slow down", fails, or does not answer, at each thing we ask of it.

What is surely not done (429) is asked for again, what is in doubt (5xx, a lost answer) never blindly: a create is
looked for in the list of the provider, and only what may be repeated without harm is repeated.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.utils import timezone

from calls import callbacks, control, recordings, ringing
from calls.models import Call, Leg, ProviderWatch, Recording, RecordingPause, RingTestLeg
from calls.twilio import rest
from escalation.board import owe_callback
from escalation.models import Callback, RingGroup
from simulator.phone_network import Caller, Knobs, Member, accepts, connected, hang_up, never_answers, press, wait
from tests import make
from tests.calls.desk_at_work import BO, Talk
from tests.calls.test_reconciling import TWO_MINUTES
from tests.calls.test_without_database import database_away
from tests.calls.town import CALLER, TEAM

TOO_FAST = {"too_many": 1.0}
TOO_FAST_FOR_5 = {"too_many": 1.0, "retry_after": 5}
FAILS = {"rest_error": 1.0}
SILENT = {"slow_rest": 1.0, "slow_rest_seconds": 12.0}
LOSES = {"lost_answer": 1.0}
EVERY_FAULT = pytest.mark.parametrize(
    "fault", [TOO_FAST, TOO_FAST_FOR_5, FAILS, SILENT], ids=["429", "429 for 5 s", "503", "time-out"]
)
SLOW_DOWN = pytest.mark.parametrize("fault", [TOO_FAST, TOO_FAST_FOR_5], ids=["429", "429 for 5 s"])
IN_DOUBT = pytest.mark.parametrize("fault", [FAILS, SILENT, LOSES], ids=["503", "time-out", "lost answer"])


@contextmanager
def bad_moment(town, fault: dict) -> Iterator[None]:
    town.network.knobs = Knobs(**fault)
    yield
    town.network.knobs = Knobs()


def asked(town, method: str, part: str) -> list:
    """The requests to the REST API since it began."""
    rest = [exchange for exchange in town.network.truth.exchanges if exchange.kind == "rest"]
    return [exchange for exchange in rest if exchange.method == method and part in exchange.url]


def placed(town) -> list[str]:
    return [call.to for call in town.network.calls.values() if call.direction == "outbound-api"]


@SLOW_DOWN
def test_a_phone_that_was_refused_for_haste_is_placed_once_the_provider_takes_it(town, fault):
    with bad_moment(town, fault):
        town.call(to=make.PROBLEM_LINE, script=Caller())
        town.network.advance(8)
        assert placed(town) == []
        assert set(Leg.objects.values_list("status", flat=True)) == {Leg.Status.PLACING}
    town.network.advance(12)
    assert sorted(placed(town)) == TEAM
    assert not Leg.objects.filter(status__in=[Leg.Status.UNKNOWN, Leg.Status.FAILED]).exists()


def test_the_provider_is_left_alone_for_as_long_as_it_says(town):
    with bad_moment(town, TOO_FAST_FOR_5):
        town.call(to=make.PROBLEM_LINE, script=Caller())
        town.network.advance(14)
        tries = Counter(exchange.form["To"] for exchange in asked(town, "POST", "/Calls.json"))
        # All of them at once, and then one that tries for the others, as often as the provider says and no oftener.
        assert sorted(tries) == TEAM
        assert sorted(tries.values()) in ([1, 1, 1, 1, 1, 2], [1, 1, 1, 1, 1, 3])


@IN_DOUBT
def test_a_phone_in_doubt_is_asked_for_once(town, fault):
    with bad_moment(town, fault):
        town.call(to=make.PROBLEM_LINE, script=Caller())
        town.network.advance(12)
        assert set(Leg.objects.values_list("status", flat=True)) <= {
            Leg.Status.UNKNOWN,
            *([Leg.Status.QUEUED, Leg.Status.RINGING] if fault is not FAILS else []),
        }
        assert len(asked(town, "POST", "/Calls.json")) == 6
    town.run(then=600)
    assert not Leg.objects.unfinished().exists()


@pytest.fixture
def manager(town):
    ticket = make.ticket(requester=make.requester(phone=CALLER))
    callback = owe_callback(ticket, at=timezone.now())
    town.person(BO, never_answers())
    who = make.manager(mobile=BO)
    return lambda: town.committed(lambda: callbacks.start_callback(callback, by=who, at=timezone.now()))


@SLOW_DOWN
def test_a_callback_that_was_refused_for_haste_is_placed_later(town, manager, fault):
    with bad_moment(town, fault):
        manager()
        town.network.advance(8)
        assert Callback.objects.get().status == Callback.Status.ATTEMPTING
    town.network.advance(10)
    assert placed(town) == [BO]


@IN_DOUBT
def test_a_callback_in_doubt_is_never_dialled_again_by_itself(town, manager, fault):
    with bad_moment(town, fault):
        manager()
        town.network.advance(10)
    town.run(then=600)
    assert len(asked(town, "POST", "/Calls.json")) == 1
    assert Callback.objects.get().status == Callback.Status.OWED


@EVERY_FAULT
def test_a_ring_test_rings_each_device_once_at_most(town, fault):
    with bad_moment(town, fault):
        group = RingGroup.objects.get()
        town.committed(
            lambda: ringing.start_ring_test(group, by=make.manager(), key=uuid4(), at=timezone.now()),
        )
        town.network.advance(8)
    town.run(then=300)
    tried = placed(town)
    assert len(tried) == len(set(tried))
    assert (len(tried) == RingTestLeg.objects.count()) or fault is FAILS
    assert not RingTestLeg.objects.unfinished().exists()


@EVERY_FAULT
def test_phones_that_ring_in_vain_are_called_off_as_soon_as_the_provider_listens(town, fault):
    town.person(TEAM[0], accepts(after=6, talk=60))
    town.call(to=make.PROBLEM_LINE, script=Caller())
    while not Leg.objects.filter(status=Leg.Status.ANSWERED).exists():
        town.network.advance(1)
    with bad_moment(town, fault):
        town.network.advance(6)
    assert Leg.objects.filter(status=Leg.Status.ACCEPTED).exists()
    town.network.advance(6)
    others = Leg.objects.exclude(phone=TEAM[0])
    assert set(others.values_list("status", flat=True)) == {Leg.Status.CANCELED}


@EVERY_FAULT
def test_a_caller_is_handed_over_though_the_redirects_fail_for_a_while(town, fault):
    talk = Talk(town)
    with bad_moment(town, fault):
        talk.hand_over()
        talk.wait(4)
    talk.wait(21)
    assert talk.status in {"ringing", "briefing", "returned"}
    assert talk.is_up(CALLER)


def talked(town, *, seconds: float = 20) -> None:
    town.person(TEAM[0], accepts(after=3, talk=seconds))
    town.call(to=make.PROBLEM_LINE, script=Caller())
    town.network.run()


@EVERY_FAULT
def test_a_recording_comes_home_once_and_is_deleted_there(town, fault):
    talked(town)
    with bad_moment(town, fault):
        town.network.advance(30)
        assert not Recording.objects.filter(status=Recording.Status.STORED).exists() or fault is SILENT
    town.network.advance(900)
    recording = Recording.objects.get()
    assert (recording.status, bool(recording.deleted_there_at)) == (Recording.Status.STORED, True)
    assert not town.network.recorder.by_sid


@EVERY_FAULT
def test_a_copy_over_there_that_could_not_be_deleted_goes_later(town, fault, monkeypatch):
    real = rest.delete_recording
    with monkeypatch.context() as patch:

        def in_a_bad_moment(sid: str) -> None:
            with bad_moment(town, fault):
                real(sid)

        patch.setattr(rest, "delete_recording", in_a_bad_moment)
        talked(town)
        town.network.advance(30)
        town.network.knobs = Knobs()
    assert Recording.objects.get().status == Recording.Status.STORED
    town.network.advance(900)
    assert Recording.objects.get().deleted_there_at
    assert not town.network.recorder.by_sid


@pytest.fixture
def on_the_phone(town):
    town.person(TEAM[0], Member(wait(2), press("1"), connected(), wait(120), hang_up(), answer_after=3))
    town.call(to=make.PROBLEM_LINE, script=Caller())
    town.network.advance(30)
    return Call.objects.get()


@SLOW_DOWN
def test_a_pause_that_was_refused_for_haste_is_asked_for_again(town, on_the_phone, fault):
    with bad_moment(town, fault):
        town.committed(
            lambda: recordings.pause_recording(on_the_phone, by=on_the_phone.taker.user, at=timezone.now()),
        )
        town.network.advance(4)
        assert RecordingPause.objects.get().status == RecordingPause.Status.ASKING
    town.network.advance(7)
    assert RecordingPause.objects.get().status == RecordingPause.Status.PAUSED


@EVERY_FAULT
def test_a_recording_goes_on_though_the_provider_was_busy(town, on_the_phone, fault):
    town.committed(
        lambda: recordings.pause_recording(on_the_phone, by=on_the_phone.taker.user, at=timezone.now()),
    )
    town.network.advance(5)
    with bad_moment(town, fault):
        town.committed(lambda: recordings.resume_recording(on_the_phone, at=timezone.now()))
        town.network.advance(4)
    town.network.advance(25)
    assert RecordingPause.objects.get().status == RecordingPause.Status.OVER


@EVERY_FAULT
def test_the_comparison_of_an_outage_waits_until_the_provider_answers(town, fault):
    ringing.remember_phones()
    control.reconcile_calls()
    town.person(TEAM[3], accepts(after=3, talk=20))
    with database_away():
        town.call(script=Caller())
        town.network.run()
    with bad_moment(town, fault):
        town.network.advance(TWO_MINUTES)
        assert not Call.objects.exists()
        assert ProviderWatch.objects.get().leased_until is None
    town.network.advance(TWO_MINUTES)
    assert Call.objects.get().problem_call.winner.phone == TEAM[3]
    assert Recording.objects.get().status == Recording.Status.STORED


@EVERY_FAULT
def test_the_end_of_a_call_and_of_a_leg_is_asked_for_until_it_is_told(town, fault):
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.network.knobs.drop = 1.0
    town.call(to=make.PROBLEM_LINE, script=Caller())
    town.network.run()
    with bad_moment(town, fault):
        town.network.advance(300)
        assert Call.objects.get().is_unfinished
    town.network.advance(300)
    assert not Call.objects.get().is_unfinished
    assert not Leg.objects.unfinished().exists()


def test_a_whole_call_goes_well_though_every_second_request_is_refused(town):
    town.network.knobs = Knobs(too_many=0.5, retry_after=1)
    talked(town)
    town.rest(2400)
    assert sorted(set(placed(town))) == sorted(placed(town))
    assert len(town.network.truth.bridges) == 1
    assert not Leg.objects.unfinished().exists()
    assert Recording.objects.get().deleted_there_at
