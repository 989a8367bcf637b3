"""The allow-list of REST refuses what the provider would refuse, and knows what its library sends."""

import pytest

from tests.provider.rest import known_requests, problems_with

ACCOUNT = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000004"
CALL = f"{ACCOUNT}/Calls/CA00000000000000000000000000000001.json"

REFUSED = {
    "an unknown resource": ("POST", f"{ACCOUNT}/Telephones.json", "", "no POST"),
    "another method": ("DELETE", f"{ACCOUNT}/Calls.json", "", "no DELETE"),
    "a version that there is not": ("POST", f"{ACCOUNT.replace('2010', '2011')}/Calls.json", "", "no POST"),
    "an unknown parameter": ("POST", f"{ACCOUNT}/Calls.json", "To=%2B1&Ring=25", "no parameter Ring"),
    "the library's name of a parameter": ("POST", CALL, "status=canceled", "no parameter status"),
    "a parameter of another request": ("POST", CALL, "MachineDetection=Enable", "no parameter MachineDetection"),
    "a parameter in the address": ("POST", f"{ACCOUNT}/Calls.json?Timeout=25", "To=%2B1", "no parameter Timeout"),
    "a status that nobody may set": ("POST", CALL, "Status=cancelled", "Status cannot be ['cancelled']"),
    "sound in too many channels": ("GET", f"{ACCOUNT}/Recordings/RE1.wav?RequestedChannels=3", "", "cannot be ['3']"),
}


@pytest.mark.parametrize(("method", "url", "body", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_the_provider_would_refuse_is_named(method, url, body, problem):
    assert problem in "; ".join(problems_with(method, url, body))


def test_what_the_library_sends_is_let_through():
    assert problems_with("POST", CALL, "Status=canceled") == []
    assert (
        problems_with("POST", f"{ACCOUNT}/Calls.json", "To=%2B1&From=%2B2&StatusCallbackEvent=ringing&Timeout=25") == []
    )
    assert problems_with("GET", f"{ACCOUNT}/Calls/CA1/Recordings.json?PageSize=20") == []
    assert problems_with("GET", f"{ACCOUNT}/Recordings/RE1.wav?RequestedChannels=2") == []
    assert problems_with("DELETE", f"{ACCOUNT}/Recordings/RE1.json") == []


def test_the_list_is_read_off_the_whole_library():
    assert len(known_requests()) > 150
