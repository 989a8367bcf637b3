"""Where a request to the provider goes."""

import pytest

from calls.twilio.client import addressed, is_of_the_provider


def test_requests_go_to_the_stand_in_when_one_is_named(settings):
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json?Page=2"
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:9000"
    assert addressed(url) == "http://127.0.0.1:9000/2010-04-01/Accounts/AC1/Calls.json?Page=2"
    settings.TWILIO_API_BASE_URL = ""
    assert addressed(url) == url


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1", True),
        ("https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1", True),
        ("http://127.0.0.1:9000/2010-04-01/Accounts/AC1/Recordings/RE1", True),
        ("https://bucket.s3.eu-west-1.amazonaws.com/AC1/RE1", False),
        ("https://nottwilio.com/AC1/RE1", False),
        ("", False),
    ],
)
def test_media_of_another_region_are_the_provider_s_and_those_in_a_bucket_are_not(settings, url, is_theirs):
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:9000"
    assert is_of_the_provider(url) is is_theirs
