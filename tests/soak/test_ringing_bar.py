"""The ringing bar comes to six browsers within a second, and leaves within a second, where nothing else runs."""

import pytest

from tests.calls.test_ringing_bar import desk, ring_six_browsers, say  # noqa: F401, its fixtures

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_ONCE = 1_000
"""Milliseconds from the answer of the webhook until the page shows it."""


def test_the_bar_comes_and_leaves_at_once(desk, say):  # noqa: F811
    came, left = ring_six_browsers(desk)

    say(f"the bar came within {sorted(map(round, came))} ms and left within {sorted(map(round, left))} ms")
    assert max(came) <= AT_ONCE
    assert max(left) <= AT_ONCE
