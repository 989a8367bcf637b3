"""Signing in with a password: who gets in, and what a stranger learns."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts import services
from helpdesk.accounts.models import PasswordRequest, User
from helpdesk.accounts.tasks import answer_password_request, sweep_password_requests
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.accounts.signing_in import sign_in
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_an_agent_signs_in_with_mail_address_and_password(client):
    agent = make.agent()
    response = sign_in(client, agent)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(agent.pk)
    assert not list(client.get("/tickets/").context["messages"])  # the page shows who is signed in


def test_whoever_signs_in_for_the_first_time_begins_in_the_time_zone_of_the_browser(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "autofocus" in page
    assert "data-browser-zone" in page
    agent, chosen, wrong = make.agent(), make.agent(timezone="Asia/Tokyo"), make.agent()

    def zone_after_sign_in(person: User, zone: str) -> str:
        fields = {"login": person.email, "password": make.PASSWORD, "timezone": zone}
        assert client.post(reverse("account_login"), fields)["Location"] == "/"
        client.logout()
        return User.objects.get(pk=person.pk).timezone

    assert zone_after_sign_in(agent, "America/New_York") == "America/New_York"
    assert zone_after_sign_in(agent, "Europe/Berlin") == "America/New_York"
    assert zone_after_sign_in(chosen, "Europe/Berlin") == "Asia/Tokyo"
    assert zone_after_sign_in(wrong, "Mars/Olympus") == "UTC"


def test_the_session_gets_a_new_key_at_sign_in(client):
    client.get(reverse("account_login"))
    client.session["seen"] = True
    session = client.session
    session["planted"] = "by whoever knew the old key"
    session.save()
    before = session.session_key
    sign_in(client, make.agent())
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_person_look_the_same(client):
    known = make.agent()
    stranger = User(email="nobody@desk.test")
    answers = [sign_in(client, person, password="wrong password") for person in (known, stranger)]
    texts = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert texts[0] == texts[1]


def test_guessing_is_stopped_after_some_attempts_even_with_the_right_password(client):
    agent = make.agent()
    for _ in range(6):
        sign_in(client, agent, password="wrong password")
    response = sign_in(client, agent)
    assert "_auth_user_id" not in client.session
    assert "Too many" in response.content.decode()


def test_nobody_signs_up(client):
    form = {"email": "mallory@example.com", "password1": make.PASSWORD, "password2": make.PASSWORD}
    client.post(reverse("account_signup"), form)
    assert not User.objects.exists()


def test_a_person_who_was_switched_off_is_not_let_in(client):
    agent = make.agent(is_active=False)
    sign_in(client, agent)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_anew_by_a_link_that_went_through_the_outbox(client):
    agent = make.agent()
    client.post(reverse("account_reset_password"), {"email": agent.email}, headers={"host": "localhost"})
    sweep_password_requests()

    mail = OutboundMessage.objects.get(to_address=agent.email)
    assert mail.is_private
    link = re.search(r"http://\S+", bytes(mail.raw).decode().replace("=\r\n", ""))[0]
    assert link.startswith("http://testserver/"), "the link is made from PUBLIC_BASE_URL, not from the Host header"

    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "a new and long password", "password2": "a new and long password"}
    )
    agent.refresh_from_db()
    assert agent.check_password("a new and long password")


def test_the_link_is_shown_to_no_manager_among_the_sent_mails(client):
    client.post(reverse("account_reset_password"), {"email": make.admin().email})
    sweep_password_requests()
    mail = OutboundMessage.objects.get(is_private=True)
    client.force_login(with_second_step(make.manager()))
    assert mail.to_address not in client.get(reverse("tickets:sent")).content.decode()
    for name in ("sent_copy", "sent_html", "sent_file"):
        assert client.get(reverse(f"tickets:{name}", args=[mail.pk])).status_code == 404


def test_asking_for_a_stranger_s_password_answers_the_same_and_mails_nobody(client):
    known = client.post(reverse("account_reset_password"), {"email": make.agent().email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    sweep_password_requests()
    assert OutboundMessage.objects.filter(to_address="nobody@example.com").count() == 0


def test_what_is_done_before_the_answer_is_the_same_for_a_stranger(client):
    """Else the time until it comes would say who works here."""
    asked = []
    for address in (make.agent().email, "nobody@example.com"):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("account_reset_password"), {"email": address})
        asked.append([query["sql"].rpartition("; ")[2].split()[0] for query in queries])
    assert asked[0] == asked[1]
    assert not OutboundMessage.objects.exists()


def test_a_request_for_a_password_is_answered_once_and_then_forgotten(client):
    agent = make.agent()
    client.post(reverse("account_reset_password"), {"email": agent.email})
    key = PasswordRequest.objects.get().pk
    for _ in range(2):
        answer_password_request(key)
    assert OutboundMessage.objects.filter(to_address=agent.email).count() == 1
    assert not PasswordRequest.objects.exists()


def test_a_request_that_fails_keeps_nobody_else_waiting_and_is_dropped_after_an_hour(monkeypatch):
    poisoned, agent = make.agent(), make.agent()
    mail_link = services._mail_link
    monkeypatch.setattr(services, "_mail_link", lambda user, name: mail_link(user, name) if user == agent else 1 / 0)
    for person in (poisoned, agent):
        services.request_password(person.email)
    sweep_password_requests()
    assert OutboundMessage.objects.get().to_address == agent.email
    assert PasswordRequest.objects.get().address == poisoned.email
    services.answer_password_requests(at=timezone.now() + timedelta(hours=2))
    assert not PasswordRequest.objects.exists()


def test_who_was_switched_off_gets_no_link(client):
    client.post(reverse("account_reset_password"), {"email": make.agent(is_active=False).email})
    sweep_password_requests()
    assert not OutboundMessage.objects.exists()


def test_a_changed_password_is_told_to_its_person(client):
    agent = make.agent()
    sign_in(client, agent)
    new = "another long password"
    client.post(reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert "changed" in bytes(OutboundMessage.objects.get(to_address=agent.email).raw).decode()


BEYOND_ASCII = ["vera@b\u00fccher.example", "j\u00fcrg@b\u00fccher.example", "\u674e@\u4f8b\u5b50.example"]


@pytest.mark.parametrize("address", BEYOND_ASCII)
def test_an_address_beyond_ascii_is_invited_signs_in_and_is_reset(client, address):
    client.force_login(with_second_step(make.admin()))
    form = {"email": address.upper(), "name": "Vera Lund", "role": "agent"}
    assert client.post(reverse("escalation:invite"), form).status_code == 302
    person = User.objects.get(email=address)
    assert OutboundMessage.objects.filter(to_address=address).exists()
    client.logout()
    person.set_password(make.PASSWORD)
    person.save()
    local, _at, domain = address.partition("@")
    typed = [address, address.upper(), f"{local}@{domain.encode('idna').decode()}"]
    for spelling in typed:
        client.post(reverse("account_login"), {"login": spelling, "password": make.PASSWORD})
        assert client.session["_auth_user_id"] == str(person.pk), spelling
        client.logout()
    before = OutboundMessage.objects.count()
    for spelling in typed:
        cache.clear()
        assert client.post(reverse("account_reset_password"), {"email": spelling}).status_code == 302
    sweep_password_requests()
    assert OutboundMessage.objects.count() == before + len(typed)


@pytest.mark.parametrize(
    "address", ["\u00fc", "\u00fc@", "a@\u00fc..example", "a\u200bb@x.example", "a@" + "\u00fc" * 300]
)
def test_what_is_no_address_in_any_script_is_refused_at_the_door(client, address):
    assert client.post(reverse("account_login"), {"login": address, "password": "x"}).status_code == 200
    assert client.post(reverse("account_reset_password"), {"email": address}).status_code == 200


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/tickets/7/?view=mine", "/tickets/7/?view=mine"),
        ("https://elsewhere.test/tickets/7/", "/"),
        ("http://testserver//elsewhere.test/", "/"),
        ("", "/"),
    ],
)
def test_who_sent_a_form_after_the_session_ended_comes_back_to_its_page(client, page, back):
    """The address of the form itself takes no GET: it would be a bare 405."""
    response = client.post("/tickets/7/write/", {"body": "Hello"}, headers={"referer": page} if page else {})
    assert response["Location"] == f"{reverse('account_login')}?{urlencode({'next': back}, safe='/')}"
