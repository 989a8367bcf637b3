"""Every door of the provider is knocked at in a real call; the watch counts its queries and hears what it asks."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from calls.callbacks import start_callback
from calls.ringing import start_ring_test
from escalation.board import owe_callback
from escalation.models import RingGroup
from simulator.phone_network import (
    Caller,
    Knobs,
    Member,
    accepts,
    connected,
    hang_up,
    hears,
    never_answers,
    press,
    say,
    wait,
)
from tests import make
from tests.calls.town import CALLER, MANAGERS, TEAM, Town
from tests.provider import watch
from tests.provider.doors import provider_doors

STORIES: list[Callable[[Town], None]] = []


def story(tell: Callable[[Town], None]) -> Callable[[Town], None]:
    STORIES.append(tell)
    return tell


@story
def presses_4_and_is_answered(town: Town) -> None:
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()


@story
def presses_4_before_the_notice_was_heard(town: Town) -> None:
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call(script=Caller(hears("recorded"), press("4")), from_="+15005550132")


@story
def presses_wrong_keys_and_is_answered_by_a_manager(town: Town) -> None:
    town.person(MANAGERS[0], accepts(after=3, talk=30))
    town.call(script=Caller(hears("press 4"), press("9"), hears("press 4"), press("8")))


@story
def types_a_code(town: Town) -> None:
    town.call(make.RECOVERY_LINE, Caller(hears("six digits"), press("123456")))


@story
def calls_the_problem_line_from_a_hidden_number(town: Town) -> None:
    town.call(make.PROBLEM_LINE, Caller(), from_="anonymous")


@story
def is_transferred_by_a_call_taker(town: Town) -> None:
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call(make.PROBLEM_LINE, Caller(), from_=TEAM[0])


@story
def meets_an_answer_that_comes_too_late(town: Town) -> None:
    town.network.knobs = Knobs(slow_webhook=1.0)
    town.call()


@story
def is_rung_through_at_once(town: Town) -> None:
    line = town.network.add_line("+15005550198", voice_url=f"{settings.PUBLIC_BASE_URL}/twilio/fallback")
    town.call(line.number, Caller())


@story
def is_called_back(town: Town) -> None:
    ticket = make.ticket(requester=make.requester(phone=CALLER))
    callback = owe_callback(ticket, at=timezone.now())
    town.person(MANAGERS[0], accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    town.committed(
        lambda: start_callback(callback, by=make.manager(mobile=MANAGERS[0]), at=timezone.now()),
    )


@story
def is_handed_over_by_phone(town: Town) -> None:
    answers = (wait(2), press("1"), connected(), wait(5))
    by_star = (press("*"), hears("managers, press 3"), press("3"), connected(), wait(9))
    town.person(TEAM[1], Member(*answers, *by_star, press("*"), hears("press 2"), press("2"), wait(20), hang_up()))
    town.person(MANAGERS[0], Member(wait(2), press("1"), connected(), wait(90), hang_up()))
    town.call()


@story
def is_written_down(town: Town) -> None:
    make.Line.objects.update(is_transcribed=True)
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call(script=Caller(hears("press 4"), press("4"), connected(), say("The code fails.")))


@story
def tests_the_phones(town: Town) -> None:
    town.person(TEAM[1], accepts(after=3))
    group = RingGroup.objects.get()
    town.committed(lambda: start_ring_test(group, by=make.manager(), key=uuid4(), at=timezone.now()))


@story
def calls_with_no_line_in_use(town: Town) -> None:
    make.Line.objects.update(is_active=False)
    town.call("+15005550199", Caller())


def test_no_webhook_needs_too_much_or_asks_anybody(town):
    for tell in STORIES:
        for phone in [CALLER, *TEAM, *MANAGERS]:
            town.person(phone, never_answers())
        town.network.knobs = Knobs()
        tell(town)
        town.run(then=60)
        assert watch.complaints == [], tell.__name__
    missed = {route.name for route in provider_doors()} - watch.knocked.keys()
    assert not missed, f"no story leads through {sorted(missed)}: add one to STORIES, so that its queries are counted"
