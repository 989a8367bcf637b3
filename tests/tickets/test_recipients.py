"""Whom a reply goes to: To, Cc and Bcc in one envelope, and which of them are refused."""

import uuid
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage, Suppression
from helpdesk.mail.outbox import send_message
from tests import make
from tests.mail_server import mail_server
from tests.tickets.test_write import form
from tickets.cases import record_requester_contact
from tickets.composer.sent_mails import find_mails
from tickets.merging import merge_tickets
from tickets.models import Draft, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    return make.ticket(requester=make.requester(name="Ann Lee", email="ann@buyers.test"))


def write(browser, ticket, **fields):
    return browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, **fields))


def test_a_reply_goes_to_everybody_in_one_envelope_and_a_bcc_is_in_no_header(browser, ticket):
    fields = {
        "to": "Ann Lee <ann@buyers.test>, Ben@Büro.example",
        "cc": "hall@riverside.test; box@riverside.test",
        "bcc": "boss@desk.test",
        "subject": "Your two seats",
    }
    assert write(browser, ticket, **fields).status_code == 302
    message = OutboundMessage.objects.get()
    assert message.to == ["ann@buyers.test", "ben@büro.example"]
    with mail_server() as server:
        send_message(message.pk, at=message.due_at)
    (received,) = server.received
    to, cc = ["ann@buyers.test", "ben@xn--bro-hoa.example"], ["hall@riverside.test", "box@riverside.test"]
    assert received.recipients == [*to, *cc, "boss@desk.test"]
    assert received.message["Cc"] == "hall@riverside.test, box@riverside.test"
    assert received.message["Subject"] == f"Your two seats [Case {ticket.pk}]"
    assert b"boss@desk.test" not in received.content

    page = browser.get(ticket.get_absolute_url()).content.decode()
    assert "Cc hall@riverside.test, box@riverside.test" in page
    assert "Bcc boss@desk.test" in page
    assert "boss@desk.test" in browser.get(reverse("tickets:sent_copy", args=[message.pk])).content.decode()
    assert find_mails(OutboundMessage.objects.all(), "BOSS@desk.test").get() == message

    # The next one belongs to the same thread, and has its own recipients.
    write(browser, ticket, body="One more thing.")
    second = OutboundMessage.objects.exclude(pk=message.pk).get()
    assert (second.to, second.others) == (["ann@buyers.test"], [])
    assert message.message_id.encode() in bytes(second.raw)


def test_a_mail_refers_to_the_last_one_that_its_recipient_got(browser, ticket):
    write(browser, ticket, cc="hall@riverside.test")
    write(browser, ticket, to="venue@riverside.test", body="Is row 7 broken?")
    write(browser, ticket, body="We asked the venue.")
    write(browser, ticket, to="hall@riverside.test", body="And you?")
    first, venue, second, hall = OutboundMessage.objects.order_by("pk")
    referred = [
        message_from_bytes(bytes(mail.raw), policy=default)["In-Reply-To"] for mail in (first, venue, second, hall)
    ]
    assert referred == [None, None, first.message_id, first.message_id]


def test_of_a_long_subject_the_mark_of_the_case_is_never_cut(browser, ticket):
    write(browser, ticket, subject="seat " * 40)
    ticket.subject = "s" * 200
    ticket.save(update_fields=["subject"])
    write(browser, ticket, body="One more thing.")
    asked, usual = OutboundMessage.objects.order_by("pk").values_list("subject", flat=True)
    assert asked == f"{' '.join(['seat'] * 40)} [Case {ticket.pk}]"
    assert usual == f"Re: {'s' * 200} [Case {ticket.pk}]"


def test_a_name_with_a_comma_in_quotation_marks_is_one_recipient(browser, ticket):
    write(
        browser,
        ticket,
        to='"Lee, Ann" <ann@buyers.test>; "Box; \\"A\\"" <box@riverside.test>',
        cc="hall@riverside.test",
    )
    message = OutboundMessage.objects.get()
    assert (message.to, message.cc) == (["ann@buyers.test", "box@riverside.test"], ["hall@riverside.test"])
    refused = write(browser, ticket, to='"Lee, Ann <ann@buyers.test>')
    assert (refused.status_code, OutboundMessage.objects.count()) == (422, 1)


def test_the_signature_stands_below_the_line_that_mail_programs_know(browser, agent, ticket):
    write(browser, ticket)
    text = OutboundMessage.objects.get().text
    assert f"\n-- \n{agent.name}\n" in text  # RFC 3676, section 4.3


def test_a_server_that_refuses_one_recipient_gets_the_mail_for_none(browser, ticket):
    write(browser, ticket, cc="gone@riverside.test")
    message = OutboundMessage.objects.get()
    with mail_server() as server:
        server.at_recipient += ["", "550 no such person"]
        send_message(message.pk, at=message.due_at)
    message.refresh_from_db()
    assert server.received == []
    assert (message.status, message.error) == ("failed", "gone@riverside.test: 550 no such person")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cc": "hall@riverside"}, "“hall@riverside” is no email address."),
        ({"cc": "a@b.test", "bcc": "A@B.test"}, "a@b.test is there twice."),
        ({"to": "ann@buyers.test", "cc": "ann@buyers.test"}, "ann@buyers.test is there twice."),
        ({"cc": ",".join(f"p{number}@b.test" for number in range(21))}, "A reply goes to 20 people at most."),
        ({"cc": "x@b.test\r\nBcc: y@b.test"}, "is no email address."),
    ],
)
def test_recipients_that_are_wrong_are_named_and_nothing_is_sent(browser, ticket, fields, said):
    response = write(browser, ticket, **fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Try BRASS20." in page
    assert not OutboundMessage.objects.exists()


def test_an_address_that_bounced_is_warned_of_once_and_one_that_unsubscribed_is_not(browser, ticket):
    Suppression.objects.create(address="ann@buyers.test", reason="unsubscribed")
    Suppression.objects.create(address="gone@riverside.test", reason="bounced")
    warned = write(browser, ticket, cc="Gone@riverside.test", revision=0)
    page = warned.content.decode()
    assert warned.status_code == 422
    assert "An email to gone@riverside.test bounced. Check the address, ask for another, or call." in page
    assert Draft.objects.get(ticket=ticket).body, "whoever leaves now finds the text again"
    assert "unsubscribed" not in page
    doubt = "An email to gone@riverside.test bounced. Check the address, ask for another, or call."
    assert write(browser, ticket, cc="gone@riverside.test", accepted_gaps=f"\n{doubt}").status_code == 302
    assert OutboundMessage.objects.get().cc == ["gone@riverside.test"]


def test_recipients_are_kept_with_the_draft_and_come_back_with_a_reply_that_is_taken_back(browser, agent, ticket):
    said = form(ticket, cc="hall@riverside.test", bcc="boss@", subject="Seats", revision=0)
    assert browser.post(reverse("tickets:draft", args=[ticket.pk]), said).status_code == 200
    page = browser.get(ticket.get_absolute_url()).content.decode()
    assert all(f'value="{value}"' in page for value in ("hall@riverside.test", "boss@", "Seats"))

    write(browser, ticket, cc="hall@riverside.test", subject="Seats")
    assert not Draft.objects.get().cc
    entry = ticket.entries.get(kind=Entry.Kind.REPLY)
    browser.post(reverse("tickets:take_back", args=[entry.pk]))
    draft = Draft.objects.get(agent=agent)
    assert (draft.to, draft.cc, draft.bcc, draft.subject) == ("ann@buyers.test", "hall@riverside.test", "", "Seats")


def test_without_an_address_of_the_requester_a_reply_needs_one(browser):
    ticket = make.ticket(requester=make.requester(name="Ann", email=""))
    assert write(browser, ticket).status_code == 409
    assert write(browser, ticket, to="ann@buyers.test").status_code == 302
    assert OutboundMessage.objects.get().to == ["ann@buyers.test"]


def test_a_text_beside_too_many_addresses_is_kept(browser, agent, ticket):
    said = form(ticket, cc="hall@riverside.test, " * 200, revision=0)
    assert browser.post(reverse("tickets:draft", args=[ticket.pk]), said).status_code == 200
    assert Draft.objects.get(agent=agent).body == "Try BRASS20."


def offered(browser, ticket):
    """To, Cc and Bcc of the composer that the page shows."""
    composer = browser.get(ticket.get_absolute_url()).context["composer"]
    return [composer[name].value() for name in ("to", "cc", "bcc")]


def test_whoever_was_copied_stays_copied_until_somebody_takes_them_away(browser, ticket):
    write(browser, ticket, to="ann@buyers.test, ben@buyers.test", cc="hall@riverside.test", bcc="boss@desk.test")
    assert offered(browser, ticket) == ["ann@buyers.test, ben@buyers.test", "hall@riverside.test", ""]
    # Taken away in a draft, and then in the reply: they are not put back.
    said = form(ticket, to="ann@buyers.test", revision=1)
    browser.post(reverse("tickets:draft", args=[ticket.pk]), said)
    assert offered(browser, ticket) == ["ann@buyers.test", "", ""]
    write(browser, ticket, to="ann@buyers.test", body="One more thing.")
    assert offered(browser, ticket) == ["ann@buyers.test", "", ""]


def test_who_was_copied_on_a_reply_to_somebody_else_is_not_shown_to_the_customer(browser, ticket):
    write(browser, ticket, to="hall@riverside.test", cc="tech@riverside.test")
    assert offered(browser, ticket) == ["ann@buyers.test", "", ""]


def test_in_a_merged_case_the_reply_is_to_who_wrote_last(browser, agent, ticket):
    bobs = make.ticket(requester=make.requester(name="Bob Ray", email="bob@buyers.test"), body="And my seat?")
    merge_tickets(bobs, into=ticket, by=agent)
    saved = make.saved_reply(body="Hello {{ requester.first_name }}, we look into it.")
    page = browser.get(f"{ticket.get_absolute_url()}?saved={saved.pk}")
    assert offered(browser, ticket)[0] == "bob@buyers.test"
    assert page.context["composer"]["body"].value() == "Hello Bob, we look into it."
    assert "Reply to Bob Ray…" in page.content.decode()

    record_requester_contact(ticket, at=timezone.now(), body="Ann here.")
    assert offered(browser, ticket)[0] == "ann@buyers.test"


def test_whoever_empties_to_is_not_read_as_meaning_the_customer(browser, ticket):
    for fields in ({"to": "", "cc": "hall@riverside.test"}, {"to": " ", "bcc": "hall@riverside.test"}, {"to": ","}):
        answer = write(browser, ticket, **fields)
        assert answer.status_code == 422
        assert "Enter at least one email address." in answer.content.decode()
    assert write(browser, ticket, to="", mode="note").status_code == 302
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("address", ["Desk@desk.test", "case+1-abcdefghijklmnop@reply.desk.test", "help@box.test"])
@pytest.mark.parametrize("name", ["to", "cc", "bcc"])
def test_the_desk_does_not_write_to_itself_where_nobody_would_get_it(browser, ticket, name, address):
    make.mailbox(address="help@box.test")
    fields = {"to": "ann@buyers.test"} | {name: address}
    answer = write(browser, ticket, **fields)
    assert answer.status_code == 422
    assert f"{address.lower()} is an address of this desk" in answer.content.decode()
    fields |= {"key": str(uuid.uuid4()), "subject": "Fwd"}
    assert browser.post(f"/tickets/{ticket.pk}/forward/", fields).status_code == 422
    assert not OutboundMessage.objects.exists()
