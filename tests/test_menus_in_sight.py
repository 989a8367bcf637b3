"""Every menu of lists and cases is seen whole, on a laptop, a desk and a phone (in the browser)."""

import pytest
from playwright.sync_api import Page

from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1280, 720), (1440, 900), (390, 844)]
CORNERS = """(list) => {
    const box = list.getBoundingClientRect();
    const [left, top, right, bottom] = [box.left + 12, box.top + 12, box.right - 12, box.bottom - 12];
    const seen = [[left, top], [right, top], [left, bottom], [right, bottom]].map(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return list.contains(hit) || (hit ? `${hit.tagName}.${hit.className} at ${x},${y}` : `nothing at ${x},${y}`);
    });
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return {seen, inside, wide, box: [box.left, box.top, box.right, box.bottom], room: [innerWidth, innerHeight]};
}"""


@pytest.fixture
def ticket():
    team = make.team("A team with a name that is long enough to widen every menu that names it")
    ticket = make.ticket(team=team, subject="Two seats apart")
    for number in range(30):
        make.ticket(subject=f"Case {number}")
    return ticket


@pytest.fixture(params=SIZES, ids=["laptop", "desk", "phone"])
def page(request, browser, desk):
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([session_cookie(desk, with_second_step(make.manager(name="Ana Silva")))])
    yield context.new_page()
    context.close()


def wrong_menus(page: Page) -> list[str]:
    """What is wrong with each menu that has a button in sight, opened as one does it."""
    wrong, menus = [], page.locator("details.menu > summary:visible")
    assert menus.count()
    for place in range(menus.count()):
        summary = menus.nth(place)
        name = summary.get_attribute("aria-label") or summary.inner_text()
        # Parts that are fetched with the page, such as the status, move what stands beside them.
        page.wait_for_load_state("networkidle")
        summary.click()
        page.wait_for_load_state("networkidle")
        wrong += faults(name, summary.locator("xpath=following-sibling::*[contains(@class, 'menu-list')]"))
        page.keyboard.press("Escape")
    page.locator("[popovertarget=user-menu]").click()
    wrong += faults("profile", page.locator("#user-menu"))
    page.keyboard.press("Escape")
    return wrong


def faults(name: str, menu) -> list[str]:
    found = menu.evaluate(CORNERS)
    is_whole = found["inside"] and not found["wide"] and all(seen is True for seen in found["seen"])
    return [] if is_whole else [f"{name}: {found}"]


def test_menus_of_a_list_are_seen_whole(page, desk, ticket):
    page.goto(f"{desk}/tickets/")
    page.wait_for_selector("[data-list-row]")
    assert wrong_menus(page) == []


def test_menus_of_chosen_cases_are_seen_whole(page, desk, ticket):
    page.goto(f"{desk}/tickets/")
    page.locator("[data-list-row] input[type=checkbox]").first.check(force=True)
    page.wait_for_selector(".bulk-bar details.menu > summary:visible")
    assert wrong_menus(page) == []


@pytest.mark.parametrize("panel", ["with", "without"])
def test_menus_of_a_case_are_seen_whole(page, desk, ticket, panel):
    page.goto(f"{desk}{ticket.get_absolute_url()}")
    page.wait_for_selector(".case-actions")
    toggle = page.locator("[data-toggles=context]:visible")
    if panel == "without" and toggle.count():
        toggle.first.click()
    assert wrong_menus(page) == []
