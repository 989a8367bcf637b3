"""Pages of people: an admin invites, changes and switches off."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from helpdesk.accounts.services import create_token
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_browser() -> Client:
    client = Client()
    client.force_login(with_second_step(make.admin(name="Rita Ode")))
    return client


def test_an_invited_person_chooses_the_password_by_a_link_that_nobody_else_sees(admin_browser, client):
    team = make.team()
    data = {"email": "Nora@desk.test", "name": "Nora", "role": "agent", "teams": [team.pk]}
    assert admin_browser.post("/settings/people/new/", data).status_code == 302

    nora = User.objects.get(email="nora@desk.test")
    assert (nora.role, list(nora.teams.all()), nora.has_usable_password()) == ("agent", [team], False)
    mail = OutboundMessage.objects.get()
    assert mail.is_private
    text = message_from_bytes(bytes(mail.raw), policy=default).get_body(("plain",)).get_content()
    link = next(word for word in text.split() if "/accounts/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "a long new phrase", "password2": "a long new phrase"})
    nora.refresh_from_db()
    assert nora.check_password("a long new phrase")


def test_nobody_is_invited_twice(admin_browser):
    ana = make.agent(name="Ana", email="ana@desk.test")
    response = admin_browser.post("/settings/people/new/", {"email": "ANA@desk.test", "name": "A", "role": "agent"})
    assert response.status_code == 422
    assert f"ana@desk.test already belongs to {ana}" in response.content.decode()


def test_whoever_was_switched_off_has_no_session_and_no_token_when_switched_on_again(admin_browser):
    person, other = make.agent(name="Ella"), make.agent()
    browser, others = Client(), Client()
    browser.force_login(person)
    others.force_login(other)
    bearer = {"Authorization": f"Bearer {create_token(person, name='Reports')[1]}"}
    data = {"name": "Ella", "role": "agent"}
    for switched in ({}, {"is_active": "on"}):
        assert admin_browser.post(f"/settings/people/{person.pk}/", data | switched).status_code == 302
    person.refresh_from_db()
    assert person.is_active
    assert browser.get("/tickets/").status_code == 302
    assert Client().get("/api/v1/tickets/", headers=bearer).status_code == 401
    assert others.get("/tickets/").status_code == 200


def test_the_last_admin_stays_an_admin(admin_browser):
    rita = User.objects.get(role="admin")
    data = {"name": "Rita", "role": "agent", "is_active": "on"}
    response = admin_browser.post(f"/settings/people/{rita.pk}/", data)
    assert response.status_code == 422
    assert "is the only admin" in response.content.decode()
    make.admin()
    assert admin_browser.post(f"/settings/people/{rita.pk}/", data).status_code == 302


def test_on_a_desk_without_teams_nobody_is_asked_for_teams(client):
    client.force_login(with_second_step(make.admin()))
    invite = reverse("escalation:invite")
    assert "Teams</legend>" not in client.get(invite).content.decode()
    client.post(invite, {"email": "ben@desk.test", "name": "Ben Okafor", "role": "agent"})
    ben = User.objects.get(email="ben@desk.test")
    person = reverse("escalation:person", args=[ben.pk])
    answer = client.post(person, {"name": "Ben O.", "role": "agent", "is_active": "on"})
    assert answer.status_code == 302
    make.team()
    for page in (invite, person):
        assert "Teams</legend>" in client.get(page).content.decode()
