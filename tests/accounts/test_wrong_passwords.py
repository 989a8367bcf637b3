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


def guess_from_everywhere(person, *, addresses=25):
    for number in range(addresses):
        guess(person, address=f"198.51.100.{number}", times=1)


def test_whom_many_addresses_guess_at_each_of_them_may_guess_less_often():
    agent = make.agent()
    guess_from_everywhere(agent)
    last = guess(agent, address="203.0.113.7", times=3)[-1].content.decode()
    assert "Too many" in last
    assert sign_in(Client(REMOTE_ADDR="203.0.113.7"), agent).status_code == 200, "it would have been guessed"


def test_nor_is_the_person_locked_out_by_guesses_from_everywhere():
    agent = make.agent()
    guess_from_everywhere(agent)
    own = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(own, agent, password="a typing error")
    assert sign_in(own, agent).status_code == 302


def test_without_such_guesses_an_address_has_its_five_attempts():
    agent = make.agent()
    guess(agent, address="203.0.113.7", times=4)
    assert sign_in(Client(REMOTE_ADDR="203.0.113.7"), agent).status_code == 302


@pytest.mark.parametrize(
    ("address", "next_door"), [("198.51.100.7", "198.51.100.7"), ("2001:db8:1::7", "2001:db8:1::abcd:1")]
)
def test_who_guesses_gets_no_further_from_there(address, next_door):
    agent = make.agent()
    guess(agent, address=address)
    assert sign_in(Client(REMOTE_ADDR=next_door), agent).status_code == 200
