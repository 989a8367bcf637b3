"""What a new case gives away, and what is said about it once it is safe."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pghistory.models import Events

from tests import make
from tickets.cases import find_or_create_requester
from tickets.models import Hint, HintRule, Ticket
from tickets.rules.clues import clues_in

pytestmark = pytest.mark.django_db


def log(client: Client, text: str, **fields) -> Ticket:
    answer = client.post("/tickets/new/", {"key": str(uuid.uuid4()), "text": text} | fields)
    assert answer.status_code == 302
    return Ticket.objects.latest("pk")


def hints(ticket: Ticket) -> list[str]:
    return [hint.text for hint in ticket.hints.active()]


@pytest.mark.parametrize(
    ("text", "email", "phone", "orders"),
    [
        ("Ann <Ann.Lee@Buyers.test>. Order ORD-1234", "ann.lee@buyers.test", "", ("ORD-1234",)),
        ("call her at (500) 555-0142, order 99120", "", "+15005550142", ("99120",)),
        ("from +44 20 7946 0958 about seats", "", "+442079460958", ()),
        ("order 5005550142 and ref 4711-2026-11", "", "", ("5005550142", "4711-2026-11")),
        ("cannot pay, the page is blank", "", "", ()),
        ("a@b and @ and 12 and -1-", "", "", ()),
    ],
)
def test_the_clues_in_a_text(text, email, phone, orders):
    found_email, found_phone, found_orders = clues_in(text)
    assert (found_email, found_phone) == (email, phone)
    assert [order for order in found_orders if order in orders] == list(orders)


@pytest.mark.parametrize("text", ["Parcel lost, she is ann@buyers.test", "Ring back at +1 500 555 0142, please"])
def test_an_address_in_the_text_finds_the_requester_and_says_so(browser, text):
    known = find_or_create_requester(name="Ann", email="ann@buyers.test", phone="+15005550142")
    ticket = log(browser, text)
    assert ticket.requester == known
    assert "The customer was guessed from the text" in hints(ticket)[0]


def test_an_order_in_the_text_finds_whoever_had_a_case_about_it(browser):
    earlier = make.ticket(order_reference="ord-1234")
    ticket = log(browser, "Still nothing of ORD-1234!")
    assert (ticket.requester, ticket.order_reference) == (earlier.requester, "ord-1234")
    assert any(f"{earlier}, “My discount code fails”" in hint for hint in hints(ticket))


def test_an_order_of_a_case_that_one_may_not_see_gives_nothing_away(browser):
    hidden = make.ticket(order_reference="ORD-1234", team=make.team("Others"))
    ticket = log(browser, "Where is ORD-1234?")
    assert ticket.requester != hidden.requester
    assert not any("ORD-1234" in hint for hint in hints(ticket))


def test_what_was_told_comes_before_what_the_text_gives_away(browser):
    find_or_create_requester(name="Ann", email="ann@buyers.test")
    ticket = log(browser, "ann@buyers.test writes for her brother", email="tom@buyers.test")
    assert ticket.requester.email == "tom@buyers.test"
    assert not any("guessed" in hint for hint in hints(ticket))


def test_another_case_about_the_same_order_is_said(browser):
    other = make.ticket(order_reference="A-77")
    ticket = log(browser, "Seat taken", name="Tom", order_reference="a-77")
    assert f"There is an open case about the order A-77: {other}, “My discount code fails”." in hints(ticket)
    assert f'href="/tickets/{other.pk}/"' in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_rule_is_said_where_its_words_event_and_channel_fit(browser):
    event = make.event()
    make.hint_rule("words", words=["parcel", "épave"])
    make.hint_rule("event", event=event)
    make.hint_rule("channel", channel="phone")
    make.hint_rule("always")
    make.hint_rule("off", is_active=False)

    def said(text: str, **fields) -> set[str]:
        return set(hints(log(browser, text, email="ann@buyers.test", **fields))) & {"words", "event", "channel", "off"}

    assert said("Two Parcels are lost") == {"words"}
    assert said("EPAVES everywhere") == {"words"}
    assert said("subparcel") == set()
    assert said("No ticket", event=event.pk) == {"event"}


def test_a_hint_about_a_missing_number_goes_when_there_is_one(browser):
    ticket = log(browser, "Cannot pay")
    assert "ask for a phone number" in hints(ticket)[0]
    ticket.requester.contact_points.create(kind="phone", value="+15005550142")
    assert hints(ticket) == []


def test_a_hint_is_put_away_for_everybody_and_twice_is_once(browser, agent, desk):
    ticket = make.ticket()
    hint = make.hint(ticket)
    assert desk.get(f"/tickets/{ticket.pk}/").content.decode().count("Ask the courier.") == 1
    for _ in range(2):
        assert browser.post(f"/hints/{hint.pk}/dismiss/").status_code == 302
    hint.refresh_from_db()
    assert hint.dismissed_by == agent
    assert "Ask the courier." not in desk.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_hint_on_a_case_of_another_team_is_not_found(browser):
    hint = make.hint(make.ticket(team=make.team("Others")))
    assert browser.post(f"/hints/{hint.pk}/dismiss/").status_code == 404


def test_managers_write_the_hints_and_each_change_is_in_the_history(desk, browser):
    data = {"text": "Ask <b>them</b>.", "words": " parcel,  post  office ,parcel", "url": "https://courier.test/lost"}
    assert desk.post("/settings/hints/new/", data | {"is_active": "on"}).status_code == 302
    rule = HintRule.objects.get()
    assert rule.words == ["parcel", "post office"]
    page = browser.get(log(browser, "The parcel is lost").get_absolute_url()).content.decode()
    assert "Ask &lt;b&gt;them&lt;/b&gt;." in page
    assert 'href="https://courier.test/lost"' in page
    desk.post(f"/settings/hints/{rule.pk}/", data | {"text": "Ask."})
    assert Events.objects.tracks(rule).order_by("pgh_id").last().pgh_diff["text"] == ["Ask <b>them</b>.", "Ask."]
    desk.post(f"/settings/hints/{rule.pk}/delete/")
    assert not HintRule.objects.exists()
    assert Hint.objects.filter(kind="rule").exists()


@pytest.mark.parametrize("wrong", [{"text": ""}, {"url": "javascript:alert(1)"}, {"channel": "pigeon"}])
def test_half_a_rule_is_none(desk, wrong):
    assert desk.post("/settings/hints/new/", {"text": "Ask."} | wrong).status_code == 422
    assert not HintRule.objects.exists()


def test_thirty_hints_ask_as_many_queries_as_one(browser, django_assert_num_queries):
    ticket = make.ticket()
    make.hint(ticket)
    browser.get(f"/tickets/{ticket.pk}/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/tickets/{ticket.pk}/")
    asked = len(one)
    for _ in range(29):
        make.hint(ticket)
    with django_assert_num_queries(asked):
        browser.get(f"/tickets/{ticket.pk}/")
