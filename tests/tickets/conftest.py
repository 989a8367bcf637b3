"""Who asks: an agent of a team, signed in. Models are imported late: this file is read before Django is set up."""

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def fresh_counts():
    """The numbers of the menu are kept for seconds: no test may see those of another."""
    cache.clear()


@pytest.fixture
def team(db):
    from tests import make

    return make.team("Riverside")


@pytest.fixture
def agent(team):
    from tests import make

    return make.agent(name="Ana Silva", teams=[team])


@pytest.fixture
def browser(agent) -> Client:
    """The browser of `agent`."""
    client = Client()
    client.force_login(agent)
    return client


@pytest.fixture
def desk(db) -> Client:
    """The browser of a manager."""
    from tests import make
    from tests.permissions.objects import with_second_step

    client = Client()
    client.force_login(with_second_step(make.manager()))
    return client
