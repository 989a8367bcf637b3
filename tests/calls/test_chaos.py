"""A bad day in small; tests/soak/test_ring_all.py is the whole of it."""

import logging
from dataclasses import replace

import pytest

from tests.calls import chaos


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_forty_calls_on_a_bad_day(busy_town):
    seed = chaos.seed_of_this_run()
    print(f"CHAOS_SEED={seed}")  # noqa: T201 (pytest shows it when the test fails)
    busy_town.network.knobs = replace(chaos.BAD_DAY)
    outcome = chaos.live_through(busy_town, seed=seed, calls=40)
    assert outcome.calls == 40
    assert outcome.bridged > 0
