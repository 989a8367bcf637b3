"""An agent asks for a manager, and may promise a call."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent_browser():
    client = Client()
    client.force_login(make.agent())
    return client


def test_an_agent_escalates_and_promises_a_call(agent_browser):
    ticket = make.ticket()
    data = {"reason": "asked_for_manager", "detail": "Wants who decides", "owes_callback": "on"}
    response = agent_browser.post(f"/escalations/raise/{ticket.pk}/", data, follow=True)

    assert f"{ticket} was escalated to the managers." in response.content.decode()
    ticket.refresh_from_db()
    assert ticket.manager_requests_count == 1
    assert ticket.callbacks.get().escalation == ticket.escalations.get()
    assert ticket.promises.owed().count() == 1


def test_the_same_reason_twice_stands_once(agent_browser):
    ticket = make.ticket()
    for _ in range(2):
        agent_browser.post(f"/escalations/raise/{ticket.pk}/", {"reason": "agent", "detail": "Lost parcel"})
    assert ticket.escalations.count() == 1


@pytest.mark.parametrize("data", [{}, {"reason": "agent"}, {"reason": "no_reply", "detail": "x"}])
def test_bad_input_raises_nothing(agent_browser, data):
    ticket = make.ticket()
    assert agent_browser.post(f"/escalations/raise/{ticket.pk}/", data).status_code == 422
    assert not ticket.escalations.exists()


def test_a_closed_case_is_not_escalated(agent_browser):
    ticket = make.ticket(status="closed")
    response = agent_browser.post(f"/escalations/raise/{ticket.pk}/", {"reason": "agent", "detail": "x"})
    assert response.status_code == 409
    assert "is closed" in response.content.decode()


def test_the_panel_of_the_case_tells_of_it(agent_browser):
    ticket = make.ticket()
    make.escalation(ticket, detail="Second parcel lost")
    assert "Second parcel lost" in agent_browser.get(f"/escalations/panel/{ticket.pk}/").content.decode()
