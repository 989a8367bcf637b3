"""Forged requests at every door of the provider: none is let in, none leaves a row, none breaks anything."""

import logging

import pytest
from django.test import Client
from twilio.request_validator import SIGNATURE_SETTINGS_HEADER

from tests import make
from tests.calls.forged.knocks import Knock, parameters
from tests.calls.forged.proof import refuse_everything

pytestmark = pytest.mark.django_db

VOICE = Knock("/twilio/voice", list(parameters(sid="CA" + "1" * 32).items()))
SHA_256 = {SIGNATURE_SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def send(knock: Knock) -> int:
    host = {"HTTP_HOST": knock.headers["Host"]} if "Host" in knock.headers else {}
    headers = {name: said for name, said in knock.headers.items() if name != "Host"}
    client = Client(raise_request_exception=False)
    kind = knock.content_type
    return client.generic(knock.method, knock.path, knock.body, content_type=kind, headers=headers, **host).status_code


def test_five_hundred_forged_requests_change_nothing():
    refuse_everything(send, count=500)


def signed(token: str, *, shared_key: bool = False) -> Knock:
    if not shared_key:
        return VOICE.signed(token=token)
    knock = VOICE.signed(token=token, algorithm="HMAC_SHA256")
    return Knock(knock.path, knock.pairs, knock.headers | SHA_256)


@pytest.mark.parametrize("shared_key", [False, True])
def test_while_tokens_or_shared_keys_are_changed_both_work_and_afterwards_the_old_one_does_not(settings, shared_key):
    make.line()
    settings.TWILIO_AUTH_TOKENS = ["old"]
    assert send(signed("old", shared_key=shared_key)) == 200
    assert send(signed("new", shared_key=shared_key)) == 403
    settings.TWILIO_AUTH_TOKENS = ["new", "old"]
    assert send(signed("old", shared_key=shared_key)) == 200
    assert send(signed("new", shared_key=shared_key)) == 200
    settings.TWILIO_AUTH_TOKENS = ["new"]
    assert send(signed("old", shared_key=shared_key)) == 403
    assert send(signed("new", shared_key=shared_key)) == 200


def test_a_token_and_a_shared_key_may_work_side_by_side(settings):
    make.line()
    settings.TWILIO_AUTH_TOKENS = ["token of the account", "shared key"]
    assert send(signed("token of the account")) == 200
    assert send(signed("shared key", shared_key=True)) == 200


def test_a_parameter_that_nobody_knew_yesterday_is_none_that_was_split_anew():
    make.line()
    new = {"CallStatusReason": "busy", "DigitsCount": "1", "To2": "+15005550100", "RecordingSource2": "To be or not"}
    knock = VOICE.saying(**new)
    assert send(knock.signed()) == 200
    recording = {name: said for name, said in knock.pairs if name not in {"From", "To", "Digits", "CallStatus"}}
    recording |= {"RecordingDuration": "12", "RecordingSource": "StartCallRecordingTwiML", "ConferenceDuration": "3"}
    assert send(Knock("/twilio/recording", list(recording.items())).signed()) == 204
