"""Ten thousand calls with duplicated, reordered and lost news, members of every kind: one bridge, one case, the truth.

Each call has a seed of its own: CHAOS_SEED and CHAOS_CALL, printed with what failed, replay that call alone.
"""

import gc
import logging
import os

import pytest

from tests.calls import chaos
from tests.calls.chaos.points import Point

pytestmark = pytest.mark.soak

CALLS = int(os.environ.get("CHAOS_CALLS", 10_000))
BATCH = 500
"""The tables are emptied after so many calls, so that a run of any length needs the memory of one batch."""


@pytest.fixture
def quiet():
    logging.disable(logging.WARNING)
    # What is loaded by now stays: without this the collector walks through it again and again.
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def day(testrun_uid) -> int:
    """One seed for the run, whichever worker plays a batch; CHAOS_SEED plays an earlier one again."""
    return int(os.environ.get("CHAOS_SEED", int(testrun_uid, 16) % 10**6))


@pytest.mark.parametrize("first", range(0, CALLS, BATCH))
def test_calls_on_a_bad_day(transactional_db, quiet, settings, tmp_path, capsys, day, first):
    settings.MEDIA_ROOT = tmp_path
    chaos.setting()
    outcome = chaos.live_through(seed=day, first=first, calls=min(BATCH, CALLS))
    with capsys.disabled():
        print(f"\nCHAOS_SEED={day}, from {first}: {outcome}")  # noqa: T201 (a soak run speaks to a person)
    if "CHAOS_CALL" not in os.environ:
        assert outcome.calls >= min(BATCH, CALLS)
        assert min(outcome.bridged, outcome.exhausted, outcome.abandoned) > 0
        assert [point for point in Point if not outcome.hung_up[point]] == []
