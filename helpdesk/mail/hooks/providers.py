"""django-anymail's views, which know what each provider calls things, as functions of a request."""

from typing import Any

from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.http import HttpRequest

_TELL_OF_MAILS = {
    "amazon_ses": AmazonSESTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}
_REBUILD_MAILS = {
    "mailgun": MailgunInboundWebhookView,
    "mailjet": MailjetInboundWebhookView,
    "postmark": PostmarkInboundWebhookView,
    "sendgrid": SendGridInboundWebhookView,
}
"""Those that can be set up to post fields instead of the mail as it came."""


def tracking_events(provider: str, request: HttpRequest) -> list[Any]:
    """What it says of mails that we sent, as `anymail.signals.AnymailTrackingEvent`. Raises whatever the library does
    on what the provider never documented."""
    return _parsed(_TELL_OF_MAILS[provider], request)


def rebuilt_mails(provider: str, request: HttpRequest) -> list[Any]:
    """The mails, as `anymail.inbound.AnymailInboundMessage`, put together from fields. Raises likewise, and KeyError
    for a provider that only posts originals."""
    return [event.message for event in _parsed(_REBUILD_MAILS[provider], request)]


def _parsed(view: type[Any], request: HttpRequest) -> list[Any]:
    # Without their constructors, which want secrets and, for Amazon, a library: our door has checked who asks, and to
    # read a request needs no state.
    events: list[Any] = object.__new__(view).parse_events(request)
    return events
