"""What providers say became of our mails does what a bounce by mail does, in any order and however often."""

import itertools
import json

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from helpdesk.lib.redaction import redact_cards
from helpdesk.mail import outbox
from helpdesk.mail.models import DeliveryEvent, OutboundMessage, Provider, ProviderHook, Suppression
from helpdesk.mail.outbox.smtp import name_at_server
from tests import make
from tests.mail import posting
from tests.mail.posting import post
from tests.permissions.objects import with_second_step
from tickets.cases import find_or_create_requester, open_ticket, reply_to_requester
from tickets.inbound import note_due_deliveries
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

ANN = "ann@buyers.test"
GONE = {"delivery-status": {"message": "550 5.1.1 User unknown", "code": 550}, "severity": "permanent"}
FULL = {"delivery-status": {"message": "452 4.2.2 Mailbox full", "code": 452}, "severity": "permanent"}


@pytest.fixture
def mail(db):
    """A reply to Ann that our mail server took."""
    ticket = open_ticket(
        Ticket(requester=find_or_create_requester(name="Ann Lee", email=ANN), subject="My code fails"), body="It fails."
    )
    reply_to_requester(ticket, body="Try LATE.", by=make.agent(), seen_version=ticket.version)
    OutboundMessage.objects.update(status="sent", sent_at=timezone.now(), accepted_as="provider-id-0001")
    return OutboundMessage.objects.get()


def tell(provider: str, body: bytes) -> None:
    assert post(provider, "events", body).status_code == 200
    note_due_deliveries()


def lines(ticket: Ticket) -> list[str]:
    return [entry.body for entry in ticket.entries.filter(kind=Entry.Kind.STATUS, source_key__startswith="delivery:")]


def test_a_delivered_mail_says_so(mail):
    tell("mailgun", posting.mailgun_event("delivered", mail.message_id, to=ANN))
    mail.refresh_from_db()
    assert mail.status == "delivered"
    assert not lines(Ticket.objects.get())


def test_a_request_with_more_events_than_are_looked_up_loses_none(mail, monkeypatch):
    monkeypatch.setattr("helpdesk.mail.hooks.events.LOOKED_UP", 2)
    bounce = {"event": "bounce", "email": ANN, "reason": "550 5.1.1 User unknown", "smtp-id": mail.message_id}
    posted = [{"event": "delivered", "email": "x@else.test", "sg_message_id": f"newsletter-{one}"} for one in range(4)]
    tell("sendgrid", json.dumps([*posted, bounce]).encode())
    mail.refresh_from_db()
    assert (mail.status, DeliveryEvent.objects.count()) == ("bounced", 5)


def test_events_of_a_newsletter_hold_up_none_about_a_mail_of_ours(mail):
    others = [{"event": "delivered", "email": "x@else.test", "sg_message_id": f"newsletter-{one}"} for one in range(3)]
    assert post("sendgrid", "events", json.dumps(others).encode()).status_code == 200
    bounce = posting.sendgrid_event("bounce", mail.message_id, to=ANN, reason="550 5.1.1 User unknown")
    assert post("sendgrid", "events", bounce).status_code == 200
    note_due_deliveries(limit=1)
    mail.refresh_from_db()
    assert mail.status == "bounced"


@pytest.mark.parametrize("moment", [253402300799, -62135596800], ids=["last", "first"])
def test_at_a_moment_that_cannot_be_it_happened_when_it_came(mail, moment):
    posted = {"event": "delivered", "email": ANN, "smtp-id": mail.message_id, "timestamp": moment}
    for _time in range(2):
        tell("sendgrid", json.dumps([posted]).encode())
    assert DeliveryEvent.objects.get().occurred_at == DeliveryEvent.objects.get().received_at


BOUNCES = {
    "mailgun": lambda mail: posting.mailgun_event("failed", mail.message_id, to=ANN, **GONE),
    "sendgrid": lambda mail: posting.sendgrid_event("bounce", mail.message_id, to=ANN, reason="550 5.1.1 User unknown"),
    "postmark": lambda mail: posting.postmark_event(
        "Bounce", mail.accepted_as, to=ANN, Type="HardBounce", Details="550 5.1.1 User unknown"
    ),
    "amazon_ses": lambda mail: posting.amazon_event(
        "Bounce",
        mail.message_id,
        to=ANN,
        bounce={
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": ANN, "diagnosticCode": "smtp; 550 5.1.1 User unknown"}],
        },
    ),
    "sparkpost": lambda mail: posting.sparkpost_event(
        "bounce", mail.accepted_as, to=ANN, bounce_class="10", raw_reason="550 5.1.1 User unknown"
    ),
}


@pytest.mark.parametrize("provider", BOUNCES)
def test_a_bounce_stands_at_its_mail_and_its_case_and_suppresses_the_address(mail, provider):
    for _time in range(3):
        tell(provider, BOUNCES[provider](mail))
    mail.refresh_from_db()
    assert (mail.status, "5.1.1" in mail.error) == ("bounced", True)
    assert Suppression.objects.get().reason == "bounced"
    assert len(lines(Ticket.objects.get())) == 1
    assert DeliveryEvent.objects.count() == 1


NOT_DEAD = {
    "Mailjet, a full mailbox": ("mailjet", {"error": "quota exceeded", "hard_bounce": False}),
    "Mailjet, a server that is away": ("mailjet", {"error": "", "hard_bounce": False}),
    "Amazon, nobody knows why": ("amazon_ses", {"bounceType": "Undetermined", "bounceSubType": "Undetermined"}),
    "SendGrid, a server that is away": ("sendgrid", {"type": "blocked", "reason": "unable to get mx info"}),
    "Mailgun, a server that is away": ("mailgun", {"reason": "old", "delivery-status": {"description": "Too old"}}),
    "Mailgun, who wants no mail": (
        "mailgun",
        {
            "reason": "suppress-unsubscribe",
            "delivery-status": {"code": 605, "message": "", "description": "Not delivering to unsubscribed address"},
        },
    ),
    "Postmark, a virus": ("postmark", {"Type": "VirusNotification", "Details": "", "Description": "An infected mail."}),
    "SparkPost, a full mailbox": ("sparkpost", {"bounce_class": "22", "raw_reason": "MBX FULL"}),
}


@pytest.mark.parametrize("way", NOT_DEAD)
def test_an_address_that_somebody_has_is_not_dead_after_one_bounce(mail, way):
    provider, told = NOT_DEAD[way]
    OutboundMessage.objects.update(accepted_as="19421777835146490")
    bodies = {
        "mailjet": lambda: posting.mailjet_event("bounce", 19421777835146490, to=ANN, **told),
        "amazon_ses": lambda: posting.amazon_event(
            "Bounce", mail.message_id, to=ANN, bounce=told | {"bouncedRecipients": [{"emailAddress": ANN}]}
        ),
        "sendgrid": lambda: posting.sendgrid_event("bounce", mail.message_id, to=ANN, **told),
        "mailgun": lambda: posting.mailgun_event("failed", mail.message_id, to=ANN, severity="permanent", **told),
        "postmark": lambda: posting.postmark_event("Bounce", "19421777835146490", to=ANN, **told),
        "sparkpost": lambda: posting.sparkpost_event("bounce", "19421777835146490", to=ANN, **told),
    }
    tell(provider, bodies[provider]())
    assert not DeliveryEvent.objects.get().is_permanent
    assert not Suppression.objects.exists()


def test_what_mailjet_says_besides_an_answer_of_a_server_is_shown(mail):
    OutboundMessage.objects.update(accepted_as="19421777835146490")
    told = {"error": "invalid domain", "hard_bounce": True, "comment": "Host not found"}
    tell("mailjet", posting.mailjet_event("bounce", 19421777835146490, to=ANN, **told))
    assert "invalid domain Host not found" in lines(Ticket.objects.get())[0]
    assert Suppression.objects.get().reason == "bounced"


def test_mailjet_names_the_mail_by_a_number(mail):
    OutboundMessage.objects.update(accepted_as="19421777835146490")
    told = {"error": "user unknown", "hard_bounce": True, "smtp_reply": "550 5.1.1 User unknown"}
    tell("mailjet", posting.mailjet_event("bounce", 19421777835146490, to=ANN, **told))
    assert OutboundMessage.objects.get().status == "bounced"


def test_a_complaint_is_shown_and_suppresses(mail):
    tell("mailgun", posting.mailgun_event("complained", mail.message_id, to=ANN))
    assert OutboundMessage.objects.get().status == "complained"
    assert Suppression.objects.get().reason == "complained"
    assert "marked our email as spam" in lines(Ticket.objects.get())[0]


def test_an_unsubscription_suppresses_and_says_nothing_of_the_mail(mail):
    tell("mailgun", posting.mailgun_event("unsubscribed", mail.message_id, to=ANN))
    assert Suppression.objects.get().reason == "unsubscribed"
    assert OutboundMessage.objects.get().status == "sent"


def test_a_delay_is_told_once_and_suppresses_nothing(mail):
    for at in (1796083473, 1796087073):
        body = posting.sendgrid_event("deferred", mail.message_id, to=ANN, at=at, response="451 4.7.1 Try later")
        tell("sendgrid", body)
    assert len(lines(Ticket.objects.get())) == 1
    assert not Suppression.objects.exists()
    assert OutboundMessage.objects.get().status == "sent"


def test_what_the_provider_does_not_send_has_not_arrived(mail):
    tell("sendgrid", posting.sendgrid_event("dropped", mail.message_id, to=ANN, reason="Bounced Address"))
    assert OutboundMessage.objects.get().status == "bounced"
    assert Suppression.objects.get().reason == "bounced"
    assert "did not send" in lines(Ticket.objects.get())[0]


def test_full_mailboxes_suppress_after_three_mails(mail):
    mails = [mail, *(outbox.queue_mail(outbox.Mail(to=ANN, subject="x", text="x"), key=f"x:{n}") for n in range(2))]
    OutboundMessage.objects.update(status="sent", sent_at=timezone.now())
    for count, one in enumerate(mails):
        assert Suppression.objects.count() == 0, count
        for at in (timezone.now().timestamp(), timezone.now().timestamp() + 1):  # a mail counts once
            tell("mailgun", posting.mailgun_event("failed", one.message_id, to=ANN, at=at, **FULL))
    assert Suppression.objects.get().reason == "bounced"
    assert OutboundMessage.objects.filter(status="sent").count() == 3


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "failed", "complained"])))
def test_in_whatever_order_they_come_the_end_is_the_same(mail, order):
    for event in order:
        tell("mailgun", posting.mailgun_event(event, mail.message_id, to=ANN, **(GONE if event == "failed" else {})))
    assert OutboundMessage.objects.get().status == "complained"


def test_of_two_recipients_both_must_have_it():
    message = outbox.queue_mail(outbox.Mail(to=ANN, cc=("tom@buyers.test",), subject="x", text="x"), key="x")
    OutboundMessage.objects.update(status="sent", sent_at=timezone.now())
    tell("mailgun", posting.mailgun_event("delivered", message.message_id, to=ANN))
    assert OutboundMessage.objects.get().status == "sent"
    tell("mailgun", posting.mailgun_event("delivered", message.message_id, to="tom@buyers.test"))
    assert OutboundMessage.objects.get().status == "delivered"


@pytest.mark.parametrize("named", ["tom@elsewhere.test", ""])
@pytest.mark.parametrize("event", ["failed", "complained", "unsubscribed"])
def test_of_two_recipients_none_is_blamed_for_a_third(event, named):
    """Tom's mailbox forwards to another one, and that one is dead."""
    message = outbox.queue_mail(outbox.Mail(to=ANN, cc=("tom@buyers.test",), subject="x", text="x"), key="x")
    OutboundMessage.objects.update(status="sent", sent_at=timezone.now())
    tell("mailgun", posting.mailgun_event(event, message.message_id, to=named, **(GONE if event == "failed" else {})))
    assert not Suppression.objects.exists()


def test_a_mailbox_that_forwards_to_a_dead_one_is_dead(mail):
    tell("mailgun", posting.mailgun_event("failed", mail.message_id, to="ann@elsewhere.test", **GONE))
    assert Suppression.objects.get().address == ANN


def test_a_mail_that_perhaps_left_is_known_to_have_arrived(mail):
    OutboundMessage.objects.update(status="unknown", sent_at=None, handed_at=timezone.now())
    tell("mailgun", posting.mailgun_event("delivered", mail.message_id, to=ANN))
    mail.refresh_from_db()
    assert (mail.status, bool(mail.sent_at)) == ("delivered", True)


def test_a_provider_that_is_faster_than_we_are_waits(mail):
    OutboundMessage.objects.update(status="sending", lease_until=timezone.now(), accepted_as="")
    tell("mailgun", posting.mailgun_event("delivered", mail.message_id, to=ANN))
    assert OutboundMessage.objects.get().status == "sending"
    OutboundMessage.objects.update(status="sent")
    note_due_deliveries(at=timezone.now() + timezone.timedelta(minutes=1))
    assert OutboundMessage.objects.get().status == "delivered"


def test_events_of_others_are_answered_counted_and_forgotten(mail):
    tell("mailgun", posting.mailgun_event("failed", "<else@shop.test>", to=ANN, **GONE))
    assert DeliveryEvent.objects.count() == 1
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=6)):
        note_due_deliveries()
    assert not DeliveryEvent.objects.exists()
    assert ProviderHook.objects.get().unknown_events == 1
    assert not Suppression.objects.exists()


def test_a_mail_that_ours_answered_is_not_the_one_that_bounced(mail):
    OutboundMessage.objects.update(message_id="<another@desk.test>")
    tell("amazon_ses", posting.amazon_event("Delivery", "<not-ours@desk.test>", to=ANN, delivery={"recipients": [ANN]}))
    assert OutboundMessage.objects.get().status == "sent"


def test_an_id_that_two_mails_bear_names_none(mail):
    outbox.queue_mail(outbox.Mail(to=ANN, subject="x", text="x"), key="x")
    OutboundMessage.objects.update(status="sent", sent_at=timezone.now(), accepted_as="mx1.provider.test")
    tell("postmark", posting.postmark_event("Delivery", "mx1.provider.test", to=ANN))
    assert not OutboundMessage.objects.filter(status="delivered").exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"event-data": 3}', b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("provider", Provider)
def test_what_is_no_event_is_refused_and_changes_nothing(mail, provider, body):
    assert post(provider, "events", body).status_code in {200, 400}
    assert not DeliveryEvent.objects.exists()


def test_text_of_an_event_is_cut_cleaned_and_without_cards(mail):
    hostile = "550 5.1.1 \0\r\n4242 4242 4242 4242 " + "x" * 5_000
    status = {"delivery-status": {"message": hostile, "code": 550}, "severity": "permanent"}
    tell("mailgun", posting.mailgun_event("failed", mail.message_id, to=ANN, **status))
    why = DeliveryEvent.objects.get().why
    assert len(why) <= 300
    assert "4242 4242" not in why + lines(Ticket.objects.get())[0]


def test_the_sent_mail_shows_what_became_of_it(client, mail):
    tell("mailgun", BOUNCES["mailgun"](mail))
    client.force_login(with_second_step(make.manager()))
    page = client.get(reverse("tickets:sent_copy", args=[mail.pk])).content.decode()
    assert "550 5.1.1 User unknown" in page
    assert "Mailgun" in page


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("250 2.0.0 Ok: queued as 4Xy7kQ1z2abc", "4Xy7kQ1z2abc"),
        ("250 Ok 0102018f2c1d6f3d-7e1c4a1b-000000", "0102018f2c1d6f3d-7e1c4a1b-000000"),
        ("250 OK", ""),
        ("250 Great success", ""),
        ("250 2.6.0 <73e6d360-66eb-11e1-8e72-a8904824019b> accepted.", "73e6d360-66eb-11e1-8e72-a8904824019b"),
    ],
)
def test_the_server_s_own_name_of_a_mail_is_read_from_its_answer(answer, name):
    assert name_at_server(answer) == name


def test_no_id_of_ours_looks_like_the_number_of_a_card():
    ids = {outbox.unique_id() for _one in range(300)}
    assert len(ids) == 300
    assert all(redact_cards(one) == one for one in ids)
