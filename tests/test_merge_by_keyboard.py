"""A merge without the mouse, and taking it back."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.desk_server import session_cookie
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_m_a_number_and_enter_twice_merge_and_z_takes_it_back(desk, page):
    agent, source, into = make.agent(), make.ticket(subject="Code refused"), make.ticket(subject="No code came")
    page.context.add_cookies([session_cookie(desk, agent)])
    page.goto(f"{desk}/tickets/{source.pk}/?view=unassigned")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name=f"Merge case {source.pk} into …")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Find the case to merge into")).to_be_focused()
    page.keyboard.type(str(into.pk))
    expect(page.get_by_role("link", name=f"Case {into.pk}", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Merge into {into.pk}")).to_be_focused()
    expect(page.get_by_role("heading", name="Code refused", level=1)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/tickets/{into.pk}/\?view=unassigned$"))
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    assert Ticket.objects.get(pk=source.pk).merged_into == into
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("z")
    expect(page.get_by_text(f"Merge undone. Case {source.pk} is open separately again.", exact=True)).to_be_visible()
    assert Ticket.objects.get(pk=source.pk).merged_into is None


def test_what_was_typed_before_the_page_listened_is_looked_for(desk, page):
    agent, source, into = make.agent(), make.ticket(), make.ticket()
    page.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        "  const field = document.getElementById('chooser-q');"
        f"  if (field && document.readyState === 'interactive') field.value = '{into.pk}';"
        "})"
    )
    page.context.add_cookies([session_cookie(desk, agent)])
    page.goto(f"{desk}/tickets/{source.pk}/merge/")
    expect(page.get_by_role("link", name=f"Case {into.pk}", exact=True)).to_be_visible()
