"""What we promised: given, ticked off, dropped with a reason, and put before a manager when it is late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from escalation.board import escalate_breaches, owe_callback
from escalation.models import Escalation
from tests import make
from tickets.cases import keep_promise
from tickets.cases.promise_detection import guess_promise
from tickets.models import Promise

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KEY = "00000000-0000-4000-8000-000000000001"
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)  # a Wednesday, ten in the morning in New York


def told(ticket) -> list[str]:
    return [entry.body for entry in ticket.entries.filter(kind="promise").order_by("pk")]


def promise(browser, ticket, **fields):
    standing = {"key": KEY, "what": "call about the seats", "kind": "call", "until": "hour"}
    return browser.post(f"/tickets/{ticket.pk}/promise/", standing | fields)


def test_an_agent_promises_something_once_and_the_case_waits_for_it(browser):
    ticket = make.ticket()
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            assert promise(browser, ticket).status_code == 302
    given = Promise.objects.get()
    assert (given.what, given.kind, given.due_at) == ("call about the seats", "call", NOW + HOUR)
    assert told(ticket) == ["call about the seats"]
    assert browser.post(f"/tickets/{ticket.pk}/solve/").status_code == 409


def test_a_deadline_is_counted_in_the_opening_hours_of_the_case(browser):
    make.service_level(calendar=make.calendar())  # nine to five, New York
    ticket = make.ticket()
    with time_machine.travel(NOW + 6 * HOUR, tick=False):  # four in the afternoon
        promise(browser, ticket, until="half")
    assert Promise.objects.get().due_at == datetime(2026, 11, 19, 17, tzinfo=UTC)  # noon of the next day


def test_one_s_own_moment_is_read_in_one_s_own_time_zone(browser, agent):
    type(agent).objects.filter(pk=agent.pk).update(timezone="America/New_York")
    with time_machine.travel(NOW, tick=False):
        promise(browser, make.ticket(), until="custom", moment="2026-11-18T17:00")
    assert Promise.objects.get().due_at == datetime(2026, 11, 18, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"what": ""},
        {"kind": "callback"},
        {"until": "soon"},
        {"until": "custom"},
        {"until": "custom", "moment": "2001-01-01T09:00"},
        {"key": "none"},
    ],
)
def test_half_a_promise_is_none(browser, fields):
    assert promise(browser, make.ticket(), **fields).status_code == 422
    assert not Promise.objects.exists()


def test_a_closed_case_promises_nothing(browser):
    assert promise(browser, make.ticket(status="closed")).status_code == 409


@pytest.mark.parametrize(("due_in", "said"), [(HOUR, "Kept: Send them"), (-HOUR, "Kept late: Send them")])
def test_a_click_ticks_it_off_and_two_clicks_say_it_once(browser, agent, due_in, said):
    ticket = make.ticket()
    row = make.promise(ticket, what="Send them", due_at=timezone.now() + due_in)
    for _ in range(2):
        assert browser.post(f"/promises/{row.pk}/keep/").status_code == 302
    row.refresh_from_db()
    assert (row.was_kept, row.settled_by) == (True, agent)
    assert told(ticket)[1:] == [said]
    assert browser.post(f"/tickets/{ticket.pk}/solve/").status_code == 302


@pytest.mark.parametrize(("how", "said"), [("broken", "Broken"), ("withdrawn", "Withdrawn")])
def test_what_is_not_kept_needs_a_reason(browser, how, said):
    ticket = make.ticket()
    row = make.promise(ticket, what="Send them")
    assert browser.post(f"/promises/{row.pk}/drop/", {"how": how}).status_code == 422
    assert browser.post(f"/promises/{row.pk}/drop/", {"how": how, "reason": "No stock."}).status_code == 302
    row.refresh_from_db()
    assert (row.was_kept, row.is_broken, row.reason) == (False, how == "broken", "No stock.")
    assert told(ticket)[1:] == [f"{said}: Send them. No stock."]
    assert browser.post(f"/promises/{row.pk}/drop/", {"how": how, "reason": "Again."}).status_code == 409


def test_a_manager_s_call_is_settled_on_the_board_only(browser):
    ticket = make.ticket()
    row = owe_callback(ticket, at=timezone.now()).promise
    assert browser.post(f"/promises/{row.pk}/keep/").status_code == 409
    assert browser.post(f"/promises/{row.pk}/drop/", {"how": "broken", "reason": "x"}).status_code == 409
    row.refresh_from_db()
    assert row.settled_at is None
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "On the escalation board" in page
    assert f"/promises/{row.pk}/" not in page


def test_a_promise_of_a_case_of_another_team_is_not_found(browser):
    row = make.promise(make.ticket(team=make.team("Others")))
    for verb in ("keep", "drop"):
        assert browser.post(f"/promises/{row.pk}/{verb}/").status_code == 404


def test_a_promise_that_is_due_soon_and_a_call_that_is_owed_have_their_lists(browser):
    ticket = make.ticket()
    make.promise(ticket, due_at=timezone.now() + timedelta(minutes=10))

    def stands_in(view: str) -> bool:
        return "data-row-link" in browser.get(f"/tickets/?view={view}").content.decode()

    assert (stands_in("due"), stands_in("callbacks")) == (True, False)
    call = make.promise(make.ticket(), kind="call", due_at=timezone.now() + 9 * HOUR)
    assert stands_in("callbacks")
    keep_promise(call, at=timezone.now())
    assert not stands_in("callbacks")


def test_thirty_promises_are_listed_with_the_queries_of_one(browser, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make.promise(make.ticket(), due_at=timezone.now())
    browser.get("/tickets/?view=due")
    with CaptureQueriesContext(connection) as one:
        browser.get("/tickets/?view=due")
    asked = len(one)
    for _ in range(29):
        make.promise(make.ticket(), due_at=timezone.now())
    browser.get("/tickets/?view=due")  # the numbers of the menu are kept for seconds only
    with django_assert_num_queries(asked):
        browser.get("/tickets/?view=due")


def test_a_promise_that_is_late_goes_before_a_manager_once(agent):
    ticket, now = make.ticket(at=timezone.now()), timezone.now()
    for what in ("Send them", "Write again"):
        make.promise(ticket, what=what, due_at=now + timedelta(minutes=5))
    late = now + timedelta(minutes=10)
    assert [escalate_breaches(at=now), escalate_breaches(at=late)] == [0, 1]
    assert escalate_breaches(at=late) == 0
    raised = Escalation.objects.get()
    assert (raised.reason, raised.detail) == ("promise_broken", "Send them; Write again")
    Escalation.objects.update(status="dismissed", finished_at=late)
    assert escalate_breaches(at=late + timedelta(minutes=1)) == 0
    make.promise(ticket, what="A third", due_at=late + timedelta(minutes=1))
    assert escalate_breaches(at=late + timedelta(minutes=2)) == 1


def test_neither_a_kept_promise_nor_a_manager_s_call_is_raised_so():
    now = timezone.now()
    owe_callback(make.ticket(), at=now - 9 * HOUR)
    kept = make.promise(make.ticket(), due_at=now - HOUR)
    keep_promise(kept, at=now)
    escalate_breaches(at=now)
    assert not Escalation.objects.filter(reason="promise_broken").exists()


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("We will call you by 17:00.", "call you", "18T17:00"),
        ("Told her we'll call back by 5 pm today", "call back", "18T17:00"),
        ("I\u2019ll send the tickets again tomorrow at 9:30", "send the tickets again", "19T09:30"),
        ("I will send the PDF by 9:15 tomorrow", "send the PDF", "19T09:15"),
        ("a manager will call within 2 hours", "call", "18T12:00"),
        ("We will check it in half an hour, thanks", "check it", "18T10:30"),
        ("We will ring the venue on Monday", "ring the venue", "23T18:00"),
        ("we will refund it by Wednesday", "refund it", "25T18:00"),
        ("Hello,\nwe are going to look at it today.", "look at it", "18T18:00"),
    ],
)
def test_a_text_that_sounds_like_a_promise_is_understood(text, what, due):
    with timezone.override(NEW_YORK):
        guess = guess_promise(text, at=NOW)
    assert guess.what == what
    assert guess.due_at.astimezone(NEW_YORK).strftime("%dT%H:%M") == due


@pytest.mark.parametrize(
    "text",
    [
        "They will call by 17:00.",
        "We will call you.",
        "We will call you by 9:00.",  # that was an hour ago
        "Will we call by 17:00?",
        "The show will begin at 8 pm",
        "we will " + "x " * 3000 + "by 17:00",
        "",
    ],
)
def test_a_text_that_promises_nothing_is_left_alone(text):
    with timezone.override(NEW_YORK):
        assert guess_promise(text, at=NOW) is None


def test_a_note_that_sounds_like_a_promise_offers_to_add_it_and_adds_nothing(browser):
    ticket = make.ticket()
    with time_machine.travel(NOW, tick=False):
        note = {"mode": "note", "body": "Told her we will call by 17:00.", "version": 2, "key": KEY}
        page = browser.post(f"/tickets/{ticket.pk}/write/", note, follow=True).content.decode()
        assert "sounds like a promise" in page
        assert not Promise.objects.exists()
        address = f"/tickets/{ticket.pk}/promise/?what=call&kind=call&moment=2026-11-18T17%3A00%3A00%2B00%3A00"
        assert address.replace("&", "&amp;") in page
        form = browser.get(address).content.decode()
    assert 'value="call"' in form
    assert 'value="2026-11-18T17:00"' in form


@pytest.mark.parametrize("query", ["what=%00&kind=x&moment=soon", "moment=2026-99-99T17:00:00Z", "moment=2026-11-18"])
def test_a_link_that_makes_no_sense_fills_in_nothing(browser, query):
    assert browser.get(f"/tickets/{make.ticket().pk}/promise/?{query}").status_code == 200
