"""One's own profile: what a person may change alone."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from helpdesk.accounts.models import ApiToken
from helpdesk.accounts.services import create_token
from tests import make

pytestmark = pytest.mark.django_db
FORM = {"name": "Ana Silva", "mobile": "(500) 555-0111", "timezone": "Europe/Lisbon", "theme": "dark", "keys_on": "on"}
FORM |= {"language": "de", "clock": "12"}


def test_a_person_changes_the_own_profile(client):
    agent = make.agent()
    client.force_login(agent)
    response = client.post(reverse("accounts:profile"), FORM | {"mobile": "+1 (500) 555-0111"})
    agent.refresh_from_db()
    assert response.status_code == 302
    assert (agent.name, agent.mobile, agent.timezone, agent.theme, agent.language, agent.clock) == (
        "Ana Silva",
        "+15005550111",
        "Europe/Lisbon",
        "dark",
        "de",
        "12",
    )


@pytest.mark.parametrize(
    "back", ["foo", "me", "foo.bar", "https://evil.test/", "//evil.test", "", "/\n", "javascript:x"]
)
def test_the_way_back_from_the_theme_is_a_page_of_ours(client, back):
    client.force_login(make.agent())
    answer = client.post(reverse("accounts:theme"), {"theme": "dark", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, "/%0A" if back == "/\n" else "/")


@pytest.mark.parametrize("back", ["foo", "foo.bar", "//evil.test"])
def test_the_way_back_from_the_sign_in_is_a_page_of_ours(client, back):
    make.agent(email="ana@desk.test").set_password("a long phrase")
    address = f"{reverse('account_login')}?next={back}"
    answer = client.post(address, {"login": "ana@desk.test", "password": "a long phrase", "next": back})
    assert answer.status_code in {200, 302}


def test_role_and_mail_address_cannot_be_slipped_in(client):
    agent = make.agent()
    client.force_login(agent)
    client.post(reverse("accounts:profile"), FORM | {"mobile": "", "role": "admin", "email": "x@example.com"})
    agent.refresh_from_db()
    assert agent.role == "agent"
    assert agent.email != "x@example.com"


def test_nobody_adds_an_address_by_which_to_sign_in(client):
    client.force_login(make.agent())
    assert client.get("/accounts/email/")["Location"] == reverse("accounts:profile")
    assert client.post("/accounts/email/", {"action_add": "", "email": "x@example.com"}).status_code == 405
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("mobile", "call me"), ("timezone", "Moon/Base"), ("name", "")])
def test_what_is_wrong_is_said_and_nothing_is_changed(client, field, value):
    agent = make.agent(name="Ana")
    client.force_login(agent)
    response = client.post(reverse("accounts:profile"), FORM | {"mobile": ""} | {field: value})
    agent.refresh_from_db()
    assert response.status_code == 422
    assert agent.name == "Ana"


def test_a_token_is_shown_once_and_kept_as_a_fingerprint(client):
    client.force_login(agent := make.agent())
    page = client.post(reverse("accounts:create_token"), {"name": "Reports"}).content.decode()
    token = ApiToken.objects.get(user=agent)
    text = page.partition('value="p4_')[2].partition('"')[0]
    assert len(text) > 40
    assert text not in str(ApiToken.objects.filter(pk=token.pk).values())
    assert text not in client.get(reverse("accounts:profile")).content.decode()
    bearer = {"Authorization": f"Bearer p4_{text}"}
    client.logout()
    assert client.get(reverse("v1:ticket-list"), headers=bearer).status_code == 200

    client.force_login(agent)
    client.post(reverse("accounts:revoke_token", args=[token.pk]))
    client.logout()
    assert client.get(reverse("v1:ticket-list"), headers=bearer).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer p4_guess", "Bearer a b", "Bearer \u00e9"])
def test_a_broken_token_is_refused(client, header):
    response = client.get(reverse("v1:ticket-list"), headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_the_token_of_a_person_who_was_switched_off_is_refused(client):
    agent = make.agent()
    _token, text = create_token(agent, name="Reports")
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    response = client.get(reverse("v1:ticket-list"), headers={"Authorization": f"Bearer {text}"})
    assert response.status_code == 401
