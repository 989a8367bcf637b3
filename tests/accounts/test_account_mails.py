"""What people are mailed about their own account: our words, with the name and the address of the desk."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import chain
from pathlib import Path

import allauth
import pytest
from django.core.cache import cache
from django.urls import reverse

from helpdesk.accounts.adapter import CHANGES
from helpdesk.accounts.services import send_invitation
from helpdesk.accounts.tasks import sweep_password_requests
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _desk(settings):
    settings.DEFAULT_FROM_EMAIL = "Tessera help <desk@tessera.test>"
    settings.PUBLIC_BASE_URL = "https://desk.tessera.test"
    cache.clear()


def mailed() -> tuple[EmailMessage, str]:
    mail = message_from_bytes(bytes(OutboundMessage.objects.get().raw), policy=default)
    return mail, mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "New password for Tessera help", "Choose a new password here:"),
        ("de", "Neues Passwort für Tessera help", "Wählen Sie hier ein neues Passwort:"),
        ("es", "Contraseña nueva para Tessera help", "Elija aquí una contraseña nueva:"),
        ("fr", "Nouveau mot de passe pour Tessera help", "Choisissez un nouveau mot de passe ici\N{NO-BREAK SPACE}:"),
    ],
)
def test_the_mail_with_the_link_for_a_new_password_is_ours(client, language, subject, words):
    agent = make.agent(name="O'Neil", language=language)
    client.post(reverse("account_reset_password"), {"email": agent.email})
    sweep_password_requests()
    mail, text = mailed()
    assert (mail["Subject"], mail["Auto-Submitted"]) == (subject, "auto-generated")
    assert words in text
    assert "O'Neil" in text
    assert "https://desk.tessera.test/accounts/password/reset/key/" in text
    assert text.rstrip().endswith("-- \nTessera help\nhttps://desk.tessera.test")


def test_an_invitation_names_the_desk():
    send_invitation(make.agent())
    mail, text = mailed()
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("You\u2019re invited to Tessera help", "auto-generated")
    assert text.rstrip().endswith("-- \nTessera help\nhttps://desk.tessera.test")


def test_a_change_of_the_own_account_is_told_with_where_it_came_from(client):
    agent = make.agent()
    sign_in(client, agent)
    new = "another long password"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": make.PASSWORD, "password1": new, "password2": new},
        headers={"user-agent": "Firefox"},
    )
    mail, text = mailed()
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Your password was changed.", "auto-generated")
    for words in ("IP address: 127.0.0.1\nBrowser: Firefox", "tell an admin", "https://desk.tessera.test"):
        assert words in text


def test_every_change_that_django_allauth_tells_of_has_words_of_ours():
    """Addresses and social accounts cannot be changed here."""
    flows = chain(
        Path(allauth.__file__).parent.glob("account/internal/flows/password_*.py"),
        Path(allauth.__file__).parent.glob("mfa/**/flows.py"),
    )
    told = re.compile(r'send_notification_mail\(\s*"([^"]+)"')
    assert {name for path in flows for name in told.findall(path.read_text())} == set(CHANGES)
