"""What is not the provider's changes nothing: 403, and no row."""

import json
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from twilio.request_validator import SIGNATURE_SETTINGS_HEADER, RequestValidator

from calls.models import Call, Leg, ProblemCall, Recording, WebhookReceipt
from calls.twilio.addresses import ASK_AGAIN
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
DOORS = {
    "voice": [],
    "menu": [],
    "menu_heard": [],
    "code": [],
    "ring": [],
    "queue_result": [],
    "fallback": [],
    "dial_result": [1],
    "status": [],
    "recording": [],
    "transcription": [],
    "wait": [1],
    "whisper": [1],
    "accept": [1],
    "notice": [1],
    "notice_heard": [1, 1],
    "rung": [1],
    "leg_status": [1],
    "next": [],
    "on_hold": [1],
    "leg_next": [1, 0],
    "room_wait": [],
}
GOOD = {
    "CallSid": "CA" + "1" * 32,
    "AccountSid": settings.TWILIO_ACCOUNT_SID,
    "From": "+15005550131",
    "To": make.MAIN_LINE,
    "CallStatus": "ringing",
    "Direction": "inbound",
    "Digits": "4",
    "RecordingSid": "RE" + "2" * 32,
}


def url_of(door: str) -> str:
    return reverse(f"calls:{door}", args=DOORS[door])


def signed(url: str, pairs: list[tuple[str, str]], *, token: str = "", algorithm: str | None = None) -> str:
    parameters: dict[str, list[str]] = {}
    for name, value in pairs:
        parameters.setdefault(name, []).append(value)
    validator = RequestValidator(token or settings.TWILIO_AUTH_TOKENS[0])
    return validator.compute_signature(settings.PUBLIC_BASE_URL + url, MultiDict(parameters), algorithm)


class MultiDict(dict):
    """As the provider's library reads repeated parameters."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def knock(url: str, pairs: list[tuple[str, str]], **options: object):
    headers = {"X-Twilio-Signature": options.pop("signature", None) or signed(url, pairs)}
    headers |= options.pop("headers", {})
    return Client().generic("POST", url, urlencode(pairs), content_type=FORM, headers=headers, **options)


def pairs_with(**changes: str | None) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (GOOD | changes).items() if value is not None]


def no_row() -> bool:
    return not any(model.objects.exists() for model in (Call, Leg, ProblemCall, Recording, WebhookReceipt, Ticket))


@pytest.mark.parametrize("door", DOORS)
def test_no_door_opens_without_a_signature(door):
    assert Client().post(url_of(door), GOOD).status_code == 403
    body = urlencode(GOOD)
    assert Client().generic("POST", url_of(door), body, content_type=FORM).status_code == 403
    assert knock(url_of(door), pairs_with(), signature="c2lnbmVk").status_code == 403
    assert no_row()


@pytest.mark.parametrize("door", DOORS)
def test_only_post_is_taken(door):
    assert Client().get(url_of(door)).status_code == 405


BAD = {
    "another account": pairs_with(AccountSid="AC" + "9" * 32),
    "no account": pairs_with(AccountSid=None),
    "no CallSid": pairs_with(CallSid=None),
    "malformed CallSid": pairs_with(CallSid="CA123"),
    "CallSid of another kind": pairs_with(CallSid="RE" + "1" * 32),
    "malformed RecordingSid": pairs_with(RecordingSid="../../secret"),
    "repeated CallSid": [*pairs_with(), ("CallSid", "CA" + "2" * 32)],
    "repeated Digits": [*pairs_with(), ("Digits", "1")],
    "the same twice": [*pairs_with(), ("From", GOOD["From"])],
    "digits that no keypad has": pairs_with(Digits="4; DROP"),
    "a status that no call has": pairs_with(CallStatus="ringing; DROP"),
    "a result that no queue has": pairs_with(QueueResult="Bridged!"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("what", BAD)
def test_signed_but_malformed_is_refused(door, what):
    if (what, door) == ("no CallSid", "room_wait"):
        pytest.skip("the provider may ask for the music of a conference without naming a call")
    assert knock(url_of(door), BAD[what]).status_code == 403
    assert no_row()


def test_signatures_of_something_else_are_refused():
    url, pairs = url_of("voice"), pairs_with()
    assert knock(url, pairs, signature=signed(url_of("menu"), pairs)).status_code == 403
    assert knock(url, pairs, signature=signed(url, pairs_with(To=make.PROBLEM_LINE))).status_code == 403
    assert knock(url, pairs, signature=signed(url, pairs, token="another token")).status_code == 403
    assert knock(f"{url}?extra=1", pairs, signature=signed(url, pairs)).status_code == 403
    assert no_row()


def test_json_is_refused():
    headers = {"X-Twilio-Signature": signed(url_of("voice"), [])}
    answer = Client().generic(
        "POST", url_of("voice"), '{"CallSid": 1}', content_type="application/json", headers=headers
    )
    assert answer.status_code == 403
    assert no_row()


def test_a_signed_call_comes_in_whatever_the_host_header_says():
    make.line()
    answer = knock(url_of("voice"), pairs_with(), SERVER_NAME="localhost")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert b"press 4" in answer.content
    assert Call.objects.count() == 1


ODD = {
    "free JSON": {"AddOns": json.dumps({"status": "successful", "results": {"spam": {"From": "+15005550131"}}})},
    "JSON that names what we read": {"AddOns": '{"Digits4": 1, "a": "CallStatusringing QueueResultbridged"}'},
    "JSON as long as it likes": {"AddOns": json.dumps({"why": "x" * 20000})},
    "no JSON after all": {"AddOns": "{"},
    "a token beyond 4,096 characters": {"CallToken": "%7B" + "t" * 9000},
    "a passport beyond it": {"StirPassportToken": "p" * 9000},
    "an endless name": {"CallerName": "a" * 5000},
    "a zero byte": {"CallerName": "Ann\0Lee"},
    "a zero byte in a new name": {"New\0Name": "x"},
    "a number that is none": {"SequenceNumber": "one"},
    "a fraction": {"QueueTime": "12.5", "AvgQueueTime": "3.25", "CallDuration": "7.0"},
    "a number beyond nine digits": {"QueueTime": "12345678901"},
    "numbers left empty": {"QueueTime": "", "CallDuration": "", "SequenceNumber": "", "RecordingDuration": ""},
    "identifiers left empty": {"ParentCallSid": "", "DialCallSid": "", "QueueSid": "", "RecordingSid": ""},
    "identifiers of tomorrow": {"ParentCallSid": "VX01", "QueueSid": "none"},
    "words left empty": {"Direction": "", "DialCallStatus": "", "QueueResult": "", "CallStatus": "", "Digits": ""},
    "a trunk's headers": {"SipHeader_X-Custom": "a=b", "SipCallId": "x@1.2.3.4"},
    "a firm whose name begins like a parameter": {"CallerName": "Trackside Records"},
    "another one": {"CallerName": "Digits4Less"},
    "a name that is a whole parameter": {"CallerName": "Digits4", "ErrorMessage": "QueueResultbridged"},
    "a campaign": {"SipHeader_X-Campaign": "Tracking-a", "SipHeader_X-T": "rackside"},
    "a town": {"FromCity": "Trackville", "ToCity": "To5thAvenue", "CallerState": "Finaltrue"},
    "an error in words": {"ErrorMessage": "Tracking failed, CallStatusbusy, DialBridgedtrue"},
    "what was said": {"SpeechResult": "Digits4 please", "StirVerstat": "Digits4"},
    "identifiers in capitals": {"CallSid": "CA" + "A" * 32, "ParentCallSid": "CA" + "B" * 32},
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("door", ["voice", "status", "fallback"])
def test_an_odd_value_of_what_nothing_is_decided_by_is_left_out_and_the_caller_is_served(door, what):
    make.line()
    assert knock(url_of(door), pairs_with(**ODD[what])).status_code in {200, 204}
    if door != "status":
        assert Call.objects.get().from_number == GOOD["From"]


@pytest.mark.parametrize("door", ["voice", "status", "fallback"])
def test_a_header_of_a_trunk_may_come_twice(door):
    make.line()
    pairs = [*pairs_with(), ("SipHeader_X-Route", "one"), ("SipHeader_X-Route", "two")]
    assert knock(url_of(door), pairs).status_code in {200, 204}


def test_an_unknown_parameter_is_taken_and_logged_once(caplog):
    make.line()
    caplog.set_level("INFO")
    assert knock(url_of("voice"), pairs_with(BrandNew2027="x")).status_code == 200
    assert caplog.text.count("BrandNew2027") == 1
    assert knock(url_of("voice"), pairs_with(BrandNew2027="y")).status_code == 200
    assert caplog.text.count("BrandNew2027") == 1


def test_each_token_of_a_rotation_is_taken(settings):
    make.line()
    settings.TWILIO_AUTH_TOKENS = ["new token", "old token"]
    pairs = pairs_with()
    for token in settings.TWILIO_AUTH_TOKENS:
        assert knock(url_of("voice"), pairs, signature=signed(url_of("voice"), pairs, token=token)).status_code == 200
    assert Call.objects.count() == 1


def test_the_provider_may_sign_the_fragment_that_asks_it_to_try_again():
    url, pairs = url_of("voice"), pairs_with()
    assert knock(url, pairs, signature=signed(url + ASK_AGAIN, pairs)).status_code == 200
    assert knock(url, pairs, signature=signed(url + "#rc=5", pairs)).status_code == 403


def test_a_shared_key_may_sign_with_sha_256():
    make.line()
    pairs = pairs_with()
    signature = signed(url_of("voice"), pairs, algorithm="HMAC_SHA256")
    headers = {SIGNATURE_SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    assert knock(url_of("voice"), pairs, signature=signature, headers=headers).status_code == 200
    assert knock(url_of("voice"), pairs, signature=signature).status_code == 403
    headers = {SIGNATURE_SETTINGS_HEADER: "key=1,algorithm=ROT13"}
    assert knock(url_of("voice"), pairs, signature=signature, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "door", ["wait", "whisper", "accept", "notice", "notice_heard", "leg_status", "on_hold", "leg_next"]
)
def test_a_row_that_is_not_there_ends_the_call_politely(door):
    assert knock(url_of(door), pairs_with()).status_code in {200, 204}
    assert not Leg.objects.exists()
