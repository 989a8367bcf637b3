"""The schema says what the API does, and no request that it allows breaks the API."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings

from escalation.board import owe_callback
from helpdesk.accounts.services import create_token
from helpdesk.api.reference import the_schema
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(the_schema())
schema.app = get_wsgi_application()


@pytest.fixture
def _one_connection():
    """A request ends with closing its connection, which here is the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bearer(_one_connection):
    """An admin's token and one row of each kind, so that requests reach the rows."""
    make.call(ticket=make.ticket())
    make.cart()
    owe_callback(make.ticket(), at=timezone.now())
    return {"Authorization": f"Bearer {create_token(with_second_step(make.admin()), name='Reports')[1]}"}


def test_the_schema_is_valid_and_nothing_in_it_was_guessed(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "schema.yml"))


@schema.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_request_that_the_schema_allows_breaks_the_api(case, bearer):
    response = case.call(headers=bearer)
    case.validate_response(response, checks=[schemathesis.checks.not_a_server_error])
    assert response.status_code != 401


def test_people_read_the_same_schema_as_a_page(client):
    client.force_login(make.agent())
    page = client.get(reverse("api-docs")).content.decode()
    for path in the_schema()["paths"]:
        assert path in page
