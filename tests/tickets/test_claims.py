"""Whose case it is: one takes it, whoever is later is told who has it, and asked before taking it over."""

import pytest

from tests import make
from tests.tickets.claiming import race
from tickets.models import Ticket


@pytest.mark.django_db(transaction=True)
def test_of_forty_who_claim_a_case_at_one_moment_one_owns_it_and_the_others_hear_who():
    race(40)


@pytest.mark.django_db
def test_taking_a_case_from_somebody_asks_first(browser, agent):
    ben = make.agent(name="Ben Adeyemi")
    ticket = make.ticket(assignee=ben)

    asked = browser.post(f"/tickets/{ticket.pk}/take/")

    assert asked.status_code == 409
    assert "Ben Adeyemi has it." in asked.content.decode()
    assert "Take it from Ben" in asked.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == ben
    assert browser.post(f"/tickets/{ticket.pk}/take/", {"instead_of": ben.pk}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == agent


@pytest.mark.django_db
def test_a_case_that_went_to_a_third_person_meanwhile_is_not_taken_from_them(browser):
    ben, chloe = make.agent(), make.agent(name="Chloe Marchetti")
    ticket = make.ticket(assignee=chloe)
    response = browser.post(f"/tickets/{ticket.pk}/take/", {"instead_of": ben.pk})
    assert response.status_code == 409
    assert "Chloe Marchetti has it." in response.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == chloe


@pytest.mark.django_db
def test_taking_a_closed_case_says_that_it_is_closed(browser):
    ticket = make.ticket(status="closed")
    response = browser.post(f"/tickets/{ticket.pk}/take/")
    assert (response.status_code, "is closed" in response.content.decode()) == (409, True)


@pytest.mark.django_db
def test_a_case_is_handed_to_a_team_and_belongs_to_nobody_of_it_yet(browser, agent, team):
    other = make.team("Theatre desk")
    ticket = make.ticket(team=team, assignee=agent)

    response = browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": f"team-{other.pk}"}, follow=True)

    assert response.redirect_chain == [("/tickets/", 302)]  # whoever is not of that team sees the case no longer
    assert "is with Theatre desk now" in response.content.decode()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (other, None)
    assert ticket.entries.filter(kind="assignment").get().body == "Handed to the team Theatre desk."


@pytest.mark.django_db
def test_handed_to_the_own_team_twice_says_it_once(browser, team):
    ticket = make.ticket()
    for _ in range(2):
        answer = browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": f"team-{team.pk}"})
        assert answer.url == f"/tickets/{ticket.pk}/"
    assert ticket.entries.filter(kind="assignment").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("assignee", ["team-987654", "987654", "everybody"])
def test_a_case_goes_to_nobody_who_does_not_exist(browser, agent, assignee):
    ticket = make.ticket(assignee=agent)
    assert browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": assignee}).status_code == 422
    assert Ticket.objects.get(pk=ticket.pk).assignee == agent
