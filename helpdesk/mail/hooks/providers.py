"""django-anymail's views, which know what each provider calls things, as functions of a request."""

import json
from typing import Any, ClassVar

from anymail.signals import EventType
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView, SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.http import HttpRequest


class _Amazon(AmazonSESTrackingWebhookView):
    def parse_events(self, request: HttpRequest) -> list[Any]:
        if request.headers.get("x-amz-sns-rawdelivery") != "true":
            return list(super().parse_events(request))
        # Without SNS's envelope, which names the event (Amazon's manual, "Amazon SNS raw message delivery").
        return self.esp_to_anymail_events(
            json.loads(request.body), {"MessageId": request.headers.get("x-amz-sns-message-id")}
        )

    def esp_to_anymail_events(self, ses_event: Any, sns_message: Any) -> list[Any]:
        events = list(super().esp_to_anymail_events(ses_event, sns_message))
        if ses_event.get("eventType") != "DeliveryDelay":
            return events
        delayed = {one["emailAddress"]: one for one in ses_event["deliveryDelay"]["delayedRecipients"]}
        events = [event for event in events if event.recipient in delayed]
        for event in events:
            event.event_type = EventType.DEFERRED
            event.description = ses_event["deliveryDelay"].get("delayType")
            event.mta_response = delayed[event.recipient].get("diagnosticCode")
        return events


class _Brevo(BrevoTrackingWebhookView):
    def esp_to_anymail_event(self, esp_event: Any) -> Any:
        # What somebody else's mail says there need not be JSON, and the library stumbles on it.
        try:
            json.loads(esp_event.get("X-Mailin-custom") or "")
        except ValueError:
            esp_event.pop("X-Mailin-custom", None)
        return super().esp_to_anymail_event(esp_event)


class _Mandrill(MandrillCombinedWebhookView):
    event_types: ClassVar[dict[str, str]] = MandrillCombinedWebhookView.event_types | {"delivered": EventType.DELIVERED}


class _Postal(PostalTrackingWebhookView):
    def parse_events(self, request: HttpRequest) -> list[Any]:
        events = list(super().parse_events(request))
        for event in events:
            # "HardFail" with what the other server answered is a bounce; without it Postal did not even try.
            if event.event_type == EventType.FAILED and event.mta_response:
                event.event_type = EventType.BOUNCED
        return events


class _Resend(ResendTrackingWebhookView):
    event_types: ClassVar[dict[str, str]] = ResendTrackingWebhookView.event_types | {
        "email.failed": EventType.FAILED,
        "email.suppressed": EventType.REJECTED,
    }

    def parse_events(self, request: HttpRequest) -> list[Any]:
        events = list(super().parse_events(request))
        for event in events:
            said = event.esp_event["data"]
            # It tells of each recipient of a mail, but not of which: of several the first is blamed for nothing.
            if sum(len(said.get(name) or []) for name in ("to", "cc", "bcc")) != 1:
                event.recipient = None
            told = said.get("failed") or said.get("suppressed") or {}
            event.description = event.description or told.get("reason") or told.get("message")
        return events


_TELL_OF_MAILS = {
    "amazon_ses": _Amazon,
    "brevo": _Brevo,
    "mailersend": MailerSendTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "mandrill": _Mandrill,
    "postal": _Postal,
    "postmark": PostmarkTrackingWebhookView,
    "resend": _Resend,
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
