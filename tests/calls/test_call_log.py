"""The call log: narrowed by every filter, page by page at one price, and taken out only with a reason."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calls.log.leg_times import draw_legs
from calls.models import Call, CallExport
from simulator.phone_network import Caller, accepts, declines, hang_up, hears, press, wait
from tests import make
from tests.calls.town import CALLER, TEAM
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
LOG = "calls:list"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def manager(client):
    manager = with_second_step(make.manager(name="Maria"))
    client.force_login(manager)
    return manager


def shown(client, **asked: object) -> list[int]:
    return [call.pk for call in client.get(reverse(LOG), asked).context["page"]["calls"]]


@pytest.mark.parametrize(
    "typed", ["+1 500-555-0131", "(500) 555-0131", "15005550131", "5005550131", "555-0131", "0131", "50131"]
)
def test_a_caller_is_found_by_the_number_in_any_format_and_by_its_last_digits(client, manager, typed):
    call = make.call(from_number=CALLER)
    make.call(from_number="+15005550132")
    back = make.call(direction=Call.Direction.OUTBOUND, from_number=make.MAIN_LINE, to_number=CALLER)
    assert sorted(shown(client, number=typed)) == [call.pk, back.pk]


@pytest.mark.parametrize("typed", ["030 901820", "0049 30 901820", "tel:+49-30-901820", "030 901820 x12", "901820"])
def test_a_caller_from_elsewhere_is_found_as_people_write_the_number(client, manager, typed):
    call = make.call(from_number="+4930901820")
    make.call()
    assert shown(client, number=typed) == [call.pk]


@pytest.mark.parametrize("typed", ["131", "0199", "no number", "%", "_131"])
def test_too_few_digits_or_others_find_nobody(client, manager, typed):
    make.call(from_number=CALLER)
    assert shown(client, number=typed) == []


def test_the_number_of_a_line_does_not_find_everybody_who_called_it(client, manager):
    make.call(to_number=make.MAIN_LINE)
    assert shown(client, number=make.MAIN_LINE) == []


def test_each_filter_narrows_the_log(client, manager):
    line, ticket, agent = make.line(), make.ticket(), make.agent()
    found = make.call(
        at=NOON, line=line, ticket=ticket, answered_at=NOON, answered_by=agent, is_transfer=True, is_blocked=True
    )
    make.recording(call=found)
    make.call(at=NOON + timedelta(days=3), direction=Call.Direction.OUTBOUND, from_number=make.MAIN_LINE)
    for asked in (
        {"since": "2026-11-01", "until": "2026-11-02"},
        {"line": line.pk},
        {"direction": "inbound"},
        {"answered_by": agent.pk},
        {"outcome": "answered"},
        {"outcome": "transfer"},
        {"outcome": "blocked"},
        {"recorded": "yes"},
        {"ticket": ticket.pk},
        {"line": line.pk, "outcome": "answered", "recorded": "yes"},
    ):
        assert shown(client, **asked) == [found.pk], asked
    for asked in ({"until": "2026-11-01"}, {"recorded": "no", "line": line.pk}, {"outcome": "missed"}):
        assert found.pk not in shown(client, **asked), asked


def test_what_cannot_be_is_said_and_shows_nothing(client, manager):
    make.call()
    page = client.get(reverse(LOG), {"since": "yesterday"})
    assert page.context["page"]["calls"] == []
    assert "Enter a valid date" in page.content.decode()


def test_the_outcomes_of_real_calls_are_told_apart(town, client):
    agent = make.User.objects.get(ring_memberships__phone=TEAM[1])
    town.person(TEAM[1], accepts(after=3, talk=20))
    town.call()
    town.run()
    town.person(TEAM[1], declines())
    town.call(script=Caller(hears("press 4"), press("4"), wait(14), hang_up()), from_="+15005550132")
    town.run()
    town.call(from_="+15005550133")
    town.run()

    client.force_login(agent)
    answered, abandoned, exhausted = Call.objects.order_by("pk").values_list("pk", flat=True)
    assert shown(client, outcome="answered") == [answered]
    assert shown(client, answered_by=agent.pk) == [answered]
    assert shown(client, outcome="missed") == [exhausted, abandoned]
    assert shown(client, outcome="abandoned") == [abandoned]
    assert shown(client, outcome="exhausted") == [exhausted]


def test_a_page_costs_the_same_for_any_number_of_calls_and_filters(client, manager):
    def queries(**asked: object) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(LOG), asked).status_code == 200
        return len(captured)

    for number in range(3):
        make.call(ticket=make.ticket(), at=NOON + timedelta(minutes=number))
    client.get(reverse(LOG))
    few = queries()
    for number in range(40):
        make.recording(call=make.call(ticket=make.ticket(), at=NOON + timedelta(hours=number)))
    assert queries() <= few + 1
    assert queries(number="0131", outcome="missed", since="2026-11-01") <= few + 1
    assert few <= 20


def test_pages_of_a_narrowed_log_go_on_where_the_last_one_ended(client, manager):
    for number in range(35):
        make.call(at=NOON + timedelta(minutes=number), is_transfer=True)
        make.call(at=NOON + timedelta(minutes=number))
    page = client.get(reverse(LOG), {"outcome": "transfer"}).context["page"]
    older = client.get(reverse(LOG) + page["older_url"]).context["page"]
    assert (len(page["calls"]), len(older["calls"]), older["older_url"]) == (30, 5, "")
    assert all(call.is_transfer for call in older["calls"])
    assert [call.pk for call in client.get(reverse(LOG) + older["newer_url"]).context["page"]["calls"]] == [
        call.pk for call in page["calls"]
    ]


def test_each_leg_is_drawn_with_the_seconds_it_rang(town, client):
    town.person(TEAM[1], accepts(after=4, think=2, talk=30))
    town.person(TEAM[2], declines(after=3))
    town.call()
    town.run()

    call = Call.objects.get()
    drawn = {one["leg"].phone: one for one in draw_legs(call)}
    assert [bar["kind"] for bar in drawn[TEAM[1]]["bars"]] == ["rang", "talked"]
    assert [bar["kind"] for bar in drawn[TEAM[2]]["bars"]] == ["rang"]
    assert 3 <= drawn[TEAM[1]]["waited"] <= 12
    bars = [bar for one in drawn.values() for bar in one["bars"]]
    assert all(bar["x"] >= 0 and bar["x"] + bar["width"] <= 1000 for bar in bars)
    client.force_login(make.agent())
    assert '<rect class="leg-talked"' in client.get(call.get_absolute_url()).content.decode()


def test_the_export_asks_why_writes_it_down_and_holds_no_formula(client, manager):
    evil = make.ticket(requester=make.requester(name='=HYPERLINK("http://evil.example")', phone=CALLER))
    make.call(from_number=CALLER, ticket=evil, line=make.line(), at=NOON)
    make.call(at=NOON - timedelta(days=9))
    address = f"{reverse('calls:export')}?number=0131"
    assert client.post(address).status_code == 422
    assert not CallExport.objects.exists()

    answer = client.post(address, {"why": "Monthly review"})
    assert answer["Content-Disposition"].startswith('attachment; filename="calls-')
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert f"'{CALLER}" in rows[1]
    assert '\'=HYPERLINK("http://evil.example")' in rows[1]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    export = CallExport.objects.get()
    assert (export.user, export.reason, export.filters) == (manager, "Monthly review", {"number": "0131"})


def test_a_long_export_is_fetched_piece_by_piece_and_misses_nobody(client, manager, monkeypatch):
    monkeypatch.setattr("helpdesk.lib.csv_files.PIECE", 2)
    for number in range(5):
        make.call(
            at=NOON, from_number=f"+1500555014{number}", ticket=make.ticket(), line=make.line(number=f"+1500{number}")
        )
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(reverse("calls:export"), {"why": "Monthly review"})
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert sorted(row[2] for row in rows[1:]) == [f"'+1500555014{number}" for number in range(5)]
    assert len([query for query in captured if 'FROM "calls_call"' in query["sql"]]) == 3


def test_the_calls_of_a_case_cost_the_same_however_many_there_are(client, manager):
    ticket = make.ticket()
    address = reverse("calls:ticket_panel", args=[ticket.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    make.call(ticket=ticket)
    client.get(address)
    few = queries()
    for minutes in range(15):
        make.answered_leg(by=manager, ticket=ticket, at=NOON + timedelta(minutes=minutes))
    assert queries() == few


def test_an_agent_exports_nothing(client):
    client.force_login(make.agent())
    assert client.post(reverse("calls:export"), {"why": "Curious"}).status_code == 403


def test_the_api_narrows_by_the_same_filters(client, manager):
    found = make.call(from_number=CALLER, at=timezone.now(), is_transfer=True)
    make.call()
    for asked in ({"number": "0131"}, {"outcome": "transfer"}, {"number": "(500) 555-0131", "outcome": "transfer"}):
        results = client.get("/api/v1/calls/", asked).json()["results"]
        assert [call["id"] for call in results] == [found.pk]
