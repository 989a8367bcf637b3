"""A bad day in small; tests/soak/test_ring_all.py is the whole of it."""

import logging
from random import Random

import pytest

from simulator.phone_network import accepts
from tests.calls import chaos
from tests.calls.chaos import truth
from tests.calls.chaos.points import HangsUp, Point
from tests.calls.town import CALLER, TEAM


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_a_dozen_calls_on_a_bad_day(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # The same day each time: what other days bring, `make soak` finds.
    chaos.setting()
    outcome = chaos.live_through(seed=20261122, calls=12)
    assert outcome.calls >= 12
    assert outcome.bridged > 0


@pytest.mark.parametrize("point", Point)
def test_a_caller_may_hang_up_at_each_of_the_eight_points(town, point):
    if point in {Point.IN_A_WHISPER, Point.BETWEEN_ACCEPT_AND_BRIDGE, Point.IN_TALK}:
        town.person(TEAM[2], accepts(after=8, think=5, talk=60))
    caller = HangsUp(town, Random(4), point)
    line, script = caller.script()
    town.call(line, script)
    caller.wait_for_it(CALLER)
    town.run(then=600)
    assert caller.seen == [point]
    truth.compare(town)
