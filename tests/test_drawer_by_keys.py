"""Forms about a case open beside it: what is typed, the list and the focus stay (in the browser, by keyboard)."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tickets.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_a_form_in_the_drawer_is_refused_sent_and_closed_while_the_case_stays(desk, page):
    agent, ticket = make.agent(), make.ticket(subject="Code refused")
    page.context.add_cookies([session_cookie(desk, agent)])
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=unassigned")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("r")
    page.locator("[data-composer] textarea[name=body]").fill("Dear Ann")
    page.locator("[data-composer] textarea[name=body]").blur()

    page.evaluate("window.isSamePage = true")
    page.keyboard.press("!")
    drawer = page.get_by_role("dialog", name="Escalate")
    words = drawer.get_by_label("In a few words")
    expect(words).to_be_focused()
    assert barriers(page) == []
    words.fill(" ")
    page.keyboard.press("Enter")
    expect(drawer.get_by_text("Say in a few words what the manager must know.")).to_be_visible()
    expect(words).to_be_focused()
    page.keyboard.type("Wants a manager")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.keyboard.press("!")
    expect(words).to_have_value(" Wants a manager")
    page.keyboard.press("Enter")

    expect(page.locator("#timeline")).to_contain_text("Wants a manager")
    expect(drawer).to_be_hidden()
    expect(page.locator("[data-key='!']")).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("escalated to the managers")
    expect(page.locator("[data-composer] textarea[name=body]")).to_have_value("Dear Ann")
    expect(page).to_have_url(f"{desk}/tickets/{ticket.pk}/?view=unassigned")
    assert page.evaluate("window.isSamePage")
    assert Entry.objects.filter(ticket=ticket, kind="escalation").count() == 1
