"""The worker is killed twenty times during five hundred recovery mails: none lost, none twice without a mark."""

import pytest

from tests.killing import assert_nothing_lost_or_doubled, mail_through_kills

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_twenty_kills_during_five_hundred_mails_lose_and_double_none():
    assert_nothing_lost_or_doubled(mail_through_kills(mails=500, kills=20))
