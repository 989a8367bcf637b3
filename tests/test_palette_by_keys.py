"""Go anywhere by `Ctrl K`: a page, an action of this page, or what a search finds."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, desk: str) -> Page:
    """The page of a case."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, make.agent())])
    page = context.new_page()
    page.goto(desk + make.ticket(subject="Code does not work").get_absolute_url())
    page.locator("[data-live-state=live]").wait_for(state="attached")
    return page


def ask(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(text)


def test_a_page_is_gone_to(page, desk):
    ask(page, "all op")
    assert barriers(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/tickets/?view=open")


def test_what_a_key_does_here_is_done(page):
    ask(page, "assign to me")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#case-head")).not_to_contain_text("Assign to me")


def test_a_case_is_found_while_one_types_and_enter_alone_searches(page, desk):
    found = make.ticket(subject="Parking for the tuba")
    ask(page, "tuba")
    expect(page.locator("#palette-found")).to_contain_text("Parking for the tuba")
    assert barriers(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}{found.get_absolute_url()}*")

    page.locator("[data-live-state=live]").wait_for(state="attached")
    ask(page, "tuba")
    page.keyboard.press("Enter")
    page.wait_for_url("**/*q=tuba*")


def test_escape_leaves_everything_as_it_was(page):
    ask(page, "solve")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator("#case-subject")).to_contain_text("Code does not work")
