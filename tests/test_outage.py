"""The real web process with its servers away: callers are answered, and with Redis alone away people sign in."""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from twilio.request_validator import RequestValidator

from calls import ringing
from tests import make
from tests.desk_server import desk_server

NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
NO_REDIS = {"REDIS_URL": "redis://127.0.0.1:9/0"}
TEAM = [f"+1500555011{n}" for n in range(1, 7)]


def knock(url: str, door: str, **said: str) -> requests.Response:
    """As the provider knocks."""
    form = {
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "CallSid": "CA" + "7" * 32,
        "From": "+15005550131",
        "To": make.MAIN_LINE,
        "CallStatus": "in-progress",
        "Direction": "inbound",
    } | said
    address = f"{url}/twilio/{door}"
    signature = RequestValidator(settings.TWILIO_AUTH_TOKENS[0]).compute_signature(address, form)
    return requests.post(address, data=form, headers={"X-Twilio-Signature": signature}, timeout=20)


@pytest.mark.django_db
def test_with_both_servers_away_twenty_callers_at_once_hear_the_phones_ring_within_seconds():
    make.line()
    ringing.remember_phones()
    with desk_server(**NOWHERE) as url, ThreadPoolExecutor(20) as callers:
        page = requests.get(f"{url}/accounts/login/", timeout=20)
        began = time.monotonic()
        doors = ["voice", "menu", "code", "ring"] * 5
        answers = list(callers.map(lambda door: knock(url, door, Digits="4"), doors))
        took = time.monotonic() - began
        waiting = knock(url, "wait/1")
        left = knock(url, "queue-result", QueueResult="leave")
    for answer in [*answers, left]:
        assert answer.status_code == 200
        assert all(f"<Number>{phone}</Number>" in answer.text for phone in TEAM)
    assert "<Leave" in waiting.text
    assert took < 15  # the provider's patience, on the slowest machine
    assert page.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_with_redis_away_people_sign_in_and_callers_are_answered_as_always():
    line, person = make.line(), make.agent(email="ann@desk.test")
    # The tests' own quick hash is unknown to the process that is served.
    person.password = PBKDF2PasswordHasher().encode(make.PASSWORD, "salt", iterations=1)
    person.save()
    with desk_server(**NO_REDIS) as url:
        browser = requests.Session()
        browser.get(f"{url}/accounts/login/", timeout=20)
        cookie = next(cookie for cookie in browser.cookies if "csrf" in cookie.name)
        form = {"login": person.email, "password": make.PASSWORD, "csrfmiddlewaretoken": cookie.value}
        signed_in = browser.post(f"{url}/accounts/login/", data=form, headers={"Referer": url}, timeout=20)
        assert signed_in.status_code == 200
        assert urlsplit(signed_in.url).path == "/tickets/"
        live = browser.get(f"{url}/live/", timeout=20)
        assert live.status_code == 200
        assert "<Gather" in knock(url, "voice").text
        assert "<Enqueue" in knock(url, "menu", Digits="4").text
    assert line.calls.get().legs.count() == 6
