"""Hang-ups in every order, at every moment of a transfer: nobody is left in silence, and no caller is dropped.

The suite tries five of the six orders, each on a good day or on a bad one; `make soak` tries the others too.
"""

from itertools import permutations

import pytest

from calls.models import Call, Leg, Transfer
from escalation.models import Callback
from simulator.phone_network import Knobs
from tests.calls.desk_at_work import ANA, BO, CallbackTalk, Talk
from tests.calls.town import CALLER, TEAM

Status = Transfer.Status
MOMENTS = {
    "requested": lambda talk: talk.hand_over(),
    "held": lambda talk: (talk.hold(), talk.wait(4)),
    "ringing": lambda talk: (talk.hand_over(), talk.wait(3)),
    "briefing": lambda talk: (talk.hand_over(), talk.colleague_takes()),
    "joining": lambda talk: (talk.hand_over(), talk.colleague_takes(), talk.click("bring-in")),
    "joined": lambda talk: (talk.hand_over(), talk.colleague_takes(), talk.click("bring-in"), talk.wait(8)),
    "handing": lambda talk: (talk.hand_over(), talk.colleague_takes(), talk.click("hand-over")),
    "done": lambda talk: (talk.hand_over(), talk.colleague_takes(), talk.click("hand-over"), talk.wait(8)),
    "returned": lambda talk: (talk.hand_over(), talk.colleague_takes(), talk.click("take-back")),
}
ORDERS = list(permutations([CALLER, ANA, BO]))
NAMES = {CALLER: "caller", ANA: "ana", BO: "bo"}
ON_A_GOOD_DAY = {0, 3, 5}
"""Orders: each of the three is the first once, and the caller, who must not be dropped, the last twice."""
ON_A_BAD_DAY = {1, 4}
BAD_NEWS = Knobs(duplicate=0.5, reorder=0.5, drop=0.3, duplicate_fetch=0.3, rest_error=0.1, lost_answer=0.2)


def orders(in_the_suite: set[int]) -> list:
    names = ["-".join(NAMES[number] for number in order) for order in ORDERS]
    marks = [[] if place in in_the_suite else [pytest.mark.soak] for place in range(len(ORDERS))]
    cases = zip(ORDERS, names, marks, strict=True)
    return [pytest.param(order, id=name, marks=mark) for order, name, mark in cases]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("order", orders(ON_A_GOOD_DAY))
def test_whoever_hangs_up_when_nobody_is_left_alone(town, moment, order):
    talk = Talk(town)
    MOMENTS[moment](talk)
    # All at once is as sane as one after the other; which of the two is tried here differs from order to order.
    end_it(talk, order, 0.2 if ORDERS.index(order) % 2 else 5.0)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("order", orders(ON_A_BAD_DAY))
def test_the_same_with_news_that_come_twice_late_in_disorder_or_never(town, moment, order):
    talk = Talk(town)
    MOMENTS[moment](talk)
    town.network.knobs = BAD_NEWS
    talk.wait(1)
    town.network.knobs = Knobs(**{**vars(BAD_NEWS), "rest_error": 0.0, "lost_answer": 0.0})
    end_it(talk, order, 2.0)


CALLED_BACK = [pytest.param(n, marks=[pytest.mark.soak] if n % 2 else []) for n in range(2 * len(MOMENTS))]


@pytest.mark.parametrize("number", CALLED_BACK)
def test_the_same_when_it_was_a_manager_who_called_the_buyer_back(town, number):
    """Each moment with two of the orders, of which the soak tries the second; half of them with bad news."""
    talk = CallbackTalk(town)
    list(MOMENTS.values())[number // 2](talk)
    if number % 4 in {1, 2}:
        town.network.knobs = Knobs(**{**vars(BAD_NEWS), "rest_error": 0.0, "lost_answer": 0.0})
    end_it(talk, ORDERS[(number * 5 + number // 6) % 6], 2.0)


def end_it(talk: Talk, order: tuple[str, ...], pause: float) -> None:
    """They hang up one after the other, as far as they are still on the phone; then the rows must tell the truth."""
    for number in order:
        if talk.is_up(number):
            talk.hang_up(number)
        talk.wait(pause)
    left_by_us = order.index(CALLER) == 2
    talk.town.run(then=150)
    tells_the_truth(talk)
    if left_by_us and talk.line.ended_by != "phone":
        was_not_dropped(talk)


def tells_the_truth(talk: Talk) -> None:
    """Nobody hangs in the line, and every row is over."""
    for number in [CALLER, *TEAM, ANA, BO]:
        assert talk.network.phone(number).state == "idle", number
    call = Call.objects.get()
    assert not call.is_unfinished
    assert not call.transfers.unfinished().exists()
    assert not call.transfers.unwritten().exists()
    assert not Leg.objects.unfinished().exists()
    assert call.status == Call.Status.COMPLETED
    if talk.transfer.was_left_on_hold:
        assert Callback.objects.get().status == Callback.Status.OWED
    assert Callback.objects.count() <= 1


def was_not_dropped(talk: Talk) -> None:
    """The caller never hung up: they talked to somebody last, or heard that they will be called."""
    bridges = talk.network.truth.bridges_of(talk.line.sid)
    last = max(bridge.ended for bridge in bridges)
    talked_to_the_end = talk.line.ended_at - last < 15
    assert talked_to_the_end or "A manager will call you back" in talk.heard(CALLER)
    if not talked_to_the_end:
        assert Callback.objects.get().status == Callback.Status.OWED
