"""The second step at sign-in: set up, asked for, and not to be walked around."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from helpdesk.accounts.services import create_token
from scripts.check import PRODUCTION
from tests import make
from tests.accounts.signing_in import code_of_app, secret_of, sign_in
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_a_manager_sets_up_an_authenticator_app_and_is_then_let_in(client):
    manager = make.manager()
    sign_in(client, manager)
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")

    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of_app(secret)})

    assert client.get(reverse("accounts:profile")).status_code == 200
    kinds = set(Authenticator.objects.filter(user=manager).values_list("type", flat=True))
    assert kinds == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}


def test_the_secrets_of_apps_and_recovery_codes_are_encrypted_in_the_database():
    manager = with_second_step(make.manager())
    kept = str(list(Authenticator.objects.filter(user=manager).values_list("data", flat=True)))
    assert secret_of(manager) not in kept


def test_the_password_alone_lets_nobody_in_who_has_a_second_step(client):
    manager = with_second_step(make.manager())
    response = sign_in(client, manager)
    assert response["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))

    client.post(reverse("mfa_authenticate"), {"code": code_of_app(secret_of(manager))})
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_code_works_once(client):
    manager = with_second_step(make.manager())
    code = code_of_app(secret_of(manager))
    sign_in(client, manager)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.logout()
    sign_in(client, manager)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("accounts:profile"))["Location"].startswith(reverse("account_login"))


def test_a_recovery_code_stands_in_for_a_lost_phone(client):
    manager = with_second_step(make.manager())
    codes = Authenticator.objects.get(user=manager, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    sign_in(client, manager)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_fragment_sends_the_whole_page_to_set_up(client):
    client.force_login(make.manager())
    response = client.get(reverse("accounts:profile"), headers={"hx-request": "true"})
    assert response["HX-Redirect"] == reverse("mfa_index")


@pytest.mark.parametrize("name", ["schema", "v1:ticket-list", "live"])
def test_what_no_person_looks_at_is_refused_in_its_own_language(client, name):
    client.force_login(make.manager())
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_a_token_is_held_to_the_same_rule(client, role):
    person = make.user(role)
    _token, text = create_token(person, name="Reports")
    bearer = {"Authorization": f"Bearer {text}"}
    assert client.get(reverse("v1:ticket-list"), headers=bearer).status_code == 403
    with_second_step(person)
    assert client.get(reverse("v1:ticket-list"), headers=bearer).status_code == 200


def test_an_agent_who_becomes_manager_must_set_it_up_at_once(client):
    agent = make.agent()
    client.force_login(agent)
    assert client.get(reverse("accounts:profile")).status_code == 200
    type(agent).objects.filter(pk=agent.pk).update(role="manager")
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")


@override_settings(MFA_ROLES=["agent", "manager", "admin"])
def test_a_desk_may_ask_it_of_its_agents_too(client):
    agent = make.agent()
    client.force_login(agent)
    assert client.get(reverse("accounts:profile"))["Location"] == reverse("mfa_index")
    with_second_step(agent)
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_role_that_does_not_exist_protects_nobody_and_is_refused_at_the_start():
    environment = {**os.environ, **PRODUCTION, "MFA_ROLES": "agents", "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    asked = [sys.executable, "-c", "import helpdesk.settings"]
    told = subprocess.run(asked, env=environment, capture_output=True, text=True)
    assert "MFA_ROLES names no role: agents" in told.stderr


@override_settings(MFA_REQUIRED=False)
def test_the_demonstration_may_switch_the_rule_off(client):
    client.force_login(make.manager())
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_page_that_sets_it_up_asks_for_no_part_of_the_desk(client):
    """Each part is refused and sends the page to the set-up, which would load itself for ever."""
    client.force_login(make.manager())
    page = client.get(reverse("mfa_index")).content.decode()
    assert "hx-get" not in page
    assert "data-live-url" not in page
    assert reverse("account_logout") in page


def test_who_has_a_second_step_sees_the_pages_of_the_account_in_the_desk(client):
    client.force_login(with_second_step(make.manager()))
    assert "data-live-url" in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "account_reauthenticate"])
def test_a_part_that_a_set_up_page_asks_for_is_answered_with_nothing(client, name):
    client.force_login(make.manager())
    there = {"hx-request": "true", "hx-current-url": f"http://testserver{reverse(name)}"}
    response = client.get(reverse("calls:ringing"), headers=there)
    assert response.status_code == 204
    assert "HX-Redirect" not in response


def test_a_script_is_not_sent_to_a_page(client):
    client.force_login(make.manager())
    assert client.get(reverse("accounts:profile"), headers={"sec-fetch-mode": "cors"}).status_code == 403
    assert list(client.get(reverse("mfa_index")).context["messages"]) == []
