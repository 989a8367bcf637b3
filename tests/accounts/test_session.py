"""How long a session lasts, and what a page is told whose session has ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests import make

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def used_at(client, *, days_left: float):
    """Ask for a page with a session that has that many days left, and return the answer and its new end."""
    Session.objects.update(expire_date=timezone.now() + timedelta(days=days_left))
    answer = client.get(reverse("tickets:new"))
    return answer, Session.objects.get().expire_date - timezone.now()


@pytest.mark.parametrize("days_left", [0.01, 3, 5.9])
def test_a_session_lives_on_while_it_is_used(client, settings, days_left):
    client.force_login(make.agent())
    answer, left = used_at(client, days_left=days_left)
    assert answer.status_code == 200
    assert left > WEEK - timedelta(minutes=1)
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == WEEK.total_seconds()


def test_a_session_is_not_written_for_each_request(client, settings):
    client.force_login(make.agent())
    answer, left = used_at(client, days_left=6.5)
    assert left < timedelta(days=6.6)
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_session_that_was_not_used_for_a_week_has_ended(client):
    client.force_login(make.agent())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("tickets:new"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["tickets:new", "tickets:inbox", "escalation:duty_state"])
def test_a_part_of_a_page_is_never_the_sign_in(client, name, method):
    answer = getattr(client, method)(reverse(name), headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "signed-out" in answer["HX-Trigger"]


def test_a_script_is_told_by_the_status_and_a_page_is_led_to_the_sign_in(client):
    assert client.get(reverse("tickets:new"), headers={"sec-fetch-mode": "cors"}).status_code == 401
    assert client.get(reverse("tickets:new"), headers={"sec-fetch-mode": "navigate"}).status_code == 302
    assert client.get(reverse("tickets:new")).status_code == 302


def test_a_form_that_a_script_sent_without_a_session_is_not_led_on_as_if_it_had_arrived(client):
    sent_by_script = {"sec-fetch-mode": "cors", "x-press4-sending": "yes"}
    answer = client.post(reverse("tickets:new"), {"text": "Lost?"}, headers=sent_by_script)
    assert (answer.status_code, answer.has_header("HX-Redirect")) == (401, False)


def test_a_form_that_a_script_sent_is_told_where_to_go_on_and_its_messages_wait(client):
    client.force_login(make.agent())
    ticket = make.ticket()
    form = {"mode": "note", "body": "Seen", "version": ticket.version, "key": "0" * 32}
    url = reverse("tickets:write", args=[ticket.pk])
    answer = client.post(url, form, headers={"x-press4-sending": "yes"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(ticket.get_absolute_url())
    assert ticket.entries.filter(body="Seen").count() == 1


def test_only_a_sign_out_deletes_the_cookie(client, settings):
    client.force_login(make.agent())
    Session.objects.all().delete()
    assert settings.SESSION_COOKIE_NAME not in client.get(reverse("tickets:new")).cookies
    client.force_login(make.agent())
    assert client.post(reverse("account_logout")).cookies[settings.SESSION_COOKIE_NAME].value == ""
