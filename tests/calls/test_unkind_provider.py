"""What the provider's documents allow it to do, and the caller who must reach a person all the same."""

from datetime import timedelta

import pytest

from calls.models import Call, Leg, ProblemCall, ProviderQueue, Transfer
from calls.twilio import rest
from calls.twilio.errors import RefusedError
from escalation.models import Line
from simulator.phone_network import Caller, Knobs, accepts, declines, hears, interpreter, never_answers, press, wait
from tests import make
from tests.calls.desk_at_work import ANA, Talk
from tests.calls.test_webhook_guard import knock, pairs_with, url_of
from tests.calls.town import CALLER, TEAM


def waits(town, **knobs):
    """A caller in the queue of the problem line, and from then on the knobs."""
    call = town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.network.advance(20)
    town.network.knobs = Knobs(**knobs)
    return call


@pytest.mark.parametrize("result", ["redirected", "redirected-from-bridged", "bridging-in-process", "new-tomorrow"])
@pytest.mark.parametrize("door", ["queue_result", "next"])
def test_a_queue_that_tells_of_a_redirect_changes_nothing(town, result, door):
    talk = Talk(town)
    talk.hold()
    before = list(Call.objects.values()), list(Transfer.objects.values()), list(ProblemCall.objects.values())
    form = pairs_with(CallSid=talk.call.sid, QueueResult=result, QueueSid="QU" + "1" * 32, CallStatus="in-progress")
    answer = knock(url_of(door), form)
    assert answer.content.decode().endswith("<Response />")
    assert (list(Call.objects.values()), list(Transfer.objects.values()), list(ProblemCall.objects.values())) == before


@pytest.mark.parametrize("knob", ["wait_failure", "queue_error", "queue_full"])
def test_a_queue_that_breaks_for_a_moment_costs_nobody_the_call(town, knob):
    town.person(TEAM[2], accepts(after=16, talk=20))
    if knob == "wait_failure":
        waits(town, wait_failure=1.0)
        town.network.advance(7)
    else:
        town.network.knobs = Knobs(**{knob: 1.0})
        town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
        town.network.advance(9)
    town.network.knobs = Knobs()
    town.run()
    assert [bridge.kind for bridge in town.network.truth.bridges] == ["queue"]


@pytest.mark.parametrize("knob", ["wait_failure", "queue_error", "queue_full"])
def test_a_caller_whom_no_queue_holds_rings_every_phone_at_once(town, knob):
    town.network.knobs = Knobs(**{knob: 1.0})
    town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.network.advance(40)
    town.person(TEAM[2], accepts(after=1, talk=20))
    town.run(then=200)
    assert [bridge.kind for bridge in town.network.truth.bridges] == ["dial"]
    assert "something went wrong" not in town.heard()


@pytest.mark.parametrize("how", ["outage", "401"])
def test_a_provider_that_places_no_call_rings_every_phone_by_a_document(town, monkeypatch, how):
    def refuse(**_asked):
        raise RefusedError("401 Authenticate")

    if how == "401":
        monkeypatch.setattr(rest, "place_call", refuse)
    else:
        town.network.knobs = Knobs(rest_error=1.0)
    town.person(TEAM[2], accepts(after=4, talk=20))
    town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.network.advance(45)
    assert [bridge.kind for bridge in town.network.truth.bridges] == ["dial"]


def test_a_long_notice_keeps_nobody_from_the_caller(town, monkeypatch):
    monkeypatch.setattr(interpreter, "seconds_of", lambda text: 45.0 if "recorded" in text else 2.0)
    town.person(TEAM[0], accepts(after=2, talk=20))
    town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.run()
    (bridge,) = town.network.truth.bridges
    assert bridge.started > 40
    assert ProblemCall.objects.get().never_joined_at is None


@pytest.mark.parametrize(("script", "times"), [([hears("press 4"), press("4")], 1), ([wait(3), press("4")], 2)])
def test_the_notice_is_heard_once_unless_it_was_cut(town, script, times):
    town.person(TEAM[0], accepts(after=2, talk=5))
    town.call(script=Caller(*script))
    town.run()
    said = town.heard()
    assert said.count(Line.objects.get(number=make.MAIN_LINE).notice.text) == times
    assert Call.objects.get().notice_heard_at


def test_a_round_in_which_nothing_rings_goes_on_at_once(town):
    for phone in TEAM:
        town.person(phone, declines())
    town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.network.advance(45)
    assert ProblemCall.objects.get().round == 3


def test_a_round_lasts_until_the_phone_that_waited_for_a_line_has_rung(town):
    town.network.knobs = Knobs(creates_per_second=0.3)
    town.person(TEAM[0], never_answers())
    town.call(to=make.PROBLEM_LINE, script=Caller(patience=400))
    town.network.advance(38)
    assert ProblemCall.objects.get().round == 1
    assert max(leg.queue_time for leg in Leg.objects.all()) > timedelta(seconds=10)


def test_another_phone_rings_first_with_each_call(town):
    first = []
    for place in range(3):
        town.call(to=make.PROBLEM_LINE, script=Caller(patience=8), from_=f"+1500555990{place}")
        town.run()
        first.append(Leg.objects.filter(call=Call.objects.latest("pk"), round=1).order_by("pk").first().phone)
    assert len(set(first)) == 3


def test_a_star_by_accident_brings_the_two_together_again(town):
    talk = Talk(town)
    talk.press(ANA, "*")
    talk.wait(100)
    assert not talk.hears(CALLER, ANA)
    talk.wait(45)
    assert talk.hears(CALLER, ANA)
    assert talk.status == Transfer.Status.RETURNED


def test_the_queues_of_a_call_are_deleted_and_named_by_it(town):
    talk = Talk(town)
    talk.press(ANA, "*")
    talk.wait(5)
    assert set(town.network.queues.by_name) == {f"problem-{talk.call.sid}", f"hold-{talk.call.sid}"}
    talk.press(ANA, "1")
    talk.wait(10)
    talk.hang_up(CALLER)
    town.run(then=150)
    assert town.network.queues.by_name == {}
    assert not ProviderQueue.objects.exists()


@pytest.mark.django_db
def test_the_music_of_a_conference_needs_no_call():
    assert knock(url_of("room_wait"), pairs_with(CallSid=None)).status_code == 200
