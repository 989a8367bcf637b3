"""Browsers that are telephones: who may sign in, and what happens when nobody has."""

import time
from collections.abc import Iterator

import jwt
import pytest
import requests

from simulator.config import DEMO_API_KEY_SECRET, DEMO_API_KEY_SID
from tests.simulator.served import Served, eventually, served_desk, served_town
from tests.simulator.toy_desk import ACCOUNT, MAIN, TOKEN, ToyDesk, say, twiml

BROWSER = "client:user_7"


@pytest.fixture(scope="module")
def town() -> Iterator[Served]:
    desk = ToyDesk({"/twilio/voice": twiml(say("Hello")), "/whisper": twiml(say("Hello"), '<Pause length="30"/>')})
    with served_desk(desk) as url, served_town(url) as town:
        yield town


def token(secret: str = DEMO_API_KEY_SECRET, **changes) -> str:
    claims = {
        "iss": DEMO_API_KEY_SID,
        "sub": ACCOUNT,
        "exp": time.time() + 600,
        "grants": {"identity": "user_7", "voice": {"incoming": {"allow": True}}},
    }
    return jwt.encode(claims | changes, secret, algorithm="HS256")


def sign_in(town: Served, *, told: str = "") -> requests.Response:
    return town.post("/sdk/sign-in", json={"token": told or token()})


def ring(town: Served) -> str:
    form = {"To": f"{BROWSER}?call=12", "From": MAIN, "Url": f"{town.desk_url}/whisper"}
    answer = requests.post(town.api("/Calls.json"), data=form, auth=(ACCOUNT, TOKEN), timeout=10)
    assert answer.json()["to"] == BROWSER
    return answer.json()["sid"]


def status(town: Served, sid: str) -> str:
    return requests.get(town.api(f"/Calls/{sid}.json"), auth=(ACCOUNT, TOKEN), timeout=10).json()["status"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "another-secret-that-is-long-enough-to-sign"}, 20101),
        ({"sub": "AC" + "9" * 32}, 20101),
        ({"exp": time.time() - 5}, 20104),
        ({"grants": {"identity": "user_7", "voice": {}}}, 31202),
    ],
)
def test_a_token_that_the_provider_would_not_take_is_refused(town, changes, code):
    answer = sign_in(town, told=token(**changes))
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_call_to_nobody_s_browser_ends_at_once(town):
    sid = ring(town)
    eventually(lambda: status(town, sid) == "no-answer")


def test_of_two_browsers_the_first_that_accepts_has_the_call(town):
    first, second = (sign_in(town).json()["connection"] for _ in range(2))
    sid = ring(town)
    eventually(lambda: town.phone(BROWSER)["state"] == "ringing")
    assert town.post(f"/sdk/{first}/accept", json={"sid": sid}).ok
    assert town.post(f"/sdk/{second}/accept", json={"sid": sid}).status_code == 409
    assert town.post(f"/sdk/{first}/hang-up", json={"sid": sid}).ok
    eventually(lambda: status(town, sid) == "completed")
