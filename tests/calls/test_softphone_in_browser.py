"""A problem call is answered in the browser: the desk and the pretend town as processes, and somebody at the page."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import FrameLocator, Locator, Page, expect

from calls import tasks
from calls.models import Call, Leg, Transfer
from escalation.models import RingGroup, RingGroupMember
from helpdesk.devservices.processes import free_port
from tests import make
from tests.desk_server import desk_server, session_cookie
from tests.simulator.served import Served, eventually, served_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALLER = "+15005550131"
COLLEAGUE = "+15005550177"
KEY = {"TWILIO_API_KEY_SID": "SK" + "0" * 31 + "4", "TWILIO_API_KEY_SECRET": "only-for-tests-0123456789-abcdef"}


@pytest.fixture(scope="module")
def places(django_db_setup) -> Iterator[tuple[str, Served]]:
    """The addresses of a desk and of the town that plays its provider."""
    port = free_port()
    account = {"TWILIO_ACCOUNT_SID": settings.TWILIO_ACCOUNT_SID, "TWILIO_AUTH_TOKEN": settings.TWILIO_AUTH_TOKENS[0]}
    with served_town(f"http://localhost:{port}", **account, **KEY) as town:
        provider = {"TWILIO_API_BASE_URL": town.url, "SOFTPHONE_SDK_URL": f"{town.url}/sdk/twilio.js"}
        with desk_server(port=port, **KEY, **provider) as desk:
            yield desk, town


@pytest.fixture
def group(places, settings) -> RingGroup:
    """One person, rung in the browser only, behind the problem line. This test is the worker of the desk."""
    desk, town = places
    settings.TWILIO_API_BASE_URL, settings.PUBLIC_BASE_URL = town.url, desk
    settings.HAS_SOFTPHONES = True
    group = make.ring_group(agents=1, managers=0)
    group.members.update(device=RingGroupMember.Device.SOFTPHONE, phone="")
    make.line("problem", ring_group=group)
    return group


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture
def page(browser, places, group, troubles) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["microphone"], origin=places[0])
    context.add_cookies([session_cookie(places[0], group.members.get().user)])
    # Firefox and older Safari have none, and nobody is asked whether to leave a page that only gives way.
    context.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined });")
    page = context.new_page()
    page.on("dialog", lambda dialog: (troubles.append(dialog.type), dialog.accept()))
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{places[0]}/calls/")
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")
    yield page
    context.close()
    if places[1].phone(CALLER)["state"] != "idle":
        places[1].act(CALLER, "hang-up")
    # The provider's last words must be taken in before the tables are emptied.
    eventually(lambda: not Call.objects.unfinished().exists() and not Leg.objects.filter(ended_at=None).exists())


def ring(town: Served) -> Call:
    """Somebody calls the problem line, and the worker rings the browser."""
    before = set(Call.objects.values_list("pk", flat=True))
    town.act(CALLER, "dial", to=make.PROBLEM_LINE)
    leg = eventually(lambda: Leg.objects.exclude(call__in=before).first())
    tasks.place_legs(leg.call_id)
    return leg.call


def in_bar(page: Page | FrameLocator, name: str) -> Locator:
    """The bar's own button: the one in the frame stands in for it only until the bar has come."""
    return page.get_by_role("region", name="Calls for you").get_by_role("button", name=name)


def beneath(page: Page) -> FrameLocator:
    """The desk, as it goes on in the tab of the call."""
    return page.frame_locator("iframe.desk-beneath")


def test_a_click_on_answer_talks_with_the_caller_and_leaves_no_trouble(places, page, troubles):
    _desk, town = places
    call = ring(town)
    answer = page.get_by_role("button", name="Answer")
    expect(answer).to_be_visible()
    expect(answer.locator("kbd")).to_have_text("y")
    page.keyboard.press("y")

    expect(page.locator(".softphone")).to_have_attribute("data-state", "talking")
    eventually(lambda: town.phone(CALLER)["talking_to"])
    assert Leg.objects.get(call=call).status == Leg.Status.ACCEPTED
    desk = beneath(page)
    expect(desk.get_by_role("heading", name=call.ticket.subject)).to_be_visible()
    expect(in_bar(desk, "Hang up")).to_be_visible()
    eventually(lambda: desk.locator("#ringing-bar").bounding_box()["height"] < 60)  # one row
    page.keyboard.press("Control+Shift+M")
    expect(desk.locator(".softphone-state")).to_contain_text("Muted")
    page.keyboard.press("?")
    expect(desk.locator("#keys-help").get_by_text("Hold, or back to the caller")).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Control+Shift+E")
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")
    eventually(lambda: town.phone(CALLER)["state"] == "idle")
    assert troubles == []


def test_of_two_tabs_one_is_the_telephone_and_both_answer(places, page, troubles):
    desk, town = places
    second = page.context.new_page()
    second.goto(f"{desk}/calls/")
    expect(second.locator(".softphone")).to_have_attribute("data-state", "ready")
    ring(town)
    second.get_by_role("button", name="Answer").click()
    for tab in (page, second):
        expect(tab.locator(".softphone")).to_have_attribute("data-state", "talking")
    page.get_by_role("link", name="Carts").first.click()
    expect(beneath(page).locator("h1")).to_contain_text("Carts")
    in_bar(second, "Hang up").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")
    assert troubles == []


def test_when_the_tab_that_is_the_telephone_closes_another_takes_over(places, page, group):
    desk, town = places
    second = page.context.new_page()
    second.goto(f"{desk}/calls/")
    expect(second.locator(".softphone")).to_have_attribute("data-state", "ready")
    page.close()
    number = f"client:user_{group.members.get().user_id}"
    eventually(lambda: town.phone(number)["signed_in"] == 1)
    ring(town)
    second.get_by_role("button", name="Answer").click()
    expect(second.locator(".softphone")).to_have_attribute("data-state", "talking")
    in_bar(beneath(second), "Hang up").click()
    expect(second.locator(".softphone")).to_have_attribute("data-state", "ready")


def go(desk: FrameLocator, name: str) -> None:
    """To another page of the desk, where the call goes on and the bar says so."""
    desk.get_by_role("navigation", name="Main").get_by_role("link", name=name).first.click()
    expect(desk.locator("h1")).to_contain_text(name)
    expect(desk.locator(".softphone")).to_have_attribute("data-state", "talking")


def work(deed: Callable[[], object], *, until: Transfer.Status) -> None:
    """Be the worker of the desk, until the transfer has come so far."""

    def is_there() -> bool:
        if not Transfer.objects.exists():
            return False
        deed()
        return Transfer.objects.get().status == until

    eventually(is_there)


def test_a_call_is_held_and_transferred_over_six_pages_in_the_same_tab(places, page, troubles):
    _desk, town = places
    make.agent(name="Ben Adeyemi", mobile=COLLEAGUE)
    call = ring(town)
    page.get_by_role("button", name="Answer").click()
    expect(page).to_have_url(re.compile(f"{call.ticket.get_absolute_url()}$"))
    desk, bar = beneath(page), beneath(page).locator("#ringing-bar")
    go(desk, "Carts")
    expect(bar.get_by_role("button", name="Hold", exact=True)).to_be_visible()
    page.keyboard.press("Control+Shift+H")
    work(lambda: tasks.ask_phones(Transfer.objects.get().pk), until=Transfer.Status.HELD)
    go(desk, "Calls")
    expect(bar).to_contain_text(re.compile(r"on hold\s+0:\d\d"))

    bar.locator(".transfer-form summary").click()
    bar.get_by_label("One person").check()
    bar.locator("select[name=person]").select_option(label="Ben Adeyemi · Available")
    bar.get_by_label("What your colleague hears").fill("Two seats apart")
    bar.get_by_role("button", name="Hold & call").click()
    expect(bar).to_contain_text("Ben Adeyemi will hear: “Two seats apart”")
    tasks.place_legs(call.pk)
    go(desk, "Events")
    eventually(lambda: town.phone(COLLEAGUE)["state"] == "ringing")
    town.act(COLLEAGUE, "answer")
    eventually(lambda: "Two seats apart" in town.heard(COLLEAGUE))
    town.act(COLLEAGUE, "press", keys="1")
    work(lambda: tasks.ask_phones(Transfer.objects.get().pk), until=Transfer.Status.BRIEFING)
    go(desk, "Escalations")
    expect(bar).to_contain_text(re.compile(r"on hold\s+0:\d\d\s+·\s+talking to Ben Adeyemi"))
    address = page.url
    desk.get_by_role("searchbox").first.fill("nobody")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=nobody"))
    page.go_back()
    expect(page).to_have_url(address)
    expect(desk.locator("h1")).to_contain_text("Escalations")
    expect(page).to_have_title(desk.locator("title").text_content())
    assert len(page.context.pages) == 1
    assert Leg.objects.get(user__ring_memberships__isnull=False).ended_at is None

    bar.get_by_role("button", name="Complete transfer").click()
    work(lambda: tasks.ask_phones(Transfer.objects.get().pk), until=Transfer.Status.DONE)
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")
    assert town.phone(CALLER)["state"] != "idle"
    desk.get_by_role("link", name="Carts").first.click()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Carts")
    assert troubles == []
    town.act(COLLEAGUE, "hang-up")


@pytest.mark.parametrize("leave", ["link", "reload"])
def test_whoever_leaves_the_page_that_rings_can_answer_on_the_next_one(places, page, leave):
    town = places[1]
    call = ring(town)
    answer = page.get_by_role("button", name="Answer")
    expect(answer).to_be_visible()
    if leave == "link":
        page.get_by_role("link", name="Carts").first.click()
    else:
        page.reload()
    eventually(lambda: Leg.objects.filter(attempt=2).exists())
    tasks.place_legs(call.pk)
    expect(answer).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator(".softphone")).to_have_attribute("data-state", "talking")
    eventually(lambda: town.phone(CALLER)["talking_to"])
    assert Leg.objects.get(attempt=1).status == Leg.Status.CANCELED
    assert Leg.objects.get(attempt=2).status == Leg.Status.ACCEPTED
    beneath(page).get_by_role("button", name="Hang up").click()


def test_off_duty_signs_the_browser_out(places, page, group):
    page.locator(".status-menu summary").click()
    page.get_by_role("form", name="Phone off").get_by_role("button", name="For 1 hour").click()
    expect(page.locator(".status-menu summary")).to_contain_text("Phone off until")
    expect(page.locator(".softphone")).to_have_attribute("data-state", "off")
    number = f"client:user_{group.members.get().user_id}"
    eventually(lambda: not places[1].phone(number)["signed_in"])


def test_declining_in_the_browser_is_heard_by_the_desk(places, page):
    call = ring(places[1])
    page.get_by_role("button", name="Decline").click()
    eventually(lambda: Leg.objects.get(call=call).status == Leg.Status.BUSY)


NO_SOCKETS = """window.sockets = [];
window.WebSocket = class extends EventTarget {
  constructor(url) { super(); sockets.push(url); }
  close() {}
  send() {}
};"""


def test_the_provider_s_own_sdk_starts_under_the_policy_and_nothing_is_refused(browser, group):
    refused = []
    with desk_server(**KEY) as desk:
        context = browser.new_context()
        context.add_cookies([session_cookie(desk, group.members.get().user)])
        # Nothing leaves this machine: sounds are not found, and the line to the provider stays silent.
        context.route("https://*.twilio.com/**", lambda route: route.abort())
        context.add_init_script(NO_SOCKETS)
        page = context.new_page()
        page.on("console", lambda said: "Content Security Policy" in said.text and refused.append(said.text))
        page.goto(f"{desk}/calls/")
        eventually(lambda: page.wait_for_timeout(50) or page.evaluate("sockets.length"))
        assert page.evaluate("sockets") == ["wss://voice-js.roaming.twilio.com/signal"]
        expect(page.locator(".softphone")).to_have_attribute("data-state", "connecting")
        context.close()
    assert refused == []
