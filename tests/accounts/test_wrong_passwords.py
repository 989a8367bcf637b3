"""Wrong passwords stop whoever guesses, and nobody else."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests import make
from tests.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def guess(person, *, address, times=6):
    stranger = Client(REMOTE_ADDR=address)
    return [sign_in(stranger, person, password="wrong password") for _ in range(times)]


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:1::7"])
def test_a_stranger_s_guesses_do_not_lock_the_person_out(address):
    agent = make.agent()
    guess(agent, address=address)
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), agent).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="2001:db8:2::9"), agent).status_code == 302


@pytest.mark.parametrize(
    ("address", "next_door"), [("198.51.100.7", "198.51.100.7"), ("2001:db8:1::7", "2001:db8:1::abcd:1")]
)
def test_who_guesses_gets_no_further_from_there(address, next_door):
    agent = make.agent()
    guess(agent, address=address)
    assert sign_in(Client(REMOTE_ADDR=next_door), agent).status_code == 200
