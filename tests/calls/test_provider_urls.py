"""Where a request to the provider goes."""

from calls.provider import addressed


def test_requests_go_to_the_stand_in_when_one_is_named(settings):
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json?Page=2"
    settings.TWILIO_API_BASE_URL = "http://127.0.0.1:9000"
    assert addressed(url) == "http://127.0.0.1:9000/2010-04-01/Accounts/AC1/Calls.json?Page=2"
    settings.TWILIO_API_BASE_URL = ""
    assert addressed(url) == url
