"""Two people at the same cases, each in a browser of their own: each sees within two seconds what the other does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from helpdesk.accounts.models import User
from tests import make
from tests.desk_server import session_cookie
from tests.patience import soon

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Browser]:
    before = set(browser.contexts)
    yield browser
    for context in set(browser.contexts) - before:
        context.close()


def page_of(browser: Browser, desk: str, user: User, path: str) -> Page:
    context = browser.new_context()
    context.add_cookies([session_cookie(desk, user)])
    page = context.new_page()
    page.goto(desk + path)
    page.wait_for_selector("[data-live-state=live]")
    return page


def test_the_others_see_who_looks_who_replies_and_who_left(contexts, desk):
    team = make.team()
    ana, ben = make.agent(name="Ana Silva", teams=[team]), make.agent(name="Ben Adeyemi", teams=[team])
    ticket = make.ticket(team=team)
    at_the_list = page_of(contexts, desk, ben, "/tickets/?view=open")
    at_the_case = page_of(contexts, desk, ben, f"/tickets/{ticket.pk}/")
    face = at_the_list.locator(f"#watchers-{ticket.pk}").get_by_role("img")
    words = at_the_case.locator("[data-watching]")

    replying = page_of(contexts, desk, ana, f"/tickets/{ticket.pk}/")
    expect(face.and_(at_the_list.get_by_label("Ana is looking"))).to_be_visible(timeout=soon())
    expect(words).to_contain_text("Ana is looking", timeout=soon())

    replying.keyboard.press("r")
    replying.keyboard.type("Dear")
    expect(at_the_list.get_by_label("Ana is replying").first).to_be_visible(timeout=soon())
    expect(words).to_contain_text("Ana is replying", timeout=soon())

    replying.close()
    expect(at_the_list.get_by_label("Ana is")).to_have_count(0, timeout=soon())
    expect(words).not_to_contain_text("Ana", timeout=soon())


def test_the_counts_of_the_lists_move_in_the_other_browser(contexts, desk):
    team = make.team()
    ana, ben = make.agent(name="Ana Silva", teams=[team]), make.agent(name="Ben Adeyemi", teams=[team])
    first, _second = make.ticket(team=team), make.ticket(team=team)
    watching = page_of(contexts, desk, ben, "/tickets/?view=unassigned")
    in_the_menu = watching.locator(".sidebar a[href$='?view=unassigned'] .nav-count")
    expect(in_the_menu).to_have_text("2")

    working = page_of(contexts, desk, ana, f"/tickets/{first.pk}/")
    working.keyboard.press("i")

    expect(in_the_menu).to_have_text("1", timeout=soon())


def test_an_open_case_shows_what_somebody_else_did_with_it(contexts, desk):
    team = make.team()
    ana, ben = make.agent(name="Ana Silva", teams=[team]), make.agent(name="Ben Adeyemi", teams=[team])
    source, into = make.ticket(team=team, body="The code fails."), make.ticket(team=team, body="It fails again.")
    at_source, at_into = (page_of(contexts, desk, ben, f"/tickets/{ticket.pk}/") for ticket in (source, into))

    working = page_of(contexts, desk, ana, f"/tickets/{source.pk}/")
    working.keyboard.press("i")
    expect(at_source.locator("#case-assignee")).to_contain_text("Ana", timeout=soon())

    working.goto(f"{desk}/tickets/{source.pk}/merge/{into.pk}/")
    working.get_by_role("button", name=f"Merge into {into.pk}").click()
    expect(at_into.locator("#timeline")).to_contain_text("The code fails.", timeout=soon())
    expect(at_source.locator("#timeline")).to_contain_text("was merged into another case", timeout=soon())
    expect(at_source.locator("#timeline")).not_to_contain_text("The code fails.")

    at_source.get_by_role("link", name=f"Open Case {into.pk}").click()
    expect(at_source.locator("#timeline")).to_contain_text("It fails again.")
