"""A thousand people who claim one case at one moment."""

import pytest

from tests.tickets.claiming import race

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_of_a_thousand_claims_one_wins_and_nine_hundred_and_ninety_nine_hear_who():
    race(1000)
