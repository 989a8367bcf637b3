"""The worker is killed fifty times during five thousand recovery mails: none lost, none twice without a mark."""

import pytest

from tests.killing import assert_nothing_lost_or_doubled, mail_through_kills

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_fifty_kills_during_five_thousand_mails_lose_and_double_none():
    assert_nothing_lost_or_doubled(mail_through_kills(mails=5_000, kills=50))
