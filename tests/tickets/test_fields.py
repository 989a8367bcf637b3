"""A desk's own fields: typed, filled in, needed to solve, found again, set up by managers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pghistory.models import Events

from tests import make
from tickets.cases import solve_ticket
from tickets.models import CustomField, FieldValue, Ticket
from tickets.rules import fill_in_fields

pytestmark = pytest.mark.django_db


def values(ticket: Ticket) -> dict[str, str]:
    return {row.field.label: row.value for row in ticket.field_values.select_related("field")}


def told(ticket: Ticket) -> list[str]:
    return [entry.body for entry in ticket.entries.filter(kind="fields").order_by("pk")]


def fill(client: Client, ticket: Ticket, field: CustomField, value: str, was: str = ""):
    data = {f"field_{field.pk}": value, f"was_{field.pk}": was, "view": "mine"}
    return client.post(f"/tickets/{ticket.pk}/fields/", data)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        ("text", " B12 ", "B12", "B12"),
        ("number", "1.50", "1.5", "1.5"),
        ("number", "-0", "0", "0"),
        ("number", "1000", "1000", "1000"),
        ("date", "2031-12-24", "2031-12-24", "Wed 24 Dec 2031"),
        ("yes_no", "no", "no", "No"),
        ("choice", "Row A", "Row A", "Row A"),
    ],
)
def test_each_kind_is_kept_in_a_normal_form_and_shown_to_be_read(browser, kind, typed, kept, shown):
    ticket, field = make.ticket(), make.custom_field(kind=kind, choices=["Row A", "Row B"])
    assert fill(browser, ticket, field, typed).headers["Location"] == f"/tickets/{ticket.pk}/?view=mine"
    assert values(ticket) == {"Seat": kept}
    assert told(ticket) == [f"Seat is “{shown}”"]
    assert f"<dd>{shown}</dd>" in browser.get(f"/tickets/{ticket.pk}/about/").content.decode()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("number", "many"),
        ("number", "NaN"),
        ("date", "soon"),
        ("yes_no", "maybe"),
        ("choice", "Row C"),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused_and_stands_in_the_form(browser, kind, typed):
    ticket, field = make.ticket(), make.custom_field(kind=kind, choices=["Row A"])
    answer = fill(browser, ticket, field, typed)
    assert answer.status_code == 422
    assert "look at the fields" in answer.content.decode()
    assert '<details class="fields-edit" open>' in answer.content.decode()
    assert values(ticket) == {}


def test_the_same_form_twice_says_it_once_and_an_empty_one_clears(browser):
    ticket, field = make.ticket(), make.custom_field()
    for _ in range(2):
        fill(browser, ticket, field, "B12")
    fill(browser, ticket, field, "", was="B12")
    assert values(ticket) == {}
    assert told(ticket) == ["Seat is “B12”", "Seat is empty"]


def test_two_agents_who_fill_in_different_fields_both_get_their_way(browser):
    ticket, seat, gate = make.ticket(), make.custom_field(), make.custom_field("Gate")
    fill(browser, ticket, seat, "B12")
    old_page = {f"field_{seat.pk}": "", f"was_{seat.pk}": "", f"field_{gate.pk}": "4", f"was_{gate.pk}": ""}
    browser.post(f"/tickets/{ticket.pk}/fields/", old_page)
    assert values(ticket) == {"Seat": "B12", "Gate": "4"}


def test_a_field_of_a_team_or_an_event_is_asked_only_there(browser, team):
    event = make.event()
    make.custom_field("Every")
    make.custom_field("Team's", team=team)
    make.custom_field("Event's", event=event)
    make.custom_field("Gone", is_active=False)
    asked = {
        name: [field.label for field in CustomField.objects.asked_of(ticket)]
        for name, ticket in {
            "plain": make.ticket(),
            "team": make.ticket(team=team),
            "event": make.ticket(event=event),
        }.items()
    }
    assert asked == {"plain": ["Every"], "team": ["Every", "Team's"], "event": ["Every", "Event's"]}


def test_a_needed_field_keeps_a_person_from_solving_and_says_which(browser):
    ticket, seat = make.ticket(), make.custom_field(is_required=True)
    refused = browser.post(f"/tickets/{ticket.pk}/solve/")
    assert refused.status_code == 409
    assert "Fill in first: Seat." in refused.content.decode()
    fill(browser, ticket, seat, "B12")
    assert browser.post(f"/tickets/{ticket.pk}/solve/").status_code == 302


def test_the_desk_itself_solves_without_it():
    make.custom_field(is_required=True)
    ticket = make.ticket()
    solve_ticket(ticket, by=None)
    assert ticket.status == Ticket.Status.SOLVED


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("field.seat=b12", True),
        ("field.seat=B13", False),
        ("field.seat=B13&field.seat=B12", True),
        ("field.price=1.50", True),
        ("field.price=much", False),
        ("field.gone=1", False),
        ("field.se%00at=B12", True),  # no filter at all
    ],
)
def test_a_list_is_narrowed_by_a_field(browser, query, found):
    ticket = make.ticket()
    fill(browser, ticket, make.custom_field(), "B12")
    fill(browser, ticket, make.custom_field("Price", kind="number"), "1.5")
    page = browser.get(f"/tickets/?view=open&{query}")
    assert page.status_code == 200
    assert (f'id="case-{ticket.pk}"' in page.content.decode()) == found


def test_a_field_that_does_not_exist_is_said_in_words(browser):
    assert "there is no such field" in browser.get("/tickets/?view=open&field.gone=1").content.decode()


def test_a_search_takes_the_word_of_a_field():
    from tickets.lists.filters import parse

    filters, words = parse('field.seat-block:"B 12" refund re.fund:x')
    assert (str(filters), words) == ('field.seat-block:"B 12"', "refund re.fund:x")


def test_a_manager_makes_a_field_and_its_name_in_addresses_stays(desk):
    data = {"label": "Seat block", "kind": "choice", "choices": "Row A\n\n Row  B \nRow A", "position": 3}
    for _ in range(2):
        assert desk.post("/settings/fields/new/", data | {"is_active": "on"}).status_code == 302
    first, second = CustomField.objects.order_by("pk")
    assert (first.key, first.choices, second.key) == ("seat-block", ["Row A", "Row B"], "seat-block-2")
    desk.post(f"/settings/fields/{first.pk}/", data | {"label": "Block"})
    first.refresh_from_db()
    assert (first.key, first.label, first.is_active) == ("seat-block", "Block", False)
    assert Events.objects.tracks(first).order_by("pgh_id").last().pgh_diff["label"] == ["Seat block", "Block"]


def test_half_a_field_is_none(desk, team):
    event = make.event()
    base = {"label": "Seat", "kind": "text", "position": 0}
    for wrong in ({"label": ""}, {"kind": "choice"}, {"kind": "x"}, {"team": team.pk, "event": event.pk}):
        assert desk.post("/settings/fields/new/", base | wrong).status_code == 422
    assert not CustomField.objects.exists()


def test_a_field_with_values_keeps_its_kind_and_deleting_says_how_many(desk, browser):
    ticket, field = make.ticket(), make.custom_field()
    fill(browser, ticket, field, "B12")
    refused = desk.post(f"/settings/fields/{field.pk}/", {"label": "Seat", "kind": "number", "position": 0})
    assert refused.status_code == 422
    assert "Make a new field" in refused.content.decode()
    assert "1 case has a value in this field" in desk.get(f"/settings/fields/{field.pk}/").content.decode()
    desk.post(f"/settings/fields/{field.pk}/delete/")
    assert not FieldValue.objects.exists()


def test_each_value_is_in_the_history_with_who_wrote_it(browser, agent):
    ticket, field = make.ticket(), make.custom_field()
    fill(browser, ticket, field, "B12")
    written = Events.objects.filter(pgh_model="tickets.FieldValueEvent").get()
    assert written.pgh_data["value"] == "B12"
    assert written.pgh_context["user"] == agent.pk


def test_the_values_of_two_cases_that_become_one_stay(agent):
    from tickets.merging import merge_tickets

    field, gate = make.custom_field(), make.custom_field("Gate")
    requester = make.requester()
    stays, goes = make.ticket(requester=requester), make.ticket(requester=requester)
    fill_in_fields(stays, values={field: "B12"}, by=agent)
    fill_in_fields(goes, values={field: "C1", gate: "4"}, by=agent)
    merge_tickets(goes, into=stays, by=agent)
    assert values(stays) == {"Seat": "B12", "Gate": "4"}


def test_thirty_fields_ask_as_many_queries_as_one(browser, django_assert_num_queries):
    ticket = make.ticket()
    fill(browser, ticket, make.custom_field("Field 0"), "x")
    browser.get(f"/tickets/{ticket.pk}/about/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/tickets/{ticket.pk}/about/")
    asked = len(one)
    for number in range(1, 30):
        make.custom_field(f"Field {number}")
    with django_assert_num_queries(asked):
        browser.get(f"/tickets/{ticket.pk}/about/")


def test_a_choice_that_was_taken_away_stays_on_a_case_that_has_it(browser):
    ticket, field = make.ticket(), make.custom_field(kind="choice", choices=["Row A", "Row B"])
    fill_in_fields(ticket, values={field: "Row B"}, by=None)
    CustomField.objects.filter(pk=field.pk).update(choices=["Row A"])
    page = browser.get(f"/tickets/{ticket.pk}/about/").content.decode()
    assert '<option value="Row B" selected>' in page
    data = {f"field_{field.pk}": "Row B", f"was_{field.pk}": "Row B"}
    assert browser.post(f"/tickets/{ticket.pk}/fields/", data).status_code in {200, 302}
    assert FieldValue.objects.get().value == "Row B"
