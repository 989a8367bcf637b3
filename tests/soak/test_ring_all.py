"""500 calls with duplicated, reordered and lost news and every kind of member: one bridge, one case, the truth."""

import logging
from contextlib import ExitStack
from dataclasses import replace

import pytest

from escalation.models import Line
from tests import make
from tests.calls import chaos
from tests.calls.town import Town

pytestmark = pytest.mark.soak
CALLS = 500


@pytest.fixture
def quiet():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_five_hundred_calls_on_a_bad_day(transactional_db, quiet, monkeypatch, settings, tmp_path, capsys):
    seed = chaos.seed_of_this_run()
    settings.MEDIA_ROOT = tmp_path
    with capsys.disabled(), ExitStack() as stack:
        print(f"\nCHAOS_SEED={seed} replays this run")  # noqa: T201 (a soak run speaks to a person)
        town = Town(monkeypatch, stack, seed=seed, knobs=replace(chaos.BAD_DAY))
        group = make.ring_group()
        for kind in Line.Kind:
            make.line(kind, ring_group=group)
        outcome = chaos.live_through(town, seed=seed, calls=CALLS)
        print(outcome)  # noqa: T201
    assert outcome.calls == CALLS
    assert min(outcome.bridged, outcome.exhausted, outcome.abandoned) > 0
