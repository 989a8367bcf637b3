"""A sound and the number in the tab, for who looks at something else: of several tabs one is heard."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.desk_server import session_cookie
from tests.patience import soon

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEARD = "#bell-list[data-playing='440']"
RINGS = "document.getElementById('ringing-bar').innerHTML = '<div data-ringing=Maria></div>'"
QUIET = "document.getElementById('ringing-bar').replaceChildren()"
BUSY = "navigator.locks.request('press4-sound', () => new Promise((done) => (window.letGo = done)))"
MUTE = (
    "Object.defineProperty(BaseAudioContext.prototype, 'state',"
    " {get: () => (window.mayPlay ? 'running' : 'suspended')})"
)


def test_a_ring_is_heard_in_one_tab_and_goes_on_in_another_when_that_is_closed(browser, desk):
    agent = make.agent()
    make.ticket(assignee=agent)
    context = browser.new_context()
    context.add_cookies([session_cookie(desk, agent)])
    muted, first, second = tabs = [context.new_page() for _number in range(3)]
    muted.add_init_script(MUTE)
    for tab in tabs:
        tab.goto(f"{desk}/tickets/")
        expect(tab.locator("[data-bell-count]")).to_have_text("1", timeout=soon())
        expect(tab).to_have_title(re.compile(r"^\(1\) "))
        expect(tab.locator("link[rel=icon]")).to_have_attribute("href", re.compile("^data:image/svg"))
        tab.keyboard.press("Shift")

    # Another tab makes a sound: the ring begins when that is over.
    second.evaluate(f"() => void {BUSY}")
    first.evaluate(RINGS)
    expect(first).to_have_title(re.compile(r"^☎ Maria · \(1\) "))
    expect(first.locator(HEARD)).to_have_count(0)
    second.evaluate("window.letGo()")
    expect(first.locator(HEARD)).to_have_count(1, timeout=soon())
    second.evaluate(RINGS)
    expect(second).to_have_title(re.compile("^☎ Maria"))
    expect(second.locator(HEARD)).to_have_count(0)
    first.close()
    expect(second.locator(HEARD)).to_have_count(1, timeout=soon())
    second.evaluate(QUIET)
    expect(second.locator(HEARD)).to_have_count(0)

    # Where the browser lets nothing be heard, a button says so and changes it.
    muted.evaluate(RINGS)
    button = muted.get_by_role("button", name="Turn on sound")
    expect(button).to_be_visible(timeout=soon())
    expect(muted.locator(HEARD)).to_have_count(0)
    muted.evaluate("window.mayPlay = true")
    button.click()
    expect(button).to_be_hidden()
    expect(muted.locator(HEARD)).to_have_count(1, timeout=soon())
    context.close()
