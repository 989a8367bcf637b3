"""What comes in by mail reaches the case that it belongs to, and nobody gets into one by what a mail says of itself."""

import os
import signal
import time
from email.utils import parseaddr
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from helpdesk.mail import outbox
from helpdesk.mail.inbox import reading
from helpdesk.mail.models import InboundMessage, OutboundMessage, Suppression
from helpdesk.mail.reading.errors import UnreadableError
from tests import make
from tests.mail.forgeries import forgeries
from tests.mail.writing import DESK, deliver, letter
from tickets.cases import find_or_create_requester, open_ticket, reply_to_requester
from tickets.cases.case_mails import reply_address
from tickets.composer.forwarding import forward
from tickets.inbound import file_due_messages, file_message, filing, matching
from tickets.models import Attachment, Entry, Ticket

pytestmark = pytest.mark.django_db

Status = InboundMessage.Status


@pytest.fixture
def case(agent):
    """Ann's, answered once, so that she has a mail to answer."""
    requester = find_or_create_requester(name="Ann Lee", email="ann@buyers.test")
    ticket = open_ticket(Ticket(requester=requester, subject="My code fails"), body="It fails.")
    reply_to_requester(ticket, body="Try LATE.", by=agent, seen_version=ticket.version)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def agent(db):
    return make.agent(name="Ben Adeyemi", email="ben@desk.test")


def test_a_mail_opens_a_case_and_is_acknowledged_once():
    message = deliver(letter())
    ticket = Ticket.objects.get()
    entry = ticket.entries.get(kind=Entry.Kind.MESSAGE)
    assert (message.status, entry.received, entry.body) == (Status.FILED, message, "The code EARLY fails.")
    assert (ticket.subject, ticket.channel, ticket.requester.email) == ("My code fails", "email", "ann@buyers.test")
    sent = OutboundMessage.objects.get()
    assert sent.to_address == "ann@buyers.test"
    assert b"Auto-Submitted: auto-replied" in bytes(sent.raw)
    assert "EARLY" not in sent.text
    assert reply_address(ticket.pk).encode() in bytes(sent.raw)

    deliver(letter(subject="Another"))
    assert OutboundMessage.objects.count() == 1


def test_an_answer_joins_its_case_by_its_address_by_reference_and_by_mark(case):
    sent = OutboundMessage.objects.get()
    answers = [
        (letter(subject="Re: Anything", text="one"), reply_address(case.pk)),
        (letter(subject="Re: Anything", text="two", headers={"In-Reply-To": sent.message_id}), DESK),
        (letter(subject=f"Re: {sent.subject}", text="three"), DESK),
    ]
    for mail, to in answers:
        deliver(mail, to=to)
    assert Ticket.objects.count() == 1
    assert set(case.entries.filter(received__isnull=False).values_list("body", flat=True)) == {"one", "two", "three"}
    case.refresh_from_db()
    assert case.waiting_since is not None


def test_whoever_takes_no_part_opens_a_case_of_their_own_which_names_the_other(case):
    sent = OutboundMessage.objects.get()
    mallory = letter(
        sender="Ann Lee <mallory@else.test>",
        subject=f"Re: {sent.subject}",
        headers={"In-Reply-To": sent.message_id, "Reply-To": "ann@buyers.test", "Cc": "ann@buyers.test"},
    )
    deliver(mallory, envelope_from="mallory@else.test", to=reply_address(case.pk))
    other = Ticket.objects.exclude(pk=case.pk).get()
    assert other.requester.email == "mallory@else.test"
    assert other.entries.get(kind=Entry.Kind.RELATED).other_ticket == case
    assert not case.entries.filter(received__isnull=False).exists()
    assert not OutboundMessage.objects.exclude(pk=sent.pk).exclude(to_address="mallory@else.test").exists()


def assert_no_forgery_joins(case: Ticket, *, number: int) -> None:
    """Nothing is written on the case but lines that name the others, and nobody else is written to."""
    before = set(case.entries.values_list("pk", flat=True))
    sent = OutboundMessage.objects.get()
    for count, (mail, to) in enumerate(forgeries(case, sent.message_id, number=number)):
        if not count % 200:
            # As the autovacuum of a desk does between two mails: without statistics each look-up reads all of them.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE mail_inboundmessage, mail_outboundmessage, tickets_entry, tickets_ticket")
        address = parseaddr(mail["From"])[1]
        message = deliver(mail, envelope_from=address, to=to)
        assert message.from_address == address
    assert set(case.entries.values_list("pk", flat=True)) == before
    others = OutboundMessage.objects.exclude(pk=sent.pk)
    assert all(mail.to_address.startswith("mallory") and "Forged" not in mail.text for mail in others)
    assert Entry.objects.filter(received__isnull=False, actor__isnull=False).count() == 0


def test_forgeries_join_no_case_and_speak_as_nobody(case):
    assert_no_forgery_joins(case, number=60)


@pytest.mark.soak
def test_two_thousand_forgeries_join_no_case_and_speak_as_nobody(case):
    assert_no_forgery_joins(case, number=2_000)


@pytest.mark.parametrize("address", ["case+{pk}-aaaaaaaaaaaaaaaa@reply.desk.test", "case+{pk}@reply.desk.test"])
def test_an_address_that_somebody_made_up_names_no_case(case, address):
    assert matching.tickets_addressed([address.format(pk=case.pk)]) == []
    assert matching.tickets_addressed([reply_address(case.pk).upper()]) == [case.pk]


def test_a_mail_in_the_name_of_an_agent_is_for_the_desk_alone(case, agent):
    OutboundMessage.objects.update(status="sent", sent_at=case.created_at)
    sent = OutboundMessage.objects.get()
    deliver(letter(sender="Ben <ben@desk.test>", text="Refund her.", headers={"In-Reply-To": sent.message_id}))
    entry = case.entries.get(received__isnull=False)
    assert (entry.kind, entry.is_public, entry.actor) == (Entry.Kind.NOTE, False, None)
    assert OutboundMessage.objects.count() == 1


def test_the_answer_to_a_forward_is_internal(case, agent):
    entry = case.entries.filter(kind=Entry.Kind.MESSAGE).get()
    line = Entry(ticket=case, kind=Entry.Kind.FORWARD, body="Please look.", actor=agent, source_key="form:1")
    forward(line, entries=[entry], files=[], mail=outbox.Mail(to="hall@venue.test", subject="Fwd", text=""))
    forwarded = OutboundMessage.objects.exclude(to_address="ann@buyers.test").get()
    answer = letter(sender="hall@venue.test", text="Seats are free.", headers={"In-Reply-To": forwarded.message_id})
    deliver(answer, envelope_from="hall@venue.test")
    assert Ticket.objects.count() == 1
    noted = case.entries.get(received__isnull=False)
    assert (noted.kind, noted.is_public, noted.body) == (Entry.Kind.NOTE, False, "Seats are free.")


def test_a_closed_case_is_continued_by_a_new_one(case):
    Ticket.objects.filter(pk=case.pk).update(status="closed", solved_at=case.created_at)
    deliver(letter(text="Again."), to=reply_address(case.pk))
    later = Ticket.objects.exclude(pk=case.pk).get()
    assert later.continues == case
    assert later.entries.filter(body="Again.").exists()


def test_one_mail_that_is_brought_twice_is_one_contact_and_another_with_its_id_is_another():
    mail = letter()
    first = deliver(mail)
    again = deliver(b"Received: from relay.test\r\n" + mail.as_bytes(), to="tickets@reply.desk.test")
    assert (again.status, again.copy_of) == (Status.SET_ASIDE, first)
    mail.set_content("Quite other words.")
    assert deliver(mail).status == Status.FILED
    assert Entry.objects.filter(received__isnull=False).count() == 2


def test_what_we_wrote_ourselves_goes_round_no_second_time(case):
    ours = letter(sender="Press 4 <desk@desk.test>", to="ann@buyers.test", subject="Re: x")
    with override_settings(DEFAULT_FROM_EMAIL="Press 4 <desk@desk.test>"):
        assert deliver(ours).status == Status.SET_ASIDE
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("declared", ["shop.test", "orders@shop.test", "Orders@Shop.test"])
def test_a_contact_form_makes_a_requester_for_each_buyer_whatever_its_address_is_called(declared, settings):
    settings.CONTACT_FORM_SENDERS = [declared]
    for name in ("eve", "tom"):
        deliver(
            letter(
                sender="Web form <orders@shop.test>",
                text=f"Name: {name.title()} Hall\nEmail: {name}@buyers.test\nMessage: My seat is taken.",
                headers={"Reply-To": f"{name}@buyers.test"},
            )
        )
    assert {ticket.requester.email for ticket in Ticket.objects.all()} == {"eve@buyers.test", "tom@buyers.test"}


def test_reply_to_of_who_is_no_form_makes_nobody_say_anything_and_writes_to_nobody():
    deliver(
        letter(sender="x <noreply@evil.test>", headers={"Reply-To": "ann@buyers.test"}), envelope_from="e@evil.test"
    )
    assert Ticket.objects.get().requester.email == "noreply@evil.test"
    deliver(letter(sender="ann@buyers.test", subject="Forged"), envelope_from="e@evil.test")
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    "sender",
    [
        "ann@buyers.test:eve@evil.test;",
        "=?utf-8?q?ann=40buyers.test?=",
        "Ann\nSender: ann@buyers.test",
        "ann@buyers.test\nFrom: eve@evil.test",
    ],
)
def test_who_says_not_plainly_who_writes_joins_no_case(case, sender):
    mail = letter().as_bytes().replace(b"Ann Lee <ann@buyers.test>", sender.encode())
    deliver(mail, to=reply_address(case.pk))
    assert not case.entries.filter(received__isnull=False).exists()


def test_a_message_id_that_looks_like_a_card_leads_back_to_its_case(case):
    first = letter(headers={"Message-ID": "<4111111111111111.x@buyers.test>"})
    deliver(first, to=reply_address(case.pk))
    deliver(letter(text="two", headers={"In-Reply-To": "<4111111111111111.x@buyers.test>"}))
    assert case.entries.filter(received__isnull=False).count() == 2


@pytest.mark.parametrize("sender", ['"<ann@buyers.test>" <eve@evil.test>', "(ann@buyers.test) eve@evil.test"])
def test_a_name_that_looks_like_an_address_is_a_name(sender):
    mail = letter().as_bytes().replace(b"Ann Lee <ann@buyers.test>", sender.encode())
    assert deliver(mail).from_address == "eve@evil.test"


def test_what_comes_through_a_group_is_a_case_and_a_newsletter_is_none():
    group = {"List-ID": "<support.company.test>", "Precedence": "list", "X-Original-Sender": "ann@buyers.test"}
    deliver(letter(headers=group))
    assert Ticket.objects.get().requester.email == "ann@buyers.test"
    bulk = {"List-Unsubscribe": "<https://shop.test/u>", "Precedence": "bulk"}
    assert deliver(letter(sender="news@shop.test", headers=bulk)).status == Status.SET_ASIDE
    assert not OutboundMessage.objects.exists()


def test_a_closed_case_goes_on_in_one_case(case):
    Ticket.objects.filter(pk=case.pk).update(status="closed", solved_at=case.created_at)
    for text in ("one", "two", "three"):
        deliver(letter(text=text), to=reply_address(case.pk))
    later = Ticket.objects.exclude(pk=case.pk).get()
    assert later.entries.filter(received__isnull=False).count() == 3


def test_the_number_of_a_case_lets_nobody_speak_as_an_agent(case):
    deliver(letter(sender="Ben <ben@desk.test>", subject=f"[Case {case.pk}]", text="Refund her."))
    assert not case.entries.filter(received__isnull=False).exists()


def test_mails_without_an_id_are_each_their_own():
    raw = letter().as_bytes()
    for _ in range(2):
        deliver(b"\n".join(line for line in raw.splitlines() if not line.startswith((b"Message-ID", b"Date"))))
    assert Entry.objects.filter(received__isnull=False).count() == 2


def test_files_come_with_it_and_no_card_number_is_kept():
    mail = letter(text="My card 4111 1111 1111 1111 was declined.")
    mail.add_attachment(b"%PDF-1.7 ticket", maintype="application", subtype="pdf", filename="../ticket.pdf")
    message = deliver(mail)
    assert Attachment.objects.get().name == "ticket.pdf"
    assert b"4111 1111" not in bytes(InboundMessage.objects.get(pk=message.pk).raw)
    assert "4111" not in Entry.objects.get(received=message).body


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_card_numbers_go_whatever_they_are_encoded_in(encoding):
    mail = letter(subject="Karte 4111 1111 1111 1111 \N{LATIN SMALL LETTER U WITH DIAERESIS}")
    mail["Thread-Topic"] = "Karte 4111 1111 1111 1111"
    mail.set_content("Nr. 4111-1111-1111-1111 \N{LATIN SMALL LETTER U WITH DIAERESIS}\n", cte=encoding)
    mail.add_attachment(bytes(range(256)), maintype="application", subtype="x-any", filename="any.bin")
    message = deliver(mail)
    kept = bytes(InboundMessage.objects.get(pk=message.pk).raw)
    assert b"1111" not in kept
    entry = Entry.objects.get(received=message)
    assert "Nr. [card number removed] \N{LATIN SMALL LETTER U WITH DIAERESIS}" in entry.body
    with entry.attachments.get().file.open() as file:
        assert file.read() == bytes(range(256))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0", b"\xff" * 1000, b"From: a\r\n\r\n", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 300],
)
def test_any_bytes_become_a_case_that_shows_them(raw, client, agent):
    message = deliver(raw, envelope_from="")
    assert message.status in {Status.FILED, Status.UNREADABLE}
    client.force_login(agent)
    for name in ("received_mail", "received_file"):
        assert client.get(reverse(f"tickets:{name}", args=[message.pk])).status_code == 200
    ticket = Ticket.objects.get()
    assert client.get(ticket.get_absolute_url()).status_code == 200


def test_html_is_shown_without_its_script_its_styles_and_its_title_and_asks_nobody(client, agent):
    mail = letter()
    mail.add_alternative(
        """<html><head><title>Newsletter 7</title><style>p {color: red}</style></head><body onload="alert(1)">
        <script>alert(2)</script><p style="color: blue">The code <b>fails</b>.</p><img src="https://track.test/1.gif">
        <a href="https://shop.test/">shop</a> <a href="/tickets/1/">ours</a></body></html>""",
        subtype="html",
    )
    received = reverse("tickets:received_html", args=[deliver(mail).pk])
    client.force_login(agent)
    shown = client.get(received)
    page, policy = shown.content.decode(), shown["Content-Security-Policy"]
    assert '<p style="color: blue">The code <b>fails</b>.</p>' in page
    assert 'href="https://shop.test/"' in page
    for gone in ("Newsletter 7", "alert", "color: red", "onload", "/tickets/1/"):
        assert gone not in page
    assert "img-src data:;" in policy
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox allow-popups")
    assert "img-src data: https: http:;" in client.get(received, {"pictures": "yes"})["Content-Security-Policy"]


@pytest.mark.parametrize(
    "bomb",
    [
        "<p>" + "".join(f"<b title={number}>" for number in range(400)) + "</p>" + "<p>x</p>" * 4000,
        "<h1><b>" * 45_000,
    ],
    ids=["formatting without end", "nested without end"],
)
def test_html_that_becomes_too_much_is_said_to_be_so(client, agent, bomb):
    mail = letter()
    mail.add_alternative(bomb, subtype="html")
    client.force_login(agent)
    page = client.get(reverse("tickets:received_html", args=[deliver(mail).pk])).content.decode()
    assert "It is built in a way that the desk cannot read." in page
    assert "<b" not in page.partition("<body>")[2]


def test_what_cannot_be_read_is_read_again_on_the_same_case(client, agent, monkeypatch):
    mail = letter()
    monkeypatch.setattr(filing, "read_guarded", Mock(side_effect=UnreadableError("Too much of it.")))
    message = deliver(mail)
    monkeypatch.undo()
    assert (message.status, message.why) == (Status.UNREADABLE, "Too much of it.")
    client.force_login(agent)
    client.post(reverse("tickets:read_mail_again", args=[message.pk]))
    file_message(message.pk)
    ticket = Ticket.objects.get()
    assert InboundMessage.objects.get(pk=message.pk).status == Status.FILED
    assert ticket.entries.filter(body="The code EARLY fails.").exists()


def test_a_fault_of_ours_keeps_one_mail_back_and_loses_none(monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(filing, "find_or_create_requester", Mock(side_effect=RuntimeError))
        message = deliver(letter())
    assert (message.status, message.attempts) == (Status.RECEIVED, 1)
    file_due_messages(at=message.due_at)
    assert InboundMessage.objects.get(pk=message.pk).status == Status.FILED


def test_a_mail_that_cannot_be_filed_is_a_case_that_says_so_in_the_end():
    message = deliver(letter(), file=False)
    InboundMessage.objects.update(attempts=filing.MOST_ATTEMPTS)
    file_message(message.pk)
    assert InboundMessage.objects.get(pk=message.pk).status == Status.UNREADABLE
    assert Ticket.objects.get().requester.email == "ann@buyers.test"


def test_a_mail_on_which_the_parser_hangs_or_dies_is_unreadable_and_the_next_one_is_read(monkeypatch):
    for trouble in (lambda raw: time.sleep(60), lambda raw: os.kill(os.getpid(), signal.SIGKILL)):
        with monkeypatch.context() as broken:
            broken.setattr(reading, "SECONDS", 0.3)
            broken.setattr(reading, "read", trouble)
            assert deliver(letter()).status == Status.UNREADABLE
    assert deliver(letter()).status == Status.FILED


def test_28_mails_of_one_buyer_to_five_agents_are_one_history(client, agent):
    for number in range(28):
        mail = letter(subject=f"Subject {number % 4}", text=f"Mail {number}: a manager, please.")
        deliver(mail, to=f"agent{number % 5}@reply.desk.test")
    assert {ticket.requester.email for ticket in Ticket.objects.all()} == {"ann@buyers.test"}
    assert Entry.objects.filter(received__isnull=False).count() == 28
    assert OutboundMessage.objects.count() == 1
    client.force_login(agent)
    newest = Ticket.objects.order_by("-pk").first()
    history = client.get(newest.requester.get_absolute_url()).content.decode()
    assert all(f"Subject {number}" in history for number in range(4))
    assert "Mail 27: a manager, please." in history
    beside = client.get(reverse("tickets:about", args=[newest.pk])).content.decode()
    assert beside.count("Subject ") >= 4


def test_a_bounce_stands_at_its_mail_and_its_case_and_one_that_somebody_made_up_changes_nothing(case):
    OutboundMessage.objects.update(status="sent", sent_at=case.created_at)
    sent = OutboundMessage.objects.get()
    made_up = deliver(bounce("<made@up.test>"), envelope_from="<>")
    assert (made_up.status, Suppression.objects.count()) == (Status.SET_ASIDE, 0)
    message = deliver(bounce(sent.message_id), envelope_from="<>")
    sent.refresh_from_db()
    assert (message.status, message.about, sent.status) == (Status.FILED, sent, "bounced")
    assert "bounced" in case.entries.get(received=message).body
    assert Suppression.objects.get().reason == "bounced"
    assert (Ticket.objects.count(), OutboundMessage.objects.count()) == (1, 1)


def test_an_automatic_reply_is_shown_and_answered_by_nobody(case):
    sent = OutboundMessage.objects.get()
    Ticket.objects.filter(pk=case.pk).update(status="solved", solved_at=case.created_at)
    away = letter(text="I am away.", headers={"In-Reply-To": sent.message_id, "Auto-Submitted": "auto-replied"})
    assert deliver(away).status == Status.FILED
    case.refresh_from_db()
    assert case.status == "solved"
    assert case.entries.get(received__isnull=False).is_public is False
    assert (
        deliver(letter(subject="Out of office", headers={"Auto-Submitted": "auto-replied"})).status == Status.SET_ASIDE
    )
    assert (Ticket.objects.count(), OutboundMessage.objects.count()) == (1, 1)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2000), st.sampled_from(["From", "To", "Subject", "Message-ID", "References", "Date"]))
def test_any_bytes_in_a_header_or_a_body_are_filed(noise, name):
    raw = letter().as_bytes()
    header = name.encode() + b": "
    message = deliver(raw.replace(header, header + noise.replace(b"\n", b"") + b" ", 1) + noise)
    assert message.status in {Status.FILED, Status.SET_ASIDE, Status.UNREADABLE}


def bounce(message_id: str) -> bytes:
    """As a mail server reports that an address does not exist (RFC 3464)."""
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.buyers.test>
To: bounces@desk.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <b-{message_id.strip("<>")}>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.buyers.test

Final-Recipient: rfc822; ann@buyers.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox

--b
Content-Type: text/rfc822-headers

From: desk@desk.test
To: ann@buyers.test
Message-ID: {message_id}

--b--
""".replace("\n", "\r\n").encode()
