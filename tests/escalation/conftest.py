"""Who asks: a manager or an admin, signed in. Models are imported late: this file is read before Django is set up."""

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def fresh_counts():
    """The numbers of the menu are kept for seconds: no test may see those of another."""
    cache.clear()


@pytest.fixture
def manager(db):
    from tests import make
    from tests.permissions.objects import with_second_step

    return with_second_step(make.manager(name="Mia Chen"))


@pytest.fixture
def browser(manager) -> Client:
    """The browser of `manager`."""
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def admin_browser(db) -> Client:
    from tests import make
    from tests.permissions.objects import with_second_step

    client = Client()
    client.force_login(with_second_step(make.admin(name="Rita Ode")))
    return client
