"""What a log line carries, and what it must not."""

import io
import json
import logging
from urllib.parse import urlencode

import pytest
import structlog
from django.conf import settings
from django.urls import reverse
from twilio.request_validator import RequestValidator

from helpdesk.accounts.services import create_token
from helpdesk.lib.logs import mask_text
from tests import make

TOKEN = "eyJ0aWNrZXQiOjE3fQ:1tABCd:9fK2mQx7LkP3vN8sW1zR4tY6uB0cD5eF"


@pytest.fixture
def log_lines():
    """Log as production does, into memory."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(production_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def production_formatter() -> logging.Formatter:
    told = dict(settings.LOGGING["formatters"]["structured"])
    *steps, _renderer = told["processors"]
    return told["()"](
        foreign_pre_chain=told["foreign_pre_chain"], processors=[*steps, structlog.processors.JSONRenderer()]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call from +15005550131", "call from +1500…31"),
        ("GET /tickets/search/?q=%2B15005550131", "GET /tickets/search/?…"),
        ("no case of 4915112345678", "no case of 491511…78"),
        (f"Not Found: /resume/{TOKEN}/", "Not Found: /resume/…/"),
        ("Bearer p4_0123456789abcdef", "Bearer p4_…"),
        ("whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdCBzaG9w", "whsec_…"),
        ("GET /calls/CA0123456789abcdef0123456789abcdef/", "GET /calls/CA0123456789abcdef0123456789abcdef/"),
        ("GET /tickets/4111111111111111/", "GET /tickets/[card number removed]/"),
        ("GET /audio/4111-1111-1111-1111", "GET /audio/[card number removed]"),
        ("GET /unsubscribe/4111%201111%201111%201111/", "GET /unsubscribe/[card number removed]/"),
        ("GET /twilio/%34111111111111111", "GET /twilio/[card number removed]"),
        ("GET /tickets/1234567/solve/", "GET /tickets/1234567/solve/"),
        ("/static/press4/shell.css", "/static/press4/shell.css"),
    ],
)
def test_numbers_and_tokens_are_masked_and_the_rest_is_not(text, expected):
    assert mask_text(text) == expected


@pytest.mark.django_db
def test_every_line_of_a_request_carries_its_id_and_its_person(client, log_lines):
    client.force_login(agent := make.agent())
    client.get(reverse("accounts:profile"), headers={"X-Request-ID": "made up by the visitor"})
    lines = [line for line in log_lines() if line["logger"].startswith("django_structlog")]
    assert {line["event"] for line in lines} == {"request_started", "request_finished"}
    (request_id,) = {line["request_id"] for line in lines}
    assert len(request_id) == 36, "our own, not the visitor's"
    assert {line["user_id"] for line in lines} == {agent.pk}


@pytest.mark.django_db
def test_no_line_of_the_api_carries_its_token(client, log_lines):
    _token, text = create_token(make.agent(), name="Reports")
    for path in (reverse("v1:ticket-list"), "/api/v1/nothing-here/"):
        client.get(path, {"phone": "+15005550131"}, headers={"Authorization": f"Bearer {text}"})
    written = json.dumps(log_lines())
    assert "request_finished" in written
    assert text not in written
    assert "5005550131" not in written


@pytest.mark.django_db
@pytest.mark.parametrize("auth_token", [settings.TWILIO_AUTH_TOKENS[0], "not ours"])
def test_the_lines_of_a_call_carry_its_sid_and_neither_its_number_nor_a_token(client, log_lines, auth_token):
    make.line()
    sid, number = "CA" + "a" * 32, "+15005550131"
    told = {
        "CallSid": sid,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": number,
        "To": make.MAIN_LINE,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
        "NewsOfTomorrow": number,  # the provider may add a parameter any day; it is logged by name
    }
    signature = RequestValidator(auth_token).compute_signature(settings.PUBLIC_BASE_URL + reverse("calls:voice"), told)
    answer = client.post(
        reverse("calls:voice"),
        urlencode(told),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )
    written = json.dumps(log_lines())
    assert answer.status_code == (200 if auth_token != "not ours" else 403)
    assert number.removeprefix("+") not in written
    assert signature not in written
    assert auth_token not in written
    if answer.status_code == 200:
        assert sid in {line.get("call_sid") for line in log_lines()}


@pytest.mark.django_db
def test_no_line_of_a_request_carries_a_card_number(client, log_lines):
    client.force_login(make.agent())
    for path in ("/tickets/4111111111111111/", "/audio/4111-1111-1111-1111", "/unsubscribe/4111%201111%201111%201111/"):
        client.get(path)
    structlog.get_logger("calls").warning("odd", case=4111111111111111)
    written = json.dumps(log_lines())
    assert "request_finished" in written
    assert written.count("card number removed") > 3
    assert "1111" not in written


def test_an_error_s_traceback_is_masked_too(log_lines):
    try:
        raise ValueError("cannot call +15005550131")
    except ValueError:
        logging.getLogger("calls").exception("leg failed")
    (line,) = log_lines()
    assert "ValueError" in line["exception"]
    assert "5005550131" not in json.dumps(line)


def test_the_names_by_which_a_call_is_followed_are_whole(log_lines):
    structlog.get_logger("calls").warning("late", call_sid="CA" + "0" * 31 + "4", message_id="<1764@desk.test>")
    (line,) = log_lines()
    assert (line["call_sid"], line["message_id"]) == ("CA" + "0" * 31 + "4", "<1764@desk.test>")
