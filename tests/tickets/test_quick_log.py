"""A case in seconds: the text alone is enough."""

import uuid

import pytest

from tests import make
from tickets.models import Requester, Ticket

pytestmark = pytest.mark.django_db


def form(**fields):
    return {"key": str(uuid.uuid4()), "text": "Cannot pay.\nThe page goes blank after the card number."} | fields


def test_the_text_alone_makes_a_case_and_the_hint_comes_after(browser, agent):
    response = browser.post("/tickets/new/", form(), follow=True)

    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.channel) == ("Cannot pay.", "desk")
    assert ticket.entries.filter(actor=agent, kind="note").exists()
    assert "ask for a phone number or an email address" in response.content.decode()


def test_a_known_phone_in_any_format_finds_the_person(browser):
    known = make.requester(phone="+15005552077")
    earlier = make.ticket(requester=known)
    response = browser.post("/tickets/new/", form(phone="(500) 555-2077"), follow=True)

    assert Ticket.objects.exclude(pk=earlier.pk).get().requester == known
    assert f"has another open case: {earlier}" in response.content.decode()


def test_everything_that_was_told_is_kept(browser, team):
    event = make.event(organizer=make.organizer(team=team))
    told = {"name": "Tom", "email": "TOM@buyers.test", "event": event.pk, "order_reference": "ORD-7"}
    browser.post("/tickets/new/", form(**told))

    ticket = Ticket.objects.get()
    assert (ticket.requester.name, ticket.requester.email) == ("Tom", "tom@buyers.test")
    assert (ticket.event, ticket.team, ticket.order_reference) == (event, team, "ORD-7")


def test_sent_twice_it_is_one_case(browser):
    twice = form(name="Tom")
    for _ in range(2):
        assert browser.post("/tickets/new/", twice).status_code == 302
    assert Ticket.objects.count() == 1
    assert Requester.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " "}, "required"),
        ({"phone": "call me"}, "is no telephone number"),
        ({"email": "tom@"}, "valid email"),
        ({"key": "1"}, "Cannot pay."),
    ],
)
def test_bad_input_is_explained_and_the_text_kept(browser, wrong, words):
    response = browser.post("/tickets/new/", form(**wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Ticket.objects.exists()


def test_an_event_of_another_team_cannot_be_chosen(browser):
    event = make.event(organizer=make.organizer(team=make.team()))
    assert browser.post("/tickets/new/", form(event=event.pk)).status_code == 422


def test_a_long_first_line_is_cut_after_a_word(browser):
    browser.post("/tickets/new/", form(text="word " * 60))
    assert Ticket.objects.get().subject.endswith("word…")
    assert len(Ticket.objects.get().subject) <= 91


@pytest.mark.parametrize(
    "told",
    [
        {"phone": "030 901820"},
        {"phone": "0049 30 901820"},
        {"phone": "tel:030-901820"},
        {"text": "Max, 030 901820, cannot pay"},
        {"text": "Max (Tel. 0049 30 901820) cannot pay"},
    ],
)
def test_a_number_is_read_as_one_dials_it_where_the_event_is(browser, team, told):
    known = make.requester(phone="+4930901820")
    event = make.event(organizer=make.organizer(team=team), timezone="Europe/Berlin")
    browser.post("/tickets/new/", form(event=event.pk, **told))
    assert Ticket.objects.get().requester == known


def test_a_number_is_read_as_one_dials_it_at_the_desk(browser, settings):
    settings.PHONE_REGION = "GB"
    known = make.requester(phone="+447700900123")
    browser.post("/tickets/new/", form(phone="07700 900123"))
    assert Ticket.objects.get().requester == known


def test_a_number_of_another_country_without_its_code_is_not_guessed(browser):
    response = browser.post("/tickets/new/", form(phone="06 6982 1234"))
    assert response.status_code == 422
    assert "06 6982 1234” is no telephone number" in response.content.decode()


OTHER_SPELLINGS = ["müller@xn--bcher-kva.example", "MÜLLER@Bücher.EXAMPLE", "mu\u0308ller@bücher.example"]


@pytest.mark.parametrize("second", OTHER_SPELLINGS)
def test_one_person_in_both_spellings_of_an_address(browser, second):
    for address in ("müller@bücher.example", second):
        assert browser.post("/tickets/new/", form(email=address)).status_code == 302
    assert Requester.objects.get().email == "müller@bücher.example"


@pytest.mark.parametrize("wrong", ["ü@", "a@ü..de", "a\u200bb@x.de", "a@-ü.de", "@ü.de", "ü..x@x.de"])
def test_what_is_no_address_in_any_script_is_refused(browser, wrong):
    assert browser.post("/tickets/new/", form(email=wrong)).status_code == 422
