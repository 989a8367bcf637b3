"""Tokens end with the password, and no cache keeps a secret."""

import os
import subprocess
import sys

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.services import create_token, find_token
from scripts.check import PRODUCTION
from tests import make
from tests.permissions.objects import visitors, with_second_step
from tests.permissions.table import SIGN_IN, TABLE
from tests.test_permissions import addresses_of

pytestmark = pytest.mark.django_db


def test_a_new_password_ends_every_token():
    agent, other = make.agent(), make.agent()
    _token, text = create_token(agent, name="Reports")
    _token, of_another = create_token(other, name="Reports")
    get_adapter().set_password(agent, "another horse battery")
    assert find_token(text) is None
    assert find_token(of_another)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/totp/activate/", "/me/"]
)
def test_no_cache_keeps_a_page_with_secrets(path):
    client = Client()
    client.force_login(make.agent())
    for visitor in (Client(), client):
        answer = visitor.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "camera=()" in answer["Permissions-Policy"]


RECORDINGS = {"call", "recorded_call", "recording", "audible_recording", "held_recording", "lost_recording"} | {
    "comment",
    "review",
    "own_review",
}
"""What one finds a recording by: its sound, its words, or who said what about it."""
KEPT_BY_NOBODY = sorted(
    name for name, door in TABLE.items() if door.of in RECORDINGS or name in {"calls:list", "calls:found", *SIGN_IN}
)


@pytest.mark.parametrize("name", KEPT_BY_NOBODY)
def test_no_cache_keeps_a_page_of_recordings_or_of_signing_in(name):
    """Whatever is asked and whoever asks, also when it is refused."""
    team = make.team()
    agent = visitors(team)["agent"]
    client = Client()
    client.force_login(agent)
    for address in addresses_of(name, agent, team).values():
        for answer in (client.get(address), Client().get(address)):
            assert "no-store" in answer["Cache-Control"], (address, answer.status_code)


def test_nor_of_the_administration(client):
    client.force_login(with_second_step(make.admin()))
    assert "no-store" in client.get("/admin/calls/recording/")["Cache-Control"]


def test_other_pages_are_asked_for_again_and_keep_what_was_typed():
    client = Client()
    client.force_login(make.agent())
    assert client.get("/tickets/new/")["Cache-Control"] == "private, no-cache"


def test_the_admin_shows_second_steps_without_their_secrets_and_changes_none():
    admin = with_second_step(make.admin())
    client = Client()
    client.force_login(admin)
    step = admin.authenticator_set.first()
    page = client.get(reverse("admin:mfa_authenticator_change", args=[step.pk]))
    assert page.status_code == 200
    assert step.data.get("secret", "") not in page.content.decode()
    assert client.post(reverse("admin:mfa_authenticator_delete", args=[step.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:mfa_authenticator_add")).status_code == 403


def test_in_production_no_other_host_can_plant_a_cookie():
    asked = "from helpdesk import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    environment = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    told = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["__Host-press4_session", "__Host-press4_csrf"]
