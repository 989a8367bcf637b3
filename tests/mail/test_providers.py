"""Sent by SMTP through each provider: what its server answers, and what its events say, are about the same mail."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.mail import outbox
from helpdesk.mail.models import DeliveryEvent, OutboundMessage, Suppression
from helpdesk.mail.outbox import provider_headers
from helpdesk.mail.outbox.provider_headers import name_for_events
from helpdesk.mail.outbox.smtp import name_at_server
from tests.mail import posting
from tests.mail.posting import form, post
from tests.mail_server import mail_server
from tickets.inbound import note_due_deliveries

pytestmark = pytest.mark.django_db

ANN = "ann@buyers.test"
DEAD, FULL = "550 5.1.1 User unknown", "452 4.2.2 Mailbox full"
DELIVERED, HARD, SOFT, SPAM = "delivered", "hard", "soft", "spam"
NUMBER, WORD = "19421777835146490", "0102018f2c1d6f3d-7e1c4a1b-000000"
GUID = "73e6d360-66eb-11e1-8e72-a8904824019b"

ANSWERS = {
    "amazon_ses": ("email-smtp.eu-west-1.amazonaws.com", f"250 Ok {WORD}"),
    "brevo": ("smtp-relay.brevo.com", "250 2.0.0 OK: queued as <202612010004.71234567890@smtp-relay.mailin.fr>"),
    "mailersend": ("smtp.mailersend.net", "250 2.0.0 Ok: queued as 5fc0d003f718c9016234a1b2"),
    "mailgun": ("smtp.mailgun.org", "250 Great success"),
    "mailjet": ("in-v3.mailjet.com", f"250 OK queued as {NUMBER}"),
    "mandrill": ("smtp.mandrillapp.com", "250 2.0.0 Ok: queued as 4B2C1A3D5E"),
    "postal": ("postal.shop.test", "250 OK"),
    "postmark": ("smtp.postmarkapp.com", "250 2.0.0 Ok: queued as 8F6E1A2B3C"),
    "resend": ("smtp.resend.com", "250 Ok"),
    "sendgrid": ("smtp.sendgrid.net", "250 Ok: queued as KvNqXwCFTAGe2FNYpKVvkw"),
    "sparkpost": ("smtp.sparkpostmail.com", "250 2.0.0 OK 6F/A2-12345-ABCDEF01"),
}
"""What stands in EMAIL_URL, and the last line of the talk. In the order of `Provider`."""


def event_of(provider: str, what: str, mail: OutboundMessage, given: dict[str, str]) -> bytes:
    """As the provider documents it, with `given` of what our mail had in its headers, and no id of ours besides."""
    words = DEAD if what == HARD else FULL
    match provider:
        case "amazon_ses":
            recipients = [{"emailAddress": ANN, "diagnosticCode": f"smtp; {words}"}]
            kind = "Permanent" if what == HARD else "Transient"
            event, told = {
                DELIVERED: ("Delivery", {"delivery": {"recipients": [ANN], "smtpResponse": "250 ok"}}),
                SPAM: ("Complaint", {"complaint": {"complainedRecipients": [{"emailAddress": ANN}]}}),
            }.get(
                what,
                (
                    "Bounce",
                    {"bounce": {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": recipients}},
                ),
            )
            return posting.amazon({"eventType": event, "mail": {"messageId": WORD, "destination": [ANN]}} | told)
        case "brevo":
            event = {DELIVERED: "delivered", HARD: "hard_bounce", SOFT: "soft_bounce", SPAM: "spam"}[what]
            return posting.brevo_event(event, "<else@smtp-relay.mailin.fr>", to=ANN, reason=words, **given)
        case "mailersend":
            event = {DELIVERED: "delivered", HARD: "hard_bounced", SOFT: "soft_bounced", SPAM: "spam_complaint"}[what]
            morph = {"reason": words} if what in {HARD, SOFT} else {}
            return posting.mailersend_event(event, "5fc0d003f718c9016234a1b2", to=ANN, **morph)
        case "mailgun":
            event = {DELIVERED: "delivered", SPAM: "complained"}.get(what, "failed")
            status = {"delivery-status": {"message": words, "code": int(words[:3])}} if event == "failed" else {}
            status |= {"severity": "permanent" if what == HARD else "temporary"} if event == "failed" else {}
            return posting.mailgun_event(event, mail.message_id, to=ANN, **status)
        case "mailjet":
            event = {DELIVERED: "sent", SPAM: "spam"}.get(what, "bounce")
            told = {"error": words, "hard_bounce": what == HARD, "blocked": False} if event == "bounce" else {}
            custom = {"CustomID": given["X-MJ-CustomID"]}
            return posting.mailjet_event(event, 1, to=ANN, **told, **custom)
        case "mandrill":
            event = {DELIVERED: "delivered", HARD: "hard_bounce", SOFT: "soft_bounce", SPAM: "spam"}[what]
            told = {"diag": f"smtp;{words}"} if what in {HARD, SOFT} else {}
            metadata = json.loads(given["X-MC-Metadata"])
            return posting.mandrill_event(event, "8c4e1a" + "0" * 26, to=ANN, metadata=metadata, **told)
        case "postal":
            status = {DELIVERED: "Sent", HARD: "HardFail", SOFT: "SoftFail"}[what]
            event = {DELIVERED: "MessageSent", HARD: "MessageDeliveryFailed", SOFT: "MessageDelayed"}[what]
            return posting.postal_event(event, mail.message_id, to=ANN, status=status, output=words, details="x")
        case "postmark":
            event = {DELIVERED: "Delivery", SPAM: "SpamComplaint"}.get(what, "Bounce")
            kind = {HARD: "HardBounce", SOFT: "SoftBounce", SPAM: "SpamComplaint"}.get(what)
            metadata = {"message-id": given["X-PM-Metadata-message-id"]}
            told = {"Type": kind, "Details": words} if kind else {"DeliveredAt": "2026-12-01T00:04:33Z"}
            return posting.postmark_event(event, GUID, to=ANN, Metadata=metadata, **told)
        case "resend":
            event = {DELIVERED: "delivered", SPAM: "complained"}.get(what, "bounced")
            kind = {
                "type": "Permanent" if what == HARD else "Transient",
                "subType": "General",
                "message": "A bounce message.",
            }
            told = {"bounce": kind} if event == "bounced" else {}
            headers = [{"name": name, "value": value} for name, value in given.items()]
            return posting.resend_event(event, GUID, to=[ANN], headers=headers, **told)
        case "sendgrid":
            event = {DELIVERED: "delivered", SPAM: "spamreport"}.get(what, "bounce")
            told = {"reason": words, "type": "bounce" if what == HARD else "blocked"} if event == "bounce" else {}
            named = json.loads(given["X-SMTPAPI"])["unique_args"]
            return posting.sendgrid_event(event, "<else@ismtpd0006p1.sendgrid.net>", to=ANN, **told, **named)
        case "sparkpost":
            event = {DELIVERED: "delivery", SPAM: "spam_complaint"}.get(what, "bounce")
            told = {"bounce_class": "10" if what == HARD else "22", "raw_reason": words} if event == "bounce" else {}
            metadata = json.loads(given["X-MSYS-API"])["metadata"]
            return posting.sparkpost_event(event, "1" * 20, to=ANN, rcpt_meta=metadata, **told)
    raise AssertionError(provider)


@pytest.fixture
def sent(settings):
    """A mail that the server of a provider took, and what of it the provider gives back."""

    def send(provider: str) -> tuple[OutboundMessage, dict[str, str]]:
        settings.EMAIL_HOST, answer = ANSWERS[provider]
        mail = outbox.queue_mail(outbox.Mail(to=ANN, subject="x", text="x"), key=f"x:{provider}")
        OutboundMessage.objects.filter(pk=mail.pk).update(
            status="sent", sent_at=timezone.now(), accepted_as=name_at_server(answer)
        )
        mail.refresh_from_db()
        name_for_events(mail)
        head = bytes(mail.raw).partition(b"\r\n\r\n")[0].decode()
        return mail, dict(line.split(": ", 1) for line in head.splitlines() if line.startswith("X-"))

    return send


def tell(provider: str, body: bytes) -> None:
    body, kind = form({"mandrill_events": body}) if provider == "mandrill" else (body, "application/json")
    assert post(provider, "events", body, kind=kind).status_code == 200
    note_due_deliveries()


CASES = [(provider, what) for provider in ANSWERS for what in (DELIVERED, HARD, SOFT, SPAM)]
CASES.remove(("postal", SPAM))  # it hears of no complaints


@pytest.mark.parametrize(("provider", "what"), CASES)
def test_the_event_is_about_the_mail_that_the_server_took(sent, provider, what):
    mail, given = sent(provider)
    for _time in range(2):
        tell(provider, event_of(provider, what, mail, given))
    mail.refresh_from_db()
    status = {DELIVERED: "delivered", HARD: "bounced", SOFT: "sent", SPAM: "complained"}[what]
    assert (mail.status, DeliveryEvent.objects.count()) == (status, 1)
    reasons = {HARD: ["bounced"], SPAM: ["complained"]}.get(what, [])
    assert [one.reason for one in Suppression.objects.all()] == reasons


@pytest.mark.parametrize("provider", ANSWERS)
def test_an_event_about_another_mail_is_about_none_of_ours(sent, provider):
    mail, given = sent(provider)
    named = {name: value.replace(mail.message_id.strip("<>"), "else@shop.test") for name, value in given.items()}
    OutboundMessage.objects.update(accepted_as="")
    tell(provider, event_of(provider, HARD, OutboundMessage(message_id="<else@shop.test>"), named))
    mail.refresh_from_db()
    assert mail.status == "sent"
    assert not Suppression.objects.exists()


def test_what_others_write_into_brevo_s_header_keeps_back_no_event(sent):
    mail, _given = sent("brevo")
    told = {"X-Mailin-custom": "order:17|shop:3", "reason": DEAD}
    tell("brevo", posting.brevo_event("hard_bounce", f"<{mail.accepted_as}>", to=ANN, **told))
    mail.refresh_from_db()
    assert mail.status == "bounced"


def test_a_server_of_one_s_own_is_told_nothing_more(settings):
    settings.EMAIL_HOST = "mail.shop.test"
    mail = outbox.queue_mail(outbox.Mail(to=ANN, subject="x", text="x"), key="x")
    raw = bytes(mail.raw)
    name_for_events(mail)
    assert bytes(mail.raw) == raw


def test_the_header_is_put_in_once_and_kept_as_it_leaves(monkeypatch):
    monkeypatch.setattr(provider_headers, "headers_for_events", lambda named: {"X-MJ-CustomID": named.strip("<>")})
    mail = outbox.queue_mail(outbox.Mail(to=ANN, subject="x", text="x"), key="x")
    with mail_server() as server:
        server.at_data = ["451 later"]
        outbox.sweep_outbox()
        outbox.sweep_outbox(at=timezone.now() + timedelta(hours=2))
    mail.refresh_from_db()
    (received,) = server.received
    assert received.content == bytes(mail.raw)
    assert received.message.get_all("X-MJ-CustomID") == [mail.message_id.strip("<>")]
    assert mail.sha256 == hashlib.sha256(received.content).hexdigest()


def test_a_delay_that_amazon_tells_of_names_who_waits(sent):
    mail, _given = sent("amazon_ses")
    delayed = [{"emailAddress": ANN, "status": "4.2.2", "diagnosticCode": f"smtp; {FULL}"}]
    told = {"deliveryDelay": {"delayType": "MailboxFull", "delayedRecipients": delayed}}
    named = {"messageId": WORD, "destination": [ANN, "tom@buyers.test"]}
    tell("amazon_ses", posting.amazon({"eventType": "DeliveryDelay", "mail": named} | told))
    event = DeliveryEvent.objects.get()
    assert (event.kind, event.recipient, event.message, FULL in event.why) == ("deferred", ANN, mail, True)
    assert not Suppression.objects.exists()


def test_an_event_without_the_envelope_of_sns_is_taken_once(sent):
    mail, given = sent("amazon_ses")
    body = json.loads(event_of("amazon_ses", HARD, mail, given))["Message"].encode()
    headers = {"HTTP_X_AMZ_SNS_RAWDELIVERY": "true", "HTTP_X_AMZ_SNS_MESSAGE_ID": "5a1"}
    for _time in range(2):
        assert post("amazon_ses", "events", body, kind="text/plain; charset=UTF-8", **headers).status_code == 200
    note_due_deliveries()
    mail.refresh_from_db()
    assert (mail.status, DeliveryEvent.objects.count()) == ("bounced", 1)


def test_of_two_recipients_resend_does_not_say_which_one_failed_and_none_is_blamed(sent):
    mail, given = sent("resend")
    OutboundMessage.objects.update(others=[{"kind": "cc", "address": "tom@buyers.test"}])
    headers = [{"name": name, "value": value} for name, value in given.items()]
    bounce = {"type": "Permanent", "subType": "General", "message": "A bounce message."}
    tell(
        "resend",
        posting.resend_event("bounced", GUID, to=[ANN], cc=["tom@buyers.test"], headers=headers, bounce=bounce),
    )
    assert DeliveryEvent.objects.get().message == mail
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("event", ["failed", "suppressed"])
def test_what_resend_did_not_send_has_not_arrived(sent, event):
    mail, given = sent("resend")
    headers = [{"name": name, "value": value} for name, value in given.items()]
    tell("resend", posting.resend_event(event, GUID, to=[ANN], headers=headers, **{event: {"reason": "quota"}}))
    mail.refresh_from_db()
    assert (mail.status, mail.error) == ("bounced", "quota")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("output", [DEAD, ""])
def test_what_postal_gave_up_is_a_bounce_only_where_another_server_answered(sent, output):
    mail, _given = sent("postal")
    tell(
        "postal",
        posting.postal_event("MessageDeliveryFailed", mail.message_id, to=ANN, status="HardFail", output=output),
    )
    assert DeliveryEvent.objects.get().kind == ("bounced" if output else "rejected")
    assert Suppression.objects.exists() == bool(output)


def test_a_notice_of_which_postal_repeats_no_word_suppresses_nobody_at_once(sent):
    mail, _given = sent("postal")
    bounce = {"bounce": {"id": 9, "message_id": "b@else.test", "subject": "Undelivered"}}
    tell("postal", posting.postal_event("MessageBounced", mail.message_id, to=ANN, **bounce))
    assert DeliveryEvent.objects.get().message == mail
    assert not Suppression.objects.exists()
