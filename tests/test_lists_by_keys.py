"""Work a list by keyboard: filter it, do one thing to many cases, take it back; and see what others do meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from helpdesk.accounts.models import User
from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tests.patience import soon
from tickets.cases import record_requester_contact
from tickets.models import Ticket

IS_IN_SIGHT = """() => {
    const { x, y, width, height } = document.activeElement.getBoundingClientRect();
    const row = document.activeElement.closest("[data-list-row]");
    const seen = (down) => row.contains(document.elementFromPoint(x + Math.min(width / 2, 40), y + down));
    return [2, height / 2, height - 2].every(seen);
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_page(browser: Browser, desk: str, user: User, path: str, *, width: int = 1440) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([session_cookie(desk, user)])
    page = context.new_page()
    page.goto(desk + path)
    page.locator("[data-live-state=live]").wait_for(state="attached")
    return page


def statuses(cases: list[Ticket]) -> set[str]:
    return set(Ticket.objects.filter(pk__in=[case.pk for case in cases]).values_list("status", flat=True))


def test_many_cases_are_solved_and_opened_again_by_keyboard_and_others_see_it(browser, desk):
    team = make.team("Riverside")
    agent, mate = make.agent(teams=[team]), make.agent(teams=[team])
    cases = [make.ticket(channel="email") for _ in range(4)]
    make.ticket(channel="phone")
    page = open_page(browser, desk, agent, "/tickets/?view=open")
    other = open_page(browser, desk, mate, "/tickets/?view=open")

    page.keyboard.press("f")
    expect(page.get_by_label("Filter by text")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("channel:email")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/tickets/?view=open&channel=email")
    page.keyboard.press("j")
    page.keyboard.press("x")
    for key in ["j", "j", "j", "Shift+X"]:
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("4")
    assert barriers(page) == []
    page.keyboard.press("e")
    expect(page.locator(".notice")).to_contain_text("4 cases solved")
    assert statuses(cases) == {"solved"}
    expect(other.locator("#menu [aria-current] .nav-count")).to_have_text("1", timeout=soon())

    page.goto(f"{desk}/tickets/?view=solved")  # what was done is undone from wherever one is
    page.locator(".notice [data-key=z]").wait_for()
    page.keyboard.press("z")
    expect(page.locator(".notice")).to_contain_text("4 cases are as they were.")
    assert statuses(cases) == {"new"}
    for each in (page, other):
        each.context.close()


def test_what_a_key_opens_for_the_selected_takes_the_next_key_and_somebody_is_found_by_name(browser, desk):
    agent, mate = make.agent(name="Ana"), make.agent(name="Zoe Quinn")
    cases = [make.ticket() for _ in range(2)]
    page = open_page(browser, desk, agent, "/tickets/?view=open")
    for key in ["j", "x", "j", "x", "s"]:
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Wait for the customer")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#bulk summary", has_text="Status").press("a")
    expect(page.get_by_label("Find a person")).to_be_focused()
    page.keyboard.type("quinn")
    expect(page.locator(".choose-list .menu-item:visible")).to_have_text(["Zoe Quinn"])
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("2 cases assigned to Zoe Quinn")
    assert set(Ticket.objects.filter(pk__in=[case.pk for case in cases]).values_list("assignee", flat=True)) == {
        mate.pk
    }
    page.context.close()


def test_what_is_new_waits_until_it_is_asked_for_and_nothing_moves_meanwhile(browser, desk):
    agent = make.agent()
    first, second = make.ticket(), make.ticket()
    page = open_page(browser, desk, agent, "/tickets/?view=open")
    page.keyboard.press("j")
    page.keyboard.press("x")
    before = page.locator(f"#case-{second.pk}").bounding_box()["y"]

    record_requester_contact(first, at=timezone.now(), body="Any news?")
    expect(page.locator(".list-news")).to_contain_text("1 new", timeout=soon())
    assert page.locator(".row-item").first.get_attribute("id") == f"case-{second.pk}"
    assert page.locator(f"#case-{second.pk}").bounding_box()["y"] == before
    expect(page.locator(f"#case-{second.pk} [data-row-link]")).to_be_focused()

    page.keyboard.press("l")
    expect(page.locator(".row-item").first).to_have_id(f"case-{first.pk}")
    expect(page.locator(f"#case-{second.pk} [data-row-link]")).to_be_focused()
    expect(page.locator(f"#case-{second.pk} [data-select]")).to_be_checked()
    page.context.close()


def test_on_a_phone_cases_are_selected_and_changed(browser, desk):
    case = make.ticket()
    page = open_page(browser, desk, make.agent(), "/tickets/?view=open", width=390)
    page.locator(f"#case-{case.pk} [data-select]").check()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.locator("#bulk summary", has_text="Status").click()
    page.get_by_role("button", name="Open again").click()
    expect(page.locator(".notice")).to_contain_text("1 case opened again")
    page.context.close()


def test_o_and_enter_read_the_list_in_another_order_which_the_case_keeps(browser, desk):
    agent, now = make.agent(), timezone.now()
    quiet, waiting = make.ticket(at=now, body=""), make.ticket(at=now - timedelta(hours=3))
    Ticket.objects.filter(pk=quiet.pk).update(waiting_since=None, reply_due_at=None)
    page = open_page(browser, desk, agent, "/tickets/?view=open")
    rows = page.locator(".row-item")
    expect(rows.first).to_have_id(f"case-{quiet.pk}")

    page.keyboard.press("o")
    expect(page.get_by_role("link", name="Newest activity first")).to_be_focused()
    assert barriers(page) == []
    for key in ["Tab", "Tab", "Enter"]:
        page.keyboard.press(key)
    page.wait_for_url(f"{desk}/tickets/?view=open&sort=waiting")
    expect(rows.first).to_have_id(f"case-{waiting.pk}")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/tickets/{waiting.pk}/?view=open&sort=waiting")
    expect(rows.first).to_have_id(f"case-{waiting.pk}")
    page.context.close()


def test_the_browser_keeps_no_case_that_one_has_left_and_going_back_shows_it_again(browser, desk):
    agent = make.agent()
    one, other = make.ticket(subject="Seats are double-booked"), make.ticket(subject="Code is refused")
    page = open_page(browser, desk, agent, f"/tickets/{one.pk}/?view=open", width=1600)
    page.locator(f'a[data-row-link][href*="/tickets/{other.pk}/"]').first.click()
    page.wait_for_url(f"{desk}/tickets/{other.pk}/?view=open")
    expect(page.locator("#case h1")).to_contain_text("Code is refused")
    assert "double-booked" not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    page.go_back()
    expect(page.locator("#case h1")).to_contain_text("Seats are double-booked")
    expect(page.locator("#context")).to_contain_text(str(one.requester))
    expect(page.locator("#context")).to_have_count(1)


def test_back_from_a_case_leads_to_the_row_it_was_opened_from_also_after_a_reply(browser, desk):
    agent = make.agent()
    for number in range(40):
        make.ticket(requester=make.requester(name=f"Hazel Foxley {number}"), channel="email")
    page = open_page(browser, desk, agent, "/tickets/?view=open")
    place = "() => document.querySelector('.pane-list').scrollTop"
    for _ in range(30):
        page.keyboard.press("j")
    row, top = page.locator(".case-row:focus-within").get_attribute("id"), page.evaluate(place)
    assert top > 0
    for back in ["browser", "key", "browser after a reply"]:
        page.keyboard.press("Enter")
        page.wait_for_url("**/tickets/*/?view=open")
        page.locator("[data-live-state=live]").wait_for(state="attached")
        expect(page.locator(f"#{row}")).to_be_in_viewport(ratio=1)
        if "reply" in back:
            page.keyboard.press("r")
            page.keyboard.type("We are at it.")
            page.keyboard.press("Control+Enter")
            expect(page.locator("#timeline")).to_contain_text("We are at it.")
            page.locator("[data-live-state=live]").wait_for(state="attached")
        if back == "key":
            page.keyboard.press("u")
        else:
            page.go_back()
        page.wait_for_url(f"{desk}/tickets/?view=open")
        expect(page.locator(f"#{row} [data-row-link]")).to_be_focused()
        if "reply" not in back:  # it moved the row
            assert page.evaluate(place) == pytest.approx(top, abs=2)
    page.context.close()


def test_escape_closes_what_is_open_and_keeps_what_is_selected(browser, desk):
    make.ticket()
    page = open_page(browser, desk, make.agent(), "/tickets/?view=open")
    for key in ["j", "x", "Control+k"]:
        page.keyboard.press(key)
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.keyboard.press("Escape")
    expect(page.locator("[data-bulk-count]")).to_have_text("")


def test_the_row_with_the_focus_is_under_no_bar(browser, desk):
    """WCAG 2.2, 2.4.11: the head of the list and the bar of the selected cases leave it in sight."""
    for _ in range(30):
        make.ticket()
    page = open_page(browser, desk, make.agent(), "/tickets/?view=open")
    page.set_viewport_size({"width": 1280, "height": 720})
    covered = []
    for key in ["j", "x", *"j" * 22, *"k" * 22]:
        page.keyboard.press(key)
        if not page.evaluate(IS_IN_SIGHT):
            covered.append(key)
    assert covered == []
