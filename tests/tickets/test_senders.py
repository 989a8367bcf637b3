"""In whose name the desk writes: an organizer's, a team's, or its own, and never from an address it may not use."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.models import Team
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import Mail, send_message
from helpdesk.mail.outbox.through_mailboxes import may_send_from
from tests import make
from tests.mail.writing import deliver, letter
from tests.mail_server import mail_server
from tests.permissions.objects import with_second_step
from tickets.cases.case_mails import reply_address
from tickets.composer.forwarding import forward
from tickets.inbound.acknowledging import acknowledge_report
from tickets.models import Entry, Organizer, Participant, Ticket
from tickets.portal.requests import send_follow_link

pytestmark = pytest.mark.django_db

HALL = "Riverside Hall <help@riverside.test>"

BOX_OFFICE = {"sender_name": "Box office", "sender_address": "box@riverside.test"}


@pytest.fixture(autouse=True)
def listed(settings):
    settings.SENDER_DOMAINS = ["Riverside.test", "bücher.example"]


@pytest.fixture
def admin():
    client = Client()
    client.force_login(with_second_step(make.admin(name="Ana Silva")))
    return client


def hall(**fields) -> Organizer:
    return make.organizer(sender_name="Riverside Hall", sender_address="help@riverside.test", **fields)


def case_of(organizer=None, **fields):
    fields["requester"] = make.requester(name="Ann Lee", email="ann@buyers.test")
    return make.ticket(event=make.event(organizer=organizer) if organizer else None, channel="email", **fields)


def mail_of(entry: Entry) -> OutboundMessage:
    entry.refresh_from_db()
    return entry.sent_mail


def test_a_reply_leaves_in_the_name_of_the_organizer_and_its_answer_finds_the_case():
    case = case_of(
        hall(signature="Riverside Hall, Pier 4"), team=Team.objects.create(name="Jazz", signature="Jazz team")
    )
    message = mail_of(make.reply(case, by=make.agent(name="Ben Adeyemi")))
    with mail_server() as server:
        send_message(message.pk, at=message.due_at)
    (received,) = server.received
    assert received.message["From"] == HALL
    assert received.message["Reply-To"] == reply_address(case.pk)
    assert received.sender == "bounces@desk.test"
    assert "\n-- \nBen Adeyemi\nRiverside Hall, Pier 4\n" in message.text
    assert "Jazz team" not in message.text
    deliver(letter(to=reply_address(case.pk), subject="Re: My discount code fails", text="Thank you!"))
    assert case.entries.filter(kind=Entry.Kind.MESSAGE, body="Thank you!").exists()


def test_it_leaves_through_the_mailbox_of_the_organizer(settings):
    settings.SENDER_DOMAINS = []
    case = case_of(hall())
    first = mail_of(make.reply(case))
    make.mailbox(address="Help@Riverside.test", smtp_host="smtp.riverside.test")
    second = mail_of(make.reply(case))
    assert [sender(first), sender(second)] == ["Riverside Hall <desk@desk.test>", HALL]


def test_every_mail_to_the_customer_about_the_case_and_to_the_venue_has_that_sender():
    organizer, ben = hall(), make.agent(name="Ben Adeyemi")
    case = case_of(organizer)
    entry = case.entries.order_by("pk").first()
    assert send_follow_link(case, by=ben)
    line = Entry(ticket=case, kind=Entry.Kind.FORWARD, body="Is this true?", actor=ben, source_key="form:forward")
    forward(line, entries=[entry], files=[], mail=Mail(to="venue@pier4.test", subject="A ticket", text=""))
    mails = OutboundMessage.objects.order_by("pk")
    assert {sender(mail) for mail in mails} == {HALL}
    assert mails.count() == 2


@pytest.mark.parametrize(
    ("organizer", "team", "seen"),
    [
        ({}, {}, "Ben Adeyemi <desk@desk.test>"),
        ({}, BOX_OFFICE, "Box office <box@riverside.test>"),
        ({}, {"sender_name": "Box office"}, "Box office <desk@desk.test>"),
        (
            {"sender_name": "Hall"},
            {"sender_name": "Box", "sender_address": "box@riverside.test"},
            "Hall <box@riverside.test>",
        ),
        ({"sender_address": "hall@riverside.test"}, {}, "Ben Adeyemi <hall@riverside.test>"),
        (
            {"sender_address": "hall@gone.test"},
            {"sender_address": "box@riverside.test"},
            "Ben Adeyemi <box@riverside.test>",
        ),
        ({"sender_address": "hall@gone.test"}, {}, "Ben Adeyemi <desk@desk.test>"),
        ({"sender_address": "hall@bücher.example"}, {}, "Ben Adeyemi <hall@xn--bcher-kva.example>"),
    ],
)
def test_what_the_organizer_has_goes_before_the_team_and_what_may_not_be_used_is_passed_over(organizer, team, seen):
    of = Team.objects.create(name="Jazz", **team)
    case = case_of(make.organizer(**organizer), team=of)
    assert sender(mail_of(make.reply(case, by=make.agent(name="Ben Adeyemi")))) == seen


def test_a_case_without_event_and_team_has_the_name_of_whoever_writes():
    assert sender(mail_of(make.reply(case_of(), by=make.agent(name="Ben Adeyemi")))) == "Ben Adeyemi <desk@desk.test>"


def test_any_address_of_the_domain_that_the_desk_writes_from_and_takes_in_may_be_used(settings):
    settings.DEFAULT_FROM_EMAIL, settings.INBOUND_MAIL_DOMAIN = "Desk <help@desk.test>", "Desk.test"
    assert may_send_from("lantern@desk.test")
    assert not may_send_from("lantern@other.test")
    settings.INBOUND_MAIL_DOMAIN = "reply.desk.test"
    assert may_send_from("help@desk.test")
    assert not may_send_from("lantern@desk.test")


def test_a_listed_domain_counts_only_while_the_desk_takes_in_the_answers(settings):
    settings.INBOUND_MAIL_DOMAIN = ""
    assert sender(mail_of(make.reply(case_of(hall())))) == "Riverside Hall <desk@desk.test>"


@pytest.mark.parametrize(
    ("name", "address", "refused"),
    [
        ("Riverside Hall", "help@riverside.test", ""),
        ("Zürich Süd 🎫", "help@bücher.example", ""),
        ("", "", ""),
        ("Box", "DESK@desk.test", ""),
        ("Hall, Inc.", "", "sender_name"),
        ("help@hall", "", "sender_name"),
        ("Hall: help", "", "sender_name"),
        ("x" * 76, "", "sender_name"),
        ("Hall", "help@elsewhere.test", "sender_address"),
        ("Hall", "help@sub.riverside.test", "sender_address"),
        ("Hall", "hälp@riverside.test", "sender_address"),
        ("Hall", "no address", "sender_address"),
    ],
)
def test_only_what_can_be_sent_is_saved_and_the_page_shows_what_customers_see(admin, name, address, refused):
    organizer, team = make.organizer(name="Hall"), make.team("Jazz")
    for row, route in ((organizer, "tickets:edit_organizer"), (team, "escalation:team")):
        url = reverse(route, args=[row.pk])
        answer = admin.post(url, {"name": row.name, "sender_name": name, "sender_address": address})
        row.refresh_from_db()
        if refused:
            assert (answer.status_code, row.sender_name, row.sender_address) == (422, "", "")
            assert list(answer.context["form"].errors) == [refused]
        else:
            assert answer.status_code == 302
            assert (row.sender_name, row.sender_address) == (name, address.lower())
        page = admin.get(url).content.decode()
        assert "What customers see when you answer" in page
        domain = "xn--bcher-kva.example" if "bücher" in address else address.rpartition("@")[2]
        local = address.rpartition("@")[0].lower()
        seen = f"{name or 'Ana Silva'} &lt;{f'{local}@{domain}' if address else 'desk@desk.test'}&gt;"
        assert ("Ana Silva &lt;desk@desk.test&gt;" if refused else seen) in page


def test_what_is_reported_on_the_help_page_of_an_organizer_is_acknowledged_in_its_name():
    acknowledge_report(case_of(hall()), address="ann@buyers.test", at=timezone.now())
    assert sender(OutboundMessage.objects.get()) == HALL


def test_a_case_of_nobody_is_acknowledged_by_the_desk():
    deliver(letter())
    assert sender(OutboundMessage.objects.get()) == "Problem desk <desk@desk.test>"


def sender(message: OutboundMessage) -> str:
    """As the mail that left has it, with the name decoded."""
    return str(message_from_bytes(bytes(message.raw), policy=default)["From"])


@pytest.mark.parametrize("address", ["help@riverside.test", "Box@Riverside.test"])
def test_a_mail_from_an_address_without_a_mailbox_that_we_write_from_is_our_own(address):
    make.organizer(sender_address="help@riverside.test")
    Team.objects.create(name="Jazz", **BOX_OFFICE)
    message = deliver(letter(sender=f"Riverside <{address}>"), envelope_from=address)
    assert (message.status, Ticket.objects.count(), OutboundMessage.objects.count()) == ("set_aside", 0, 0)


def test_others_at_such_a_domain_are_customers_and_so_is_an_address_that_we_may_not_use(settings):
    make.organizer(sender_address="help@riverside.test")
    deliver(letter(sender="eve@riverside.test"), envelope_from="eve@riverside.test")
    settings.SENDER_DOMAINS = []
    deliver(letter(sender="help@riverside.test"), envelope_from="help@riverside.test")
    assert {ticket.requester.email for ticket in Ticket.objects.all()} == {"eve@riverside.test", "help@riverside.test"}


def test_such_an_address_is_no_other_person_of_a_case():
    make.organizer(sender_address="help@riverside.test")
    message = deliver(letter(to="help@riverside.test, eve@friends.test"))
    assert [one["is_ours"] for one in message.recipients if one["kind"] == "to"] == [True, False]
    assert not Participant.objects.filter(address="help@riverside.test").exists()
