"""Two hundred rounds of six who press 1 at one moment, and as many against a caller who hangs up."""

import pytest

from tests import make
from tests.calls import accepting

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

ROUNDS = 200


def test_two_hundred_rounds_have_one_winner_each(capsys):
    make.line(ring_group=make.ring_group(wrap_up_seconds=0))
    with accepting.two_desks() as provider:
        for number in range(1, ROUNDS + 1):
            accepting.race(provider, number)
        won = sum(accepting.race_against_hang_up(provider, ROUNDS + number) for number in range(1, ROUNDS + 1))
    with capsys.disabled():
        print(f"\n{ROUNDS} rounds, one winner each; against a hang-up {won} won of {ROUNDS}")  # noqa: T201
