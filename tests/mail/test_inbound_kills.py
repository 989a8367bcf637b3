"""A worker that dies while it files mails loses none and files none twice. `make soak` has the long version."""

import pytest

from tests.mail.kills import assert_each_is_on_one_case, file_through_kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_kills_during_forty_mails_lose_and_double_none():
    assert file_through_kills(mails=40, kills=2) == {"filed": 40}
    assert_each_is_on_one_case(40)
