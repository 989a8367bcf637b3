"""Sort, put away and bring back, without the mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, make.agent(name="Ana Silva"))])
    yield context.new_page()
    context.close()


def tags_of(ticket: Ticket) -> list[str]:
    return sorted(tag.name for tag in ticket.tags.all())


def test_an_agent_tags_and_snoozes_a_case_and_takes_it_back(desk, page):
    ticket = make.ticket()
    make.tag("refund", cases=[ticket], colour="amber")
    for name in ("VIP", "refund late", "parcel"):
        make.tag(name, colour="red")
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")

    page.keyboard.press("t")
    expect(page.get_by_label("Find a tag, or write a new one")).to_be_focused()
    page.keyboard.type("vi")
    page.keyboard.press("Enter")
    page.keyboard.type("Choir")
    page.keyboard.press("Enter")
    page.keyboard.type("refund")  # the one that is called so, not "refund late"
    page.keyboard.press("Enter")
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#case .tags .tag")).to_have_text(["Choir", "VIP"])
    assert tags_of(ticket) == ["Choir", "VIP"]

    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("h")
    expect(page.locator(".snooze-menu [data-menu-focus]")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/?view=open")
    page.locator(".notice [data-key=z]").wait_for()
    page.keyboard.press("z")
    page.wait_for_url(f"**/tickets/{ticket.pk}/**")
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_an_at_in_a_note_suggests_a_colleague_who_is_told_at_once(desk, page, browser):
    ben = make.agent(name="Ben Adeyemi")
    ticket = make.ticket()
    context = browser.new_context()
    context.add_cookies([session_cookie(desk, ben)])
    his = context.new_page()
    his.goto(f"{desk}/tickets/?view=mentions")
    his.wait_for_selector("[data-live-state=live]")
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")

    page.keyboard.press("n")
    page.keyboard.type("Please @be")
    expect(page.locator("[data-mentions] [role=option]")).to_have_attribute("aria-selected", "true")
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#composer textarea")).to_have_value("Please @Ben Adeyemi ")
    page.keyboard.press("Control+Enter")
    page.locator(".entry-note").get_by_text("Please @Ben Adeyemi").wait_for()

    his.locator("#toasts").get_by_text("Ana Silva mentions you in").wait_for()
    his.locator(".notice").get_by_role("link", name="Open").click()
    his.locator(".mentioned").wait_for()
    with his.expect_response("**/mentions/seen/"):
        pass
    assert not ben.mentions.filter(seen_at=None).exists()
    context.close()
