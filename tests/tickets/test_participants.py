"""Who takes part in the emails of a case: noted with each mail, shown, offered for a reply, added and removed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.services import create_token
from helpdesk.mail import outbox
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.mail.writing import deliver, letter
from tests.tickets.test_write import form
from tickets.cases.case_mails import reply_address
from tickets.cases.participants import takes_part
from tickets.composer import take_back_reply
from tickets.composer.forwarding import forward
from tickets.merging import merge_tickets, undo_merge
from tickets.merging.split import split_ticket
from tickets.models import Entry, Participant, Ticket

pytestmark = pytest.mark.django_db

TOM = "tom@buyers.test"


@pytest.fixture
def ticket(agent):
    """Ann's, who wrote to the desk and to Tom."""
    deliver(letter(headers={"Cc": "Tom Hall <Tom@buyers.test>, support@reply.desk.test"}))
    return Ticket.objects.get()


def roles(ticket):
    return {person.address: person.role for person in ticket.participants.filter(removed_at=None)}


def write(browser, ticket, **fields):
    assert browser.post(f"/tickets/{ticket.pk}/write/", form(ticket, **fields)).status_code == 302


def entries_of(ticket, text):
    return ticket.entries.filter(kind=Entry.Kind.STATUS, body__contains=text)


def test_a_mail_notes_whom_it_is_from_and_for_and_the_page_shows_them(browser, ticket):
    received = ticket.entries.get(kind=Entry.Kind.MESSAGE).received
    assert (received.to, received.cc) == (["support@reply.desk.test"], [TOM, "support@reply.desk.test"])
    assert roles(ticket) == {"ann@buyers.test": "requester", TOM: "copied"}
    tom = ticket.participants.get(address=TOM)
    assert (tom.name, tom.confirmed_at, tom.added_by) == ("Tom Hall", None, None)
    page = browser.get(ticket.get_absolute_url()).content.decode()
    assert "Cc tom@buyers.test" in page
    assert (
        "named in an email, not confirmed" in browser.get(reverse("tickets:about", args=[ticket.pk])).content.decode()
    )


def test_an_address_of_ours_that_no_header_names_is_a_hidden_copy(ticket):
    message = deliver(letter(to="ann@else.test"), to="support@reply.desk.test")
    assert (message.to, message.bcc, message.is_to_others) == (["ann@else.test"], ["support@reply.desk.test"], True)
    assert deliver(letter()).is_to_others is False


def test_to_be_named_in_a_mail_lets_nobody_write_on_the_case(ticket):
    deliver(letter(sender=f"Tom <{TOM}>", text="Me too."), to=reply_address(ticket.pk), envelope_from=TOM)
    assert not ticket.entries.filter(body="Me too.").exists()
    assert Ticket.objects.count() == 2


def test_a_reply_to_all_is_offered_and_lets_those_write_whom_it_went_to(browser, ticket):
    page = browser.get(ticket.get_absolute_url())
    assert page.context["left_out"] == [TOM]
    assert page.context["composer"]["cc"].value() == ""
    page = browser.get(ticket.get_absolute_url(), {"reply": "all"})
    assert (page.context["left_out"], page.context["composer"]["cc"].value()) == ([], TOM)
    write(browser, ticket, cc=TOM, bcc="boss@desk.test")
    assert roles(ticket) == {"ann@buyers.test": "requester", TOM: "copied", "boss@desk.test": "third_party"}
    deliver(letter(sender=TOM, text="Me too."), to=reply_address(ticket.pk), envelope_from=TOM)
    assert ticket.entries.get(body="Me too.").is_public
    assert browser.get(ticket.get_absolute_url()).context["left_out"] == []  # as in the last reply to Ann


def test_a_hidden_copy_is_offered_to_nobody_and_its_answer_is_internal(browser, ticket):
    write(browser, ticket, bcc="boss@desk.test")
    assert browser.get(ticket.get_absolute_url()).context["left_out"] == [TOM]
    deliver(letter(sender="boss@desk.test", text="Be kind."), to=reply_address(ticket.pk))
    assert not ticket.entries.get(body="Be kind.").is_public


def test_a_reply_that_was_taken_back_brought_nobody_into_the_case(browser, agent, ticket):
    write(browser, ticket, cc="wrong@else.test")
    assert takes_part(ticket, "wrong@else.test")
    take_back_reply(ticket.entries.get(kind=Entry.Kind.REPLY), by=agent)
    assert not takes_part(ticket, "wrong@else.test")
    assert roles(ticket) == {"ann@buyers.test": "requester", TOM: "copied"}


def test_who_is_added_writes_on_the_case_and_who_is_removed_does_not(browser, agent, ticket):
    add = reverse("tickets:add_participant", args=[ticket.pk])
    for _ in range(2):
        assert browser.post(add, {"address": "Eve@Else.test", "name": "Eve"}).status_code == 302
    eve = ticket.participants.get(address="eve@else.test")
    assert (eve.added_by, eve.role, eve.confirmed_at is not None) == (agent, "copied", True)
    assert entries_of(ticket, "Added Eve <eve@else.test>").get().actor == agent
    assert takes_part(ticket, "eve@else.test")

    remove = reverse("tickets:remove_participant", args=[eve.pk])
    for _ in range(2):
        assert browser.post(remove).status_code == 302
    assert entries_of(ticket, "Removed Eve").count() == 1
    deliver(letter(sender="eve@else.test", text="Still me."), to=reply_address(ticket.pk))
    assert not ticket.entries.filter(body="Still me.").exists()
    deliver(letter(headers={"Cc": "eve@else.test"}), to=reply_address(ticket.pk))
    assert "eve@else.test" not in roles(ticket)
    write(browser, ticket, cc="eve@else.test")
    assert takes_part(ticket, "eve@else.test")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("ann@buyers.test", 409, "own address"),
        ("case@reply.desk.test", 409, "address of the desk"),
        ("no address", 422, "valid email"),
        ("", 422, "required"),
    ],
)
def test_who_cannot_be_added_is_refused_with_the_reason(browser, ticket, address, status, said):
    answer = browser.post(reverse("tickets:add_participant", args=[ticket.pk]), {"address": address})
    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert set(roles(ticket)) == {"ann@buyers.test", TOM}


def test_the_customer_is_not_removed(browser, ticket):
    ann = ticket.participants.get(address="ann@buyers.test")
    browser.post(reverse("tickets:remove_participant", args=[ann.pk]))
    assert "ann@buyers.test" in roles(ticket)


def test_a_third_party_stays_one_whatever_mails_name_them_and_joins_when_we_copy_them_in(browser, agent, ticket):
    said = ticket.entries.get(kind=Entry.Kind.MESSAGE)
    line = Entry(ticket=ticket, kind=Entry.Kind.FORWARD, body="Look.", actor=agent, source_key="form:1")
    forward(line, entries=[said], files=[], mail=outbox.Mail(to=TOM, subject="Fwd", text=""))
    assert roles(ticket)[TOM] == "third_party"
    deliver(letter(headers={"Cc": TOM}), to=reply_address(ticket.pk))
    assert roles(ticket)[TOM] == "third_party"
    write(browser, ticket, cc=TOM)
    assert roles(ticket)[TOM] == "copied"


def test_participants_go_along_with_a_merge_and_a_split_and_to_the_case_that_continues(browser, agent, ticket):
    write(browser, ticket, cc=TOM)
    other = make.ticket(requester=ticket.requester, body="Also this.")
    merge = merge_tickets(ticket, into=other, by=agent)
    assert roles(other)[TOM] == "copied"
    undo_merge(merge, by=agent)
    assert (roles(other), roles(ticket)[TOM]) == ({}, "copied")

    said = ticket.entries.get(kind=Entry.Kind.MESSAGE)
    new = split_ticket(said, subject="Other", and_following=False, by=agent, source_key="form:9")
    assert roles(new) == roles(ticket)

    Ticket.objects.filter(pk=ticket.pk).update(status="closed", solved_at=timezone.now())
    deliver(letter(sender=TOM, text="Again."), to=reply_address(ticket.pk))
    later = Ticket.objects.get(continues=ticket)
    assert roles(later) == roles(ticket)


def test_the_api_lists_adds_and_removes_and_tells_the_recipients_of_each_mail(client, agent, ticket):
    _token, text = create_token(agent, name="Reports")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    address = reverse("v1:ticket-participants", args=[ticket.pk])
    added = client.post(address, {"address": "Eve@Else.test"}, content_type="application/json")
    assert (added.status_code, added.json()["address"], added.json()["added_by"]) == (201, "eve@else.test", agent.pk)
    refused = client.post(address, {"address": "ann@buyers.test"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert [row["role"] for row in client.get(address).json()] == ["requester", "copied", "copied"]
    one = reverse("v1:ticket-participant", args=[ticket.pk, added.json()["id"]])
    assert [client.delete(one).status_code for _ in range(2)] == [204, 204]
    assert (
        client.delete(reverse("v1:ticket-participant", args=[make.ticket().pk, added.json()["id"]])).status_code == 404
    )
    assert [row["address"] for row in client.get(address).json()] == ["ann@buyers.test", TOM]
    first = client.get(reverse("v1:ticket-detail", args=[ticket.pk])).json()["entries"][0]
    assert (first["to"], first["cc"][0], first["bcc"]) == (["support@reply.desk.test"], TOM, [])


def test_the_recipients_of_many_mails_cost_the_questions_of_one(client, agent, django_assert_max_num_queries):
    _token, text = create_token(agent, name="Reports")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    ticket = make.ticket()
    for number in range(20):
        make.received_mail(ticket, raw=letter(text=str(number)).as_bytes())
    address = reverse("v1:ticket-detail", args=[ticket.pk])
    client.get(address)
    with django_assert_max_num_queries(4):
        assert len(client.get(address).json()["entries"]) == 21


def test_who_had_a_mail_before_there_were_participants_takes_part(ticket, browser):
    write(browser, ticket, cc=TOM, bcc="boss@desk.test")
    before = roles(ticket)
    Participant.objects.all().delete()
    run_migration_again()
    assert roles(ticket) == before
    assert OutboundMessage.objects.count() == 2


def run_migration_again():
    from importlib import import_module

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(import_module("tickets.migrations.0026_participants_of_sent_emails").WRITTEN_TO)
