"""Without a network the page stays and says so, whatever is pressed (in the browser)."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.permissions.objects import with_second_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "You are offline, so this was not done."


@pytest.fixture
def person():
    return with_second_step(make.manager(name="Miriam Osei"))


@pytest.fixture
def page(signed_in_page, person):
    return signed_in_page(person)


PRESSED = {
    "a link of the sidebar": ("/tickets/{case}/", ".nav-item[href='/carts/'] >> nth=0"),
    "a row of the list": ("/tickets/", "[data-row-link] >> nth=0"),
    "a button of a case": ("/tickets/{case}/", "button:visible[aria-label='Assign to me'] >> nth=0"),
    "a button of the board": ("/escalations/", "button:has-text('Claim') >> nth=0"),
}


@pytest.mark.parametrize("what", PRESSED)
def test_what_is_pressed_without_a_network_leaves_the_page_as_it_is(page, desk, person, what):
    ticket = make.ticket()
    make.escalation(ticket)
    path, selector = PRESSED[what]
    page.goto(f"{desk}{path.format(case=ticket.pk)}")
    page.wait_for_selector("[data-live-state=live]")
    before = page.url
    page.context.set_offline(True)
    page.locator(selector).click()
    expect(page.locator("#toasts")).to_contain_text(WORDS)
    page.locator(selector).click()
    expect(page.locator("#toasts .notice")).to_have_count(1)
    assert page.url == before
    assert not [url for url in page.went_to if "chrome-error" in url]

    page.context.set_offline(False)
    expect(page.locator("#toasts")).not_to_contain_text(WORDS)
    with page.expect_response(lambda answer: answer.request.is_navigation_request() or answer.request.method == "POST"):
        page.locator(selector).click()


def test_a_desk_that_does_not_answer_is_asked_before_the_page_is_left(page, desk):
    ticket = make.ticket()
    page.goto(f"{desk}{ticket.get_absolute_url()}")
    page.wait_for_selector("[data-live-state=live]")
    page.route("**/livez", lambda route: route.abort())
    page.evaluate("document.querySelector('[data-live-state]').dataset.liveState = 'reconnecting'")
    page.locator(".nav-item[href='/carts/'] >> nth=0").click()
    expect(page.locator("#toasts")).to_contain_text("Press 4 does not answer, so this was not done.")
    page.unroute("**/livez")
    page.locator(".nav-item[href='/carts/'] >> nth=0").click()
    page.wait_for_url("**/carts/")
