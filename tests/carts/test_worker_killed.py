"""A worker that dies while it mails loses nothing and sends nothing twice. `make soak` has the long version."""

import pytest

from tests.killing import assert_nothing_lost_or_doubled, mail_through_kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_kills_during_thirty_mails_lose_and_double_none():
    assert_nothing_lost_or_doubled(mail_through_kills(mails=30, kills=2))
