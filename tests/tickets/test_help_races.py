"""What a buyer does twice at one moment on the help pages, with connections of their own."""

import pytest
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.carts.test_races import at_once
from tickets.cases import solve_ticket
from tickets.models import ContactPoint, Entry, LinkRequest, Ticket
from tickets.portal.answering import add_address, ask_for_data, write
from tickets.portal.reporting import report_problem
from tickets.portal.requests import answer_link_request

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_that_is_sent_six_times_at_once_is_one_case_and_one_mail():
    said = {"text": "No seat", "email": "ann@buyers.test"}
    at_once(*(lambda: report_problem(said, key="one", at=timezone.now()) for _ in range(6)))
    assert Ticket.objects.count() == Entry.objects.filter(kind="message").count() == 1
    assert OutboundMessage.objects.count() == 1


def test_six_reports_of_one_new_buyer_at_once_are_one_person():
    said = {"text": "No seat", "email": "ann@buyers.test"}
    at_once(*(lambda n=n: report_problem(said, key=str(n), at=timezone.now()) for n in range(6)))
    assert Ticket.objects.count() == 6
    assert ContactPoint.objects.get(value="ann@buyers.test").requester.tickets.count() == 6


def test_the_same_answer_at_once_is_said_once_and_different_ones_all():
    ticket = make.ticket()
    at_once(*(lambda: write(ticket, text="Still broken", key="one", at=timezone.now()) for _ in range(4)))
    at_once(*(lambda n=n: write(ticket, text=f"Word {n}", key=f"word-{n}", at=timezone.now()) for n in range(4)))
    ticket.refresh_from_db()
    assert ticket.entries.filter(kind="message").count() == ticket.messages_count + ticket.calls_count
    assert ticket.entries.filter(source_key__startswith="help:").count() == 5


def test_an_answer_while_an_agent_solves_it_leaves_the_case_open_or_opens_it_again():
    ticket = make.ticket(status="open")
    at_once(
        lambda: solve_ticket(ticket, by=None),
        lambda: write(ticket, text="Still broken", key="one", at=timezone.now()),
    )
    ticket.refresh_from_db()
    said = ticket.entries.get(source_key="help:one")
    solved = ticket.entries.filter(kind="status", body="Solved.").first()
    assert ticket.status == "open" or (solved and solved.pk > said.pk)


def test_data_that_is_asked_for_twice_at_once_is_promised_once():
    ticket = make.ticket()
    at_once(*(lambda: ask_for_data(ticket, is_erasure=False, key="one", at=timezone.now()) for _ in range(4)))
    assert ticket.promises.count() == 1
    assert ticket.escalations.count() == 1


def test_an_address_that_two_people_add_at_once_belongs_to_one_of_them():
    one, other = make.ticket(), make.ticket()
    at_once(*(lambda case=case: add_address(case, "new@buyers.test", at=timezone.now()) for case in (one, other)))
    claims = ContactPoint.objects.filter(value="new@buyers.test").values_list("claim", flat=True)
    assert sorted(claims) == ["", "open"]


def test_a_link_that_two_workers_answer_is_one_mail():
    ticket = make.ticket()
    asked = LinkRequest.objects.create(
        kind="cases", address=ticket.requester.email, language="en", asked_at=timezone.now()
    )
    at_once(*(lambda: answer_link_request(asked.pk) for _ in range(4)))
    assert OutboundMessage.objects.count() == 1
    assert not LinkRequest.objects.exists()
