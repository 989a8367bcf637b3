"""Access tokens for the phone in the browser, and what pages may reach because of it."""

import jwt
import pytest
from django.conf import settings as desk

from tests import make
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
SECRET = "only-for-tests-0123456789-abcdef"


@pytest.fixture
def with_key(settings):
    settings.TWILIO_API_KEY_SID, settings.TWILIO_API_KEY_SECRET = "SK" + "0" * 31 + "4", SECRET
    settings.HAS_SOFTPHONES, settings.SOFTPHONE_SDK_URL = True, ""


@pytest.fixture
def ana(client, with_key):
    member = make.ring_group(agents=1, managers=0).members.get()
    type(member).objects.update(device="both")
    client.force_login(member.user)
    return member.user


def test_a_token_lets_one_person_receive_calls_for_half_an_hour_and_make_none(client, ana):
    answer = client.post("/calls/softphone/token/")
    claims = jwt.decode(answer.json()["token"], SECRET, algorithms=["HS256"])
    assert claims["grants"] == {"identity": f"user_{ana.pk}", "voice": {"incoming": {"allow": True}}}
    assert claims["sub"] == desk.TWILIO_ACCOUNT_SID
    assert claims["exp"] - claims["nbf"] <= 1800
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_has_no_phone_in_the_browser_gets_no_token(client, with_key):
    client.force_login(make.ring_group(agents=1, managers=0).members.get().user)
    assert client.post("/calls/softphone/token/").status_code == 409


def test_the_policy_opens_to_the_provider_s_hosts_alone_and_only_for_who_is_signed_in(client, ana):
    policy = client.get("/calls/").headers["Content-Security-Policy"]
    connect = next(part for part in policy.split("; ") if part.startswith("connect-src"))
    assert connect.split() == [
        "connect-src",
        "'self'",
        "https://eventgw.twilio.com",
        "wss://voice-js.roaming.twilio.com",
        "https://media.twiliocdn.com",
        "https://sdk.twilio.com",
    ]
    client.logout()
    assert "twilio" not in client.get("/accounts/login/").headers["Content-Security-Policy"]


def test_without_a_key_nothing_is_opened_and_the_settings_say_why(client, settings):
    settings.HAS_SOFTPHONES = False
    client.force_login(with_second_step(make.admin()))
    group, person = make.ring_group(agents=1, managers=0), make.agent(mobile="+15005550177")
    answer = client.get(f"/settings/ring-groups/{group.pk}/")
    assert "twilio" not in answer.headers["Content-Security-Policy"]
    row = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-user": person.pk}
    row |= {"members-0-device": "both", "members-0-phone": "", "members-0-tier": 1}
    data = {"name": "Night", "rounds": 2, "ring_seconds": 25} | row
    answer = client.post("/settings/ring-groups/new/", data)
    assert answer.status_code == 422
    assert "TWILIO_API_KEY_SID" in answer.content.decode()


def test_the_page_carries_the_script_only_for_who_answers_in_the_browser(client, ana):
    assert "twilio-voice/twilio.min.js" in client.get("/settings/duty/state/").content.decode()
    client.force_login(make.ring_group(agents=1, managers=0).members.get().user)
    assert "twilio" not in client.get("/settings/duty/state/").content.decode()
