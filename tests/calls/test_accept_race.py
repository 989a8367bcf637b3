"""Six press 1 at one moment, in small; tests/soak/test_accept_race.py goes on for two hundred rounds."""

import pytest

from tests import make
from tests.calls import accepting

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_six_who_press_1_at_one_moment_one_talks_and_five_hear_that_it_is_taken():
    make.line(ring_group=make.ring_group(wrap_up_seconds=0))
    with accepting.two_desks() as provider:
        for number in range(1, 11):
            accepting.race(provider, number)
        for number in range(11, 16):
            accepting.race_against_hang_up(provider, number)
