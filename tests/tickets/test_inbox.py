"""The list of cases: what each view holds, a page at a time, in few queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.cases import give_promise, mark_escalated, record_requester_contact
from tickets.cases.lifecycle import note_cart_worth
from tickets.lists.inbox import PAGE_SIZE

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def shown(response) -> list[int]:
    return [case.pk for case in response.context["cases"]]


def counts(response) -> dict[str, object]:
    return {place["name"]: place["count"] for place in response.context["nav"].places}


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("line", {"called"}),
        ("mine", {"mine"}),
        ("unassigned", {"called", "written", "owed", "escalated"}),
        ("callbacks", {"owed"}),
        ("escalated", {"escalated"}),
        ("open", {"called", "written", "mine", "owed", "escalated"}),
        ("solved", {"solved"}),
        ("all", {"called", "written", "mine", "owed", "escalated", "solved"}),
    ],
)
def test_a_view_holds_its_cases_and_counts_them(browser, agent, view, expected):
    cases = {
        "called": make.ticket(channel="phone"),
        "written": make.ticket(channel="email"),
        "mine": make.ticket(channel="email", assignee=agent),
        "owed": make.ticket(channel="email"),
        "escalated": make.ticket(channel="email"),
        "solved": make.ticket(channel="email", status="solved"),
    }
    give_promise(cases["owed"], what="A manager calls back", due_at=NOW, at=NOW, kind="callback")
    mark_escalated(cases["escalated"], at=NOW)

    response = browser.get("/tickets/", {"view": view})

    assert set(shown(response)) == {cases[name].pk for name in expected}
    assert counts(response)[view] == len(expected)


def test_another_teams_cases_are_neither_shown_nor_counted(browser, team):
    own, nobodys = make.ticket(team=team), make.ticket()
    make.ticket(team=make.team())

    response = browser.get("/tickets/")

    assert set(shown(response)) == {own.pk, nobodys.pk}
    assert counts(response)["open"] == 2


def test_a_row_says_who_what_and_how_bad(browser):
    event = make.event(name="Kings of Brass")
    ticket = make.ticket(requester=make.requester(name="Maria Lopez"), event=event, subject="Code fails", body="")
    for _ in range(3):
        record_requester_contact(ticket, at=NOW, kind="call", body="Called the problem line.")
    record_requester_contact(ticket, at=NOW, kind="message", body="It is about the code.")
    mark_escalated(ticket, at=NOW, asked_for_manager=True)
    note_cart_worth(ticket, cents=18400, currency="USD")

    page = browser.get("/tickets/").content.decode()

    for words in ["Maria Lopez", "Kings of Brass", "Code fails</span> — It is about the code."]:
        assert words in page
    for badge in ["called 3", "asked for manager", "cart $184.00"]:
        assert badge in page


def test_the_age_turns_red_when_the_promise_is_broken(browser):
    make.ticket(at=timezone.now() - timedelta(days=2))
    assert "moment is-late" in browser.get("/tickets/").content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(browser):
    same_moment = timezone.now()
    made = [make.ticket(at=same_moment, body="") for _ in range(PAGE_SIZE + 7)]

    first = browser.get("/tickets/")
    second = browser.get("/tickets/", {"cursor": first.context["next_cursor"]})

    assert len(shown(first)) == PAGE_SIZE
    assert shown(first) + shown(second) == [ticket.pk for ticket in reversed(made)]
    assert second.context["next_cursor"] == ""


@pytest.mark.parametrize("cursor", ["x", "2026-01-01_3", "2026-01-01T00:00:00+00:00_-1", "_", f"{'9' * 30}_1"])
def test_a_broken_cursor_is_not_found(browser, cursor):
    assert browser.get("/tickets/", {"cursor": cursor}).status_code == 404


def test_an_unknown_view_is_not_found(browser):
    assert browser.get("/tickets/", {"view": "theirs"}).status_code == 404


def test_a_full_page_costs_no_more_than_twelve_queries(browser, agent, django_assert_max_num_queries):
    for number in range(PAGE_SIZE + 2):
        make.ticket(requester=make.requester(name="" if number % 2 else "Ann"), assignee=agent, event=make.event())
    browser.get("/livez")
    with django_assert_max_num_queries(12):
        assert len(shown(browser.get("/tickets/"))) == PAGE_SIZE


def test_news_count_what_moved_since_the_list_was_shown(browser):
    make.ticket(at=NOW - timedelta(hours=1))
    since = browser.get("/tickets/").context["since"]
    assert "show" not in browser.get("/tickets/news/", {"view": "open", "since": since}).content.decode()

    make.ticket()
    make.ticket(team=make.team())

    assert "1 new · show" in browser.get("/tickets/news/", {"view": "open", "since": since}).content.decode()


@pytest.mark.parametrize("since", ["", "yesterday", "2026-01-01"])
def test_news_since_no_moment_are_not_found(browser, since):
    assert browser.get("/tickets/news/", {"view": "open", "since": since}).status_code == 404


def test_an_empty_view_says_what_will_appear(browser):
    assert "No open case is assigned to you" in browser.get("/tickets/", {"view": "mine"}).content.decode()


def test_what_is_new_comes_into_the_list_beside_the_open_case(browser):
    opened, other = make.ticket(), make.ticket()
    page = browser.get("/tickets/newest/", {"view": "open", "case": opened.pk}).content.decode()
    assert "<html" not in page
    assert f'id="case-{other.pk}"' in page
    assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize("case", ["x", "9" * 30, "999999"])
def test_beside_a_case_that_is_none_there_is_only_the_list(browser, case):
    ticket = make.ticket()
    assert shown(browser.get("/tickets/newest/", {"case": case})) == [ticket.pk]


def test_an_agent_lands_in_the_own_cases_and_then_in_the_view_that_was_open_last(browser, agent):
    assert browser.get("/")["Location"] == "/tickets/?view=mine"
    view = make.saved_view(agent)
    browser.get(f"/tickets/?view={view.pk}&priority=high")
    assert browser.get("/")["Location"] == f"/tickets/?view={view.pk}"
    agent.refresh_from_db()
    assert agent.last_view == str(view.pk)
    view.delete()
    assert browser.get("/")["Location"] == "/tickets/?view=mine"


def test_the_menu_is_counted_in_two_queries(browser, agent, django_assert_num_queries):
    from helpdesk.navigation import read_navigation

    make.saved_view(agent, name="Urgent")
    make.ticket(assignee=agent)
    with django_assert_num_queries(2):
        menu = read_navigation(agent, path="/missed-calls/", anew=True)
    named = {place["name"]: place for place in menu.places}
    assert named["mine"]["count"] == 1
    assert (menu.here, "calls:own_reviews" in named) == ("calls:list", False)
