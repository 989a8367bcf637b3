"""How much a window shows: printed for each width, and held to what people were promised.

A new figure is a column: the page that it is read on, and the script that reads it there.
"""

import sys

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from helpdesk.accounts.models import User
from tests import make
from tests.patience import soon
from tickets.cases import record_requester_contact
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WINDOWS = [(1920, 1080), (1440, 900), (1366, 768), (1280, 720), (1024, 768), (768, 1024), (390, 844), (320, 568)]
LONG = "Konstantinopolitanischedudelsackpfeifenmachergesellschaft" * 2
ROWS = """() => {
  const bar = document.querySelector(".bottom-bar");
  const end = bar.checkVisibility() ? bar.getBoundingClientRect().top : innerHeight;
  return [...document.querySelectorAll(".case-row")].filter((row) => row.getBoundingClientRect().bottom <= end).length;
}"""
TAB_STOPS = """() => {
  const first = document.querySelector(".case-row");
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const stops = all.filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden"
    && one.checkVisibility({ visibilityProperty: true }) && !one.closest("details:not([open]) > :not(summary)"));
  return stops.filter((one) => one.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING).length;
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
CONVERSATION = """() => {
  const box = (name) => document.querySelector(name)?.getBoundingClientRect();
  const [pane, head, dock] = [box(".pane-case"), box(".case-head"), box(".composer-dock")];
  const end = Math.min(innerHeight, pane.bottom, dock?.top ?? Infinity);
  return Math.max(0, Math.round(((end - Math.max(0, pane.top, head.bottom)) / innerHeight) * 100));
}"""
COLUMNS = {
    "rows": ("list", ROWS),
    "Tab stops": ("list", TAB_STOPS),
    "list too wide": ("list", TOO_WIDE),
    "% conversation": ("case", CONVERSATION),
    "case too wide": ("case", TOO_WIDE),
    "person too wide": ("person", TOO_WIDE),
    "search too wide": ("search", TOO_WIDE),
}
AT_LEAST = {
    ("rows", 1440): 15,
    ("rows", 1280): 11,
    ("% conversation", 1366): 60,
    ("% conversation", 1280): 60,
    ("% conversation", 390): 50,
}
AT_MOST = {"Tab stops": 12, "list too wide": 0, "case too wide": 0, "person too wide": 0, "search too wide": 0}
SMALL_FIELDS = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((field) => !["checkbox", "radio", "hidden"].includes(field.type) && field.checkVisibility())
  .filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16).map((field) => field.name)"""
IS_WHOLE = "(link) => link.scrollWidth <= link.clientWidth"
COVERED = """(sign) => {
  const over = sign.getBoundingClientRect();
  return [...document.querySelectorAll(".case-row, .pane-title")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.top < over.bottom && box.bottom > over.top && box.left < over.right && box.right > over.left;
  }).length;
}"""

STOPS_OF_A_NEW_MENU = """() => new Promise((done) => {
  const menu = document.getElementById("menu");
  new MutationObserver(() => {
    if (!menu.isConnected) done([...document.querySelectorAll("#menu a")].filter((link) => link.tabIndex >= 0).length);
  }).observe(menu.parentElement, { childList: true });
  htmx.trigger(menu, "live");
})"""


@pytest.fixture
def agent() -> User:
    team = make.team()
    agent = make.agent(teams=[team])
    event = make.event(name="The Paper Moons: Homecoming Night, with the Riverside Youth Orchestra")
    for number in range(24):
        make.ticket(requester=make.requester(name=f"Hazel Foxley {number}"), event=event, assignee=agent)
    make.saved_view(agent, team=team, name=LONG[:60])
    make.saved_view(agent, name="Called more than once")
    make.ticket(requester=make.requester(name="משה כהן"), assignee=agent, body="שלום")
    make.ticket(
        requester=make.requester(name=LONG), event=make.event(name=LONG), assignee=agent, subject=LONG, body=LONG
    )
    return agent


SOUND_IS_BLOCKED = "() => (document.querySelector('[data-sound-blocked]').hidden = false)"
"""What a browser does that plays nothing before the first click: one more button stands in the bar at the top."""
NEXT_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


def test_each_window_shows_what_it_should(signed_in_page, desk, agent, capsys):
    page = signed_in_page(agent)
    longest = Ticket.objects.latest("pk")
    addresses = {
        "list": "/tickets/?view=mine",
        "case": f"/tickets/{longest.pk}/?view=mine",
        "person": f"/requesters/{longest.requester_id}/",
        "search": f"/tickets/search/?q={LONG}",
    }
    shown: dict[tuple[int, int], dict[str, int]] = {window: {} for window in WINDOWS}
    for place, address in addresses.items():
        page.goto(desk + address)
        page.locator("html.js [data-roving] [tabindex='-1']").first.wait_for(state="attached")
        page.evaluate(SOUND_IS_BLOCKED)
        for window, figures in shown.items():
            page.set_viewport_size({"width": window[0], "height": window[1]})
            figures |= {name: page.evaluate(script) for name, (where, script) in COLUMNS.items() if where == place}
    with capsys.disabled():
        sys.stdout.write(f"\n{table(shown)}\n")
    mistakes = [
        f"{width}: {name} is {figures[name]}"
        for (width, _height), figures in shown.items()
        for name in COLUMNS
        if not AT_LEAST.get((name, width), 0) <= figures[name] <= AT_MOST.get(name, 10_000)
    ]
    assert not mistakes

    # The last of the windows is a phone's.
    page.goto(desk + addresses["list"])
    assert page.evaluate(SMALL_FIELDS) == []
    page.set_viewport_size({"width": 390, "height": 844})
    whole = page.get_by_role("link", name="Hazel Foxley 3", exact=True)
    assert whole.evaluate(IS_WHOLE), "the name gives way to nothing, the event gives way to it"
    assert page.get_by_role("link", name="משה כהן").evaluate("(link) => getComputedStyle(link).direction") == "rtl"


def test_the_menu_is_one_stop_and_the_news_cover_nothing(signed_in_page, desk, agent):
    page = signed_in_page(agent)
    page.goto(f"{desk}/tickets/?view=mine")
    page.locator("[data-live-state=live]").wait_for(state="attached")
    page.locator("#menu [aria-current]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#menu [href$='view=due']")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#search")).to_be_focused()
    assert page.evaluate(STOPS_OF_A_NEW_MENU) == 1
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#menu [href$='view=due']")).to_be_focused()

    record_requester_contact(Ticket.objects.earliest("pk"), at=timezone.now(), body="Any news?")
    news = page.locator(".list-news")
    expect(news).to_contain_text("1 new", timeout=soon())
    assert news.evaluate(COVERED) == 0
    expect(page.locator("#menu [href$='view=due']")).to_be_focused()

    page.locator(".sort-menu summary").click()
    page.get_by_role("button", name="Comfortable").click()
    expect(page.locator(".pane-list.is-comfortable")).to_be_visible()
    agent.refresh_from_db()
    assert agent.density == "comfortable"
    assert page.evaluate(STOPS_OF_A_NEW_MENU) == 1, "from the moment in which it is there"


def table(shown: dict[tuple[int, int], dict[str, int]]) -> str:
    head = f"{'window':>10}" + "".join(f"{name:>17}" for name in COLUMNS)
    rows = [
        f"{f'{width}x{height}':>10}" + "".join(f"{figures[name]:>17}" for name in COLUMNS)
        for (width, height), figures in shown.items()
    ]
    return "\n".join([head, *rows])
