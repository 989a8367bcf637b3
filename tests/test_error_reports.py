"""What leaves for the service that collects errors: every envelope is searched for what people typed."""

import json
import logging
from urllib.parse import urlencode

import pytest
import sentry_sdk
import structlog
from django.conf import settings
from django.urls import reverse
from sentry_sdk.transport import Transport
from twilio.request_validator import RequestValidator

from helpdesk.accounts.services import create_token
from helpdesk.celery import app
from helpdesk.lib.error_reports import OPTIONS
from tests import make, shop

PASSWORD = "canary-password-Zebra"
CARD = "4111 1111 1111 1111"
PHONE = "+15005550199"
WORDS = "canary words of a buyer"
CANARIES = [PASSWORD, CARD, "4111111111111111", "5005550199", WORDS, "canary"]


class Kept(Transport):
    """Keeps what would have left."""

    def __init__(self, options=None):
        super().__init__(options)
        self.envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope.serialize().decode())


@pytest.fixture
def reports():
    client_before = sentry_sdk.get_global_scope().client
    transport = Kept()
    sentry_sdk.init(dsn="https://key@errors.test/1", transport=transport, **OPTIONS)
    yield transport.envelopes
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(client_before)


def explode(*args, **kwargs):
    secret = {"password": PASSWORD, "card": CARD, "args": args}
    log_beforehand(secret)
    try:
        raise KeyError(f"{PASSWORD} {CARD}")
    except KeyError as error:
        raise RuntimeError(f"cannot do it for {PASSWORD}, {CARD}, {PHONE}: {WORDS}") from error


def log_beforehand(secret):
    logging.getLogger("calls").warning("ringing %s of %s", PHONE, secret)
    structlog.get_logger("calls").warning("leg_failed", number=PHONE, said=WORDS, **secret)


def check(reports, *more):
    assert reports, "nothing was reported at all"
    sent = "\n".join(reports)
    assert "RuntimeError" in sent
    assert "explode" in sent
    for canary in [*CANARIES, *more]:
        # The source lines of this very file stand in the stack, so what a name holds is looked for, not the name.
        assert canary not in without_source(reports), canary


def without_source(reports) -> str:
    lines = []
    for report in reports:
        for line in report.splitlines():
            told = json.loads(line)
            for raised in (told.get("exception") or {}).get("values", []):
                for frame in raised["stacktrace"]["frames"]:
                    for name in ("pre_context", "context_line", "post_context"):
                        frame.pop(name, None)
            lines.append(json.dumps(told))
    return "\n".join(lines)


@pytest.mark.django_db
def test_an_error_while_signing_in_tells_no_password_and_no_session(client, reports, monkeypatch):
    client.raise_request_exception = False
    client.cookies["press4_session_canary"] = "canary-session"
    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", explode)
    form = {"login": "canary@desk.test", "password": PASSWORD}
    answer = client.post(reverse("account_login") + f"?next={PHONE}&q={WORDS}", form, headers={"X-Canary": "canary"})
    assert answer.status_code == 500
    check(reports)


@pytest.mark.django_db
def test_an_error_of_a_page_tells_nothing_of_who_sent_what(client, reports, monkeypatch):
    client.raise_request_exception = False
    client.force_login(make.agent(name="Canary Person", email="canary@desk.test"))
    monkeypatch.setattr("tickets.views.quick_log.log_case", explode)
    logged = {"text": f"{WORDS} {CARD}", "name": "canary", "key": "6f9619ff8b86d011b42d00cf4fc964ff"}
    assert client.post("/tickets/new/", logged).status_code == 500
    check(reports, client.session.session_key, "6f9619ff8b86d011b42d00cf4fc964ff", "Canary Person")


@pytest.mark.django_db
def test_an_error_of_the_api_tells_no_token(client, reports, monkeypatch):
    client.raise_request_exception = False
    _token, text = create_token(make.agent(), name="Reports")
    monkeypatch.setattr("tickets.api.log_case", explode)
    bearer = {"Authorization": f"Bearer {text}"}
    answer = client.post(reverse("v1:ticket-list"), {"text": WORDS}, content_type="application/json", headers=bearer)
    assert answer.status_code == 500
    check(reports, text, text[4:])


@pytest.mark.django_db
def test_an_error_of_a_webhook_tells_no_number_and_no_signature(client, reports, monkeypatch):
    client.raise_request_exception = False
    make.line()
    monkeypatch.setattr("calls.ringing.greet_caller", explode)
    told = {
        "CallSid": "CA" + "a" * 32,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": PHONE,
        "To": make.MAIN_LINE,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
        "SpeechResult": WORDS,
    }
    url = settings.PUBLIC_BASE_URL + reverse("calls:voice")
    signature = RequestValidator(settings.TWILIO_AUTH_TOKENS[0]).compute_signature(url, told)
    form = "application/x-www-form-urlencoded"
    client.post(reverse("calls:voice"), urlencode(told), content_type=form, headers={"X-Twilio-Signature": signature})
    check(reports, signature)


@pytest.mark.django_db
def test_an_error_of_a_shop_s_report_tells_nothing_of_the_buyer(client, reports, monkeypatch):
    monkeypatch.setattr("carts.webhooks.ingest_events", explode)
    with pytest.raises(RuntimeError):
        shop.report(make.cart_source(), shop.filled(name=WORDS, email="canary@buyers.test", phone=PHONE))
    check(reports, make.SIGNING_SECRET)


def test_an_error_of_a_task_tells_nothing_of_what_it_was_given(reports):
    task = app.task(name="tests.explode")(explode)
    task.apply(args=[CARD], kwargs={"words": WORDS, "password": PASSWORD})
    check(reports)


def test_a_line_of_the_log_is_told_without_its_values(reports):
    logging.getLogger("calls").error("Leg of %s failed for %s", PHONE, WORDS)
    structlog.get_logger("calls").error("leg_failed", number=PHONE, said=WORDS, password=PASSWORD)
    with sentry_sdk.new_scope() as scope:
        scope.set_extra("told", WORDS)
        scope.set_user({"email": "canary@desk.test"})
        scope.set_tag("who", WORDS)
        sentry_sdk.capture_message(f"Failed for {PHONE} with {CARD}")
    assert "Leg of %s failed" in "".join(reports)
    assert "leg_failed" in "".join(reports)
    for canary in CANARIES:
        assert canary not in without_source(reports), canary
