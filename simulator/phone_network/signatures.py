"""The provider's signature: HMAC-SHA1 over the exact URL and the sorted parameters."""

from collections.abc import Mapping

from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


def signed_headers(auth_token: str, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The header for a form post to this URL; for a GET the form is empty, its parameters being part of the URL."""
    return {HEADER: RequestValidator(auth_token).compute_signature(url, dict(form))}
