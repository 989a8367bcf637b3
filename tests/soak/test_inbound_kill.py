"""The worker is killed fifty times during five thousand mails that come in: none lost, none twice."""

import pytest

from tests.mail.kills import assert_each_is_on_one_case, file_through_kills

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_fifty_kills_during_five_thousand_mails_lose_and_double_none():
    assert file_through_kills(mails=5_000, kills=50) == {"filed": 5_000}
    assert_each_is_on_one_case(5_000)
