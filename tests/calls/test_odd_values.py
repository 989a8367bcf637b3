"""Whatever the provider signed is taken, as long as it says what the door acts on, and hides none of it."""

from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve
from hypothesis import example, given
from hypothesis import settings as budget
from hypothesis import strategies as st
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from calls.twilio.parameters import DECIDES, KNOWN, NAMES_THE_CALL, PATTERNS
from calls.twilio.signature import FORM, NotTheProviderError, parameters_of
from tests.calls.test_webhook_guard import DOORS, GOOD, url_of

HONEST = GOOD | {
    "DialCallStatus": "completed",
    "QueueResult": "hangup",
    "RecordingStatus": "completed",
    "TranscriptionEvent": "transcription-started",
    "TranscriptionSid": "GT" + "3" * 32,
}
DECIDED_BY = DECIDES | NAMES_THE_CALL | {"From", "To"}
OPTIONAL = sorted(KNOWN - DECIDED_BY)
WORDS = ["4", "busy", "true", "+15005550131", "side Records", " ", "a", *sorted(DECIDED_BY), *GOOD.values()]
FREE_TEXT = st.lists(st.sampled_from(WORDS), max_size=5).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=30
)
NAMES = (
    st.sampled_from(OPTIONAL)
    | st.sampled_from(["ErrorMessage", "SipCallId", "Digit", "T", "CallStatusReason"])
    | st.lists(st.sampled_from(WORDS), max_size=3).map(lambda words: "SipHeader_X-" + "".join(words))
)
ODD = st.dictionaries(NAMES, FREE_TEXT, max_size=6)


def read(door: str, parameters: dict[str, str], *, signed: dict[str, str] | None = None) -> dict[str, str]:
    """What a door gets of a request; `signed`: what the provider said instead."""
    path = url_of(door)
    url = settings.PUBLIC_BASE_URL + path
    signature = RequestValidator(settings.TWILIO_AUTH_TOKENS[0]).compute_signature(url, signed or parameters)
    headers = {SIGNATURE_HEADER: signature}
    request = RequestFactory().post(path, urlencode(parameters), content_type=FORM, headers=headers)
    return parameters_of(request, acts_on=resolve(path).func.acts_on)


def honest(door: str) -> dict[str, str]:
    """Only what the provider surely says there."""
    always = {"AccountSid", "CallSid"} | resolve(url_of(door)).func.acts_on
    return {name: value for name, value in HONEST.items() if name in always}


@budget(deadline=None)
@given(door=st.sampled_from(sorted(DOORS)), odd=ODD)
@example(door="voice", odd={"CallerName": "Trackside Records"})
@example(door="leg_next", odd={"CallerName": "Digits4"})
def test_any_odd_values_that_were_honestly_signed_are_taken(door, odd):
    said = honest(door) | odd
    found = read(door, said)
    assert found.items() <= said.items()
    assert honest(door).items() <= found.items()


ACTED_ON = [(door, name) for door in DOORS for name in sorted(resolve(url_of(door)).func.acts_on)]


@pytest.mark.parametrize(("door", "name"), ACTED_ON)
@pytest.mark.parametrize("cut", [1, -1, None])
def test_what_a_door_acts_on_cannot_be_split_away(door, name, cut):
    said = honest(door) | {"CallerName": "ANN LEE", "Api": "2010-04-01"}
    forged = {other: value for other, value in said.items() if other != name}
    if cut is None:  # the whole goes to the value before it
        before = max(other for other in forged if other < name)
        forged[before] += name + said[name]
    else:  # a piece of the name goes to the value
        forged[name[:cut]] = name[cut:] + said[name]
    with pytest.raises(NotTheProviderError):
        read(door, forged, signed=said)


def test_every_door_says_what_it_acts_on_in_names_whose_values_are_known():
    acted_on = {name for _door, name in ACTED_ON}
    assert acted_on <= PATTERNS.keys() | {"From", "To"}
    assert {"CallStatus", "DialCallStatus", "Digits", "From", "QueueResult", "RecordingStatus", "To"} <= acted_on
