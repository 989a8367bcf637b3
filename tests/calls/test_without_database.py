"""PostgreSQL is away: whoever calls, and whoever waits, still reaches a telephone, and is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError
from redis.exceptions import ConnectionError as RedisAwayError

from calls import callbacks, control, recordings, ringing, tasks
from calls.models import Call, ProblemCall
from calls.ringing.emergency_plans import FILE
from escalation.lines import write_notice
from escalation.models import Line
from helpdesk.lib.cache import FailSafeRedisCache
from simulator.phone_network import Caller, accepts, declines
from tests import make
from tests.calls.test_webhook_guard import knock, pairs_with, url_of
from tests.calls.town import CALLER, TEAM

ASKED_BY_WEBHOOKS = [
    (control, "accept_leg"),
    (ringing, "choose_from_menu"),
    (ringing, "find_cart"),
    (ringing, "greet_caller"),
    (ringing, "next_turn"),
    (callbacks, "note_buyer_answered"),
    (recordings, "note_recording"),
    (control, "pick_up_leg"),
    (control, "report_call"),
    (control, "report_dial"),
    (control, "report_leg"),
    (control, "report_queue"),
    (ringing, "ring_at_once"),
    (ringing, "ring_problem_line"),
]


def away(*_args: object, **_options: object) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def redis_away(*_args: object, **_options: object) -> None:
    raise RedisAwayError("Connection refused")


DONE_BY_SWEEPS = [
    (control, "reconcile_calls"),
    (control, "settle_stale_calls"),
    (control, "sweep_legs"),
    (recordings, "sweep_recordings"),
]


@contextmanager
def database_away() -> Iterator[None]:
    """As far as the webhooks and the workers can tell."""
    with pytest.MonkeyPatch.context() as patch:
        for package, name in ASKED_BY_WEBHOOKS:
            patch.setattr(package, name, away)
        for package, name in DONE_BY_SWEEPS:
            patch.setattr(package, name, lambda: None)
        yield


@pytest.fixture
def known(town):
    """A sweep has passed since the lines were set up."""
    tasks.sweep_legs()
    return town


@pytest.mark.parametrize("line", [make.MAIN_LINE, make.PROBLEM_LINE, make.RECOVERY_LINE, "+15005559999"])
def test_a_new_caller_of_any_line_reaches_whoever_picks_up_first_and_is_recorded(known, line):
    known.person(TEAM[3], accepts(after=3, talk=40))
    with database_away():
        known.call(to=line, script=Caller())
        known.network.run()
    (bridge,) = known.network.truth.bridges
    assert (bridge.kind, {bridge.a_number, bridge.b_number}) == ("dial", {CALLER, TEAM[3]})
    assert "This call is recorded" in known.heard()
    (recording,) = known.network.recorder.by_sid.values()
    assert (recording.source, recording.channels) == ("DialVerb", 2)


def test_each_line_rings_its_own_group_and_says_its_own_notice(known):
    group = make.ring_group(agents=0, managers=0)
    make.RingGroupMember.objects.create(group=group, user=make.agent(), phone="+15005550777", tier=1)
    Line.objects.filter(number=make.PROBLEM_LINE).update(
        ring_group=group, notice=write_notice(text="We tape this.", language="en-US")
    )
    tasks.sweep_legs()
    with database_away():
        answer = knock(url_of("voice"), pairs_with(To=make.PROBLEM_LINE)).content.decode()
    assert "We tape this." in answer
    assert answer.count("<Number>") == 1
    assert "+15005550777" in answer


def test_neither_redis_nor_a_broken_file_makes_it_silent(known, monkeypatch, settings):
    monkeypatch.setattr(FailSafeRedisCache, "get", away)
    with database_away():
        assert TEAM[0] in knock(url_of("voice"), pairs_with()).content.decode()
        Path(settings.MEDIA_ROOT, FILE).write_text('{"half')
        answer = knock(url_of("voice"), pairs_with()).content.decode()
    assert "<Dial" not in answer
    assert "Please call again in a minute" in answer
    tasks.sweep_legs()
    assert TEAM[0] in Path(settings.MEDIA_ROOT, FILE).read_text()


def test_a_second_caller_is_rung_again_when_the_phones_were_busy_with_the_first(known):
    for phone in TEAM:
        known.person(phone, accepts(after=12, talk=30))
    with database_away():
        known.call(script=Caller())
        known.network.advance(3)
        known.call(script=Caller(), from_="+15005550139")
        known.network.run()
    assert {bridge.kind for bridge in known.network.truth.bridges} == {"dial"}
    assert {bridge.a_number for bridge in known.network.truth.bridges} == {CALLER, "+15005550139"}
    assert "Everyone is on the phone" in known.heard("+15005550139")
    assert "very sorry" not in known.heard() + known.heard("+15005550139")


def test_who_waits_is_let_out_of_the_queue_to_where_everyone_is_rung(known):
    for phone in TEAM:
        known.person(phone, declines())
    known.call(to=make.PROBLEM_LINE, script=Caller())
    known.network.advance(25)
    assert ProblemCall.objects.get().status == ProblemCall.Status.WAITING
    known.person(TEAM[2], accepts(after=3, talk=40))
    with database_away():
        known.network.run()
    (bridge,) = known.network.truth.bridges
    assert (bridge.kind, bridge.b_number) == ("dial", TEAM[2])
    assert known.heard().count("This call is recorded") == 1


def test_the_database_that_comes_back_at_once_finds_the_caller_in_the_queue_again(known, monkeypatch):
    known.call()
    known.network.advance(10)
    with monkeypatch.context() as moment:
        moment.setattr(ringing, "next_turn", away)
        known.network.advance(8)
    known.person(TEAM[1], accepts(after=2, talk=20))
    known.run()
    (bridge,) = known.network.truth.bridges
    assert bridge.kind == "queue"
    assert ProblemCall.objects.get().status == ProblemCall.Status.ENDED


def test_a_member_who_picks_up_is_let_go_and_the_caller_still_reaches_somebody(known):
    known.person(TEAM[0], accepts(after=12, talk=20))
    known.call()
    known.network.advance(9)
    with database_away():
        known.network.run()
    assert {bridge.kind for bridge in known.network.truth.bridges} == {"dial"}


def test_a_report_is_refused_so_that_the_provider_sees_it_failed(known):
    with database_away():
        assert knock(url_of("status"), pairs_with()).status_code == 503
        assert "<Hangup" in knock(url_of("accept"), pairs_with()).content.decode()
        assert "<Hangup" not in knock(url_of("notice"), pairs_with()).content.decode()
    assert not Call.objects.exists()


def test_a_cache_that_is_away_finds_nothing_and_forgets_everything(monkeypatch):
    cache.set("key", 1)
    monkeypatch.setattr(FailSafeRedisCache.breaker, "seconds", 0)
    monkeypatch.setattr(cache._cache, "get_client", redis_away)
    assert cache.get("key", "nothing") == "nothing"
    assert cache.add("key", 1)
    cache.set("key", 2)
    assert cache.get_or_set("key", lambda: 3) == 3
    assert cache.get_many(["key"]) == {}
    assert cache.incr("key") == 1
