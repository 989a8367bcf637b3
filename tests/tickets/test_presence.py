"""Who else looks at a case: a hint for those who may see it."""

from datetime import timedelta

import pytest
import redis
import time_machine
from django.test import Client
from django.utils import timezone

from helpdesk.lib import live, presence
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TAB, OTHER_TAB = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture(autouse=True)
def nobody_is_here():
    for key in presence._client.scan_iter("press4:presence:*"):
        presence._client.delete(key)


@pytest.fixture
def ben(team):
    """Another agent of the team, signed in."""
    client = Client()
    client.force_login(make.agent(name="Ben Adeyemi", teams=[team]))
    return client


@pytest.fixture
def told(monkeypatch):
    """The names of the news, in their order."""
    names = []
    monkeypatch.setattr(live, "_publish", lambda parts, *channels, **marks: names.extend(parts))
    return names


def watch(client: Client, ticket, tab: str = TAB, **fields):
    return client.post(f"/tickets/{ticket.pk}/watch/", {"tab": tab} | fields)


def faces(client: Client, *tickets) -> str:
    response = client.get("/tickets/watchers/", {"case": [ticket.pk for ticket in tickets]})
    assert response.status_code == 200
    return response.content.decode()


def test_whoever_opens_a_case_sees_who_is_there_already_and_never_oneself(browser, ben, team):
    ticket = make.ticket(team=team)
    assert watch(browser, ticket).content.strip() == b""
    assert "Ana is looking" in watch(ben, ticket).content.decode()
    assert "Ben is looking" in watch(browser, ticket).content.decode()


def test_a_list_shows_the_faces_on_its_rows_and_what_they_write(browser, ben, team):
    first, second = make.ticket(team=team), make.ticket(team=team)
    watch(browser, first, doing="reply")
    watch(browser, second, doing="note")
    said = " ".join(faces(ben, first, second).split())
    assert f'<span id="watchers-{first.pk}"><span class="watcher is-writing" role="img" aria-label="Ana is rep' in said
    assert "Ana is writing a note" in said
    assert "Ana" not in faces(browser, first, second)


def test_who_replies_in_one_tab_and_looks_in_another_replies(browser, ben, team):
    ticket = make.ticket(team=team)
    watch(browser, ticket, doing="reply")
    watch(browser, ticket, OTHER_TAB)
    said = faces(ben, ticket)
    assert "Ana is replying" in said
    assert "Ana is looking" not in said


def test_a_closed_tab_leaves_at_once_and_a_dead_one_after_its_life(browser, ben, team):
    ticket = make.ticket(team=team)
    with time_machine.travel(NOW, tick=False) as clock:
        for tab in (TAB, OTHER_TAB):
            watch(browser, ticket, tab)
        assert browser.post(f"/tickets/{ticket.pk}/leave/", {"tab": TAB}).status_code == 204
        assert "Ana is looking" in faces(ben, ticket)
        clock.shift(timedelta(seconds=presence.LIFE_SECONDS - 1))
        assert "Ana is looking" in faces(ben, ticket)
        clock.shift(timedelta(seconds=1))
        assert "Ana" not in faces(ben, ticket)
    assert 0 < presence._client.ttl(f"press4:presence:watchers-{ticket.pk}") <= presence.LIFE_SECONDS


def test_the_others_are_told_when_something_is_new_and_only_then(
    browser, team, told, django_capture_on_commit_callbacks
):
    ticket = make.ticket(team=team)
    told.clear()
    for doing, news in [("", 1), ("", 0), ("reply", 1), ("reply", 0), ("", 1)]:
        with django_capture_on_commit_callbacks(execute=True):
            watch(browser, ticket, doing=doing)
        assert told == [live.LiveChannel.WATCHERS.of(ticket.pk)] * news
        told.clear()
    for news in (1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(f"/tickets/{ticket.pk}/leave/", {"tab": TAB})
        assert told == [live.LiveChannel.WATCHERS.of(ticket.pk)] * news
        told.clear()


def test_nobody_learns_who_is_at_another_teams_case(browser, ben):
    hidden = make.ticket(team=make.team())
    manager = Client()
    manager.force_login(make.agent(name="Carl Lindqvist", teams=[hidden.team]))
    watch(manager, hidden)
    assert watch(browser, hidden).status_code == 404
    assert "Carl" not in faces(browser, hidden)


@pytest.mark.parametrize("fields", [{}, {"tab": "x"}, {"tab": TAB + "|9"}, {"tab": TAB, "doing": "gone"}])
def test_what_no_page_of_ours_says_is_refused(browser, team, fields):
    ticket = make.ticket(team=team)
    assert browser.post(f"/tickets/{ticket.pk}/watch/", fields).status_code == 422


def test_strange_numbers_of_cases_are_passed_over(browser):
    response = browser.get("/tickets/watchers/", {"case": ["-1", "x", "9" * 30, "²"]})
    assert (response.status_code, response.content.strip()) == (200, b"")


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_asks_the_same_for_any_number_of_rows(browser, ben, team, rows, django_assert_num_queries):
    tickets = [make.ticket(team=team) for _ in range(rows)]
    for ticket in tickets:
        watch(ben, ticket)
    with django_assert_num_queries(4):  # the session, the person, which cases, which names
        assert faces(browser, *tickets).count('title="Ben is looking"') == rows


def test_without_redis_nobody_is_seen_and_the_pages_work(browser, team, monkeypatch):
    away = presence._client.connection_pool.connection_kwargs | {"port": 9}
    monkeypatch.setattr(presence, "_client", redis.Redis(connection_pool=redis.ConnectionPool(**away)))
    ticket = make.ticket(team=team)
    assert watch(browser, ticket).status_code == 200
    assert browser.post(f"/tickets/{ticket.pk}/leave/", {"tab": TAB}).status_code == 204
    assert "Ana" not in faces(browser, ticket)
    assert browser.get(f"/tickets/{ticket.pk}/").status_code == 200
