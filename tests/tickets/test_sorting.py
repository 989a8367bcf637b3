"""The orders of a list: who waits longest, what is promised soonest, and pages in each of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.cases import give_promise, snooze_ticket
from tickets.lists.inbox import PAGE_SIZE, VIEWS
from tickets.lists.listing import SORTINGS
from tickets.models import SavedView, Ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def case(**columns):
    """A case nobody waits in and nothing is promised on, but for what `columns` say."""
    ticket = make.ticket()
    quiet = {"waiting_since": None, "reply_due_at": None, "solve_due_at": None}
    Ticket.objects.filter(pk=ticket.pk).update(**quiet | columns)
    return ticket


def shown(browser, **query) -> list[int]:
    """Of all pages, one after the other."""
    found, cursor = [], ""
    while True:
        page = browser.get("/tickets/", query | ({"cursor": cursor} if cursor else {})).context
        found += [ticket.pk for ticket in page["cases"]]
        cursor = page["next_cursor"]
        if not cursor:
            return found


def keys(*tickets) -> list[int]:
    return [ticket.pk for ticket in tickets]


def test_who_waits_longest_stands_first_and_who_does_not_wait_last(browser):
    nobody, short = case(active_at=NOW), case(waiting_since=NOW - hours(1), active_at=NOW - hours(1))
    long = case(waiting_since=NOW - hours(9), active_at=NOW - hours(2))
    assert shown(browser, view="open") == keys(nobody, short, long)
    assert shown(browser, view="open", sort="oldest") == keys(long, short, nobody)
    assert shown(browser, view="open", sort="waiting") == keys(long, short, nobody)


def test_the_earlier_of_two_promises_counts(browser):
    waits = {"waiting_since": NOW}
    later = case(reply_due_at=NOW + hours(5), solve_due_at=NOW + hours(3), **waits)
    sooner = case(solve_due_at=NOW + hours(2))
    nothing, soonest = case(), case(reply_due_at=NOW + hours(1), **waits)
    assert shown(browser, view="open", sort="due") == keys(soonest, sooner, later, nothing)


def test_lists_of_what_is_due_begin_with_it(browser):
    later, sooner = (case(reply_due_at=NOW + hours(wait), waiting_since=NOW) for wait in (0.3, 0.2))
    by_us, called = case(), case()
    give_promise(by_us, what="We send the tickets", due_at=NOW + hours(0.1), at=NOW, kind="other")
    give_promise(called, what="We call", due_at=NOW + hours(0.25), at=NOW, kind="call")
    give_promise(by_us, what="We call, too", due_at=NOW + hours(5), at=NOW, kind="call")
    assert shown(browser, view="due") == keys(sooner, later, by_us, called)
    assert shown(browser, view="due", sort="owed") == keys(by_us, sooner, called, later)
    assert shown(browser, view="callbacks") == keys(by_us, called)


def test_what_is_put_away_stands_by_when_it_comes_back(browser, agent):
    tomorrow, tonight = make.ticket(), make.ticket()
    snooze_ticket(tomorrow, until=NOW + hours(20), by=agent)
    snooze_ticket(tonight, until=NOW + hours(4), by=agent)
    assert shown(browser, view="snoozed") == keys(tonight, tomorrow)


def test_the_problem_line_begins_with_who_waits_longest(browser):
    first = make.ticket(channel="phone", at=NOW - hours(2))
    second = make.ticket(channel="phone", at=NOW - hours(1))
    assert shown(browser, view="line") == keys(first, second)


@pytest.mark.parametrize(
    ("view", "sort"), [(view, sort) for view in ("open", "solved") for sort in VIEWS[view].sortings]
)
def test_pages_follow_each_other_without_gap_or_repeat_in_each_order(browser, view, sort):
    """All at one moment, and every second one without any."""
    for number in range(PAGE_SIZE + 5):
        moment = {"waiting_since": NOW, "reply_due_at": NOW} if number % 2 else {}
        case(active_at=NOW, status=view, solved_at=NOW, **moment)
    in_order = SORTINGS[sort].sort(Ticket.objects.all())
    assert shown(browser, view=view, sort=sort) == [ticket.pk for ticket in in_order]


@pytest.mark.parametrize("sort", ["due", "owed", "nonsense", ""])
def test_an_order_that_the_list_does_not_have_is_its_usual_one(browser, sort):
    older, newer = make.ticket(status="solved", at=NOW - hours(1)), make.ticket(status="solved", at=NOW)
    assert shown(browser, view="solved", sort=sort) == keys(newer, older)


def test_the_order_stays_with_the_case_and_leads_to_the_next_one(browser, agent):
    make.ticket(at=NOW)
    longest, next_one = (make.ticket(at=NOW - hours(age)) for age in (9, 5))
    page = browser.get("/tickets/?view=open&sort=waiting").content.decode()
    assert f'href="/tickets/{longest.pk}/?view=open&amp;sort=waiting"' in page

    view = {"view": "open&sort=waiting"}
    fields = {"mode": "reply", "body": "Here.", "version": longest.version, "revision": 0, "key": "5" * 32}
    answer = browser.post(f"/tickets/{longest.pk}/write/", fields | view | {"after": "next"})
    assert answer["Location"] == f"/tickets/{next_one.pk}/?view=open&sort=waiting"


def test_the_menu_names_the_order_and_offers_the_others(browser):
    page = browser.get("/tickets/?view=open&priority=high&sort=waiting").content.decode()
    assert 'aria-label="Sort: Waiting longest first"' in page
    assert "/tickets/?view=open&amp;priority=high&amp;sort=due" in page
    assert "/tickets/views/new/?view=open&amp;priority=high&amp;sort=waiting" in page


def test_a_saved_view_keeps_its_order_and_can_be_read_in_another(browser):
    form = {"name": "High", "icon": "mail", "view": "open", "filters": "priority:high", "team": "", "sort": "waiting"}
    assert browser.post("/tickets/views/new/", form).status_code == 302
    saved = SavedView.objects.get()
    older, newer = (make.ticket(priority="high", at=NOW - hours(age)) for age in (2, 1))
    assert shown(browser, view=saved.pk) == keys(older, newer)
    assert shown(browser, view=saved.pk, sort="newest") == keys(newer, older)
    assert "Waiting longest first" in browser.get("/tickets/views/").content.decode()
    assert 'value="waiting" selected' in browser.get(f"/tickets/views/{saved.pk}/").content.decode()


def test_a_view_is_not_kept_in_an_order_that_it_does_not_have(browser):
    form = {"name": "Done", "icon": "mail", "view": "solved", "filters": "", "team": "", "sort": "waiting"}
    answer = browser.post("/tickets/views/new/", form)
    assert answer.status_code == 422
    assert "“Solved” cannot be in the order “Waiting longest first”." in answer.content.decode()


def test_what_was_there_before_the_list_is_no_news_in_any_order(browser):
    make.ticket(at=NOW - hours(1))
    make.ticket(at=NOW)
    since = browser.get("/tickets/?view=open&sort=oldest").context["since"]
    assert "show" not in browser.get("/tickets/news/", {"view": "open", "since": since}).content.decode()
