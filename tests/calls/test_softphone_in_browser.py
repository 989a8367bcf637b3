"""A problem call is answered in the browser: the desk and the pretend town as processes, and somebody at the page."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from calls import tasks
from calls.models import Call, Leg
from escalation.models import RingGroup, RingGroupMember
from helpdesk.devservices.processes import free_port
from tests import make
from tests.desk_server import desk_server, session_cookie
from tests.simulator.served import Served, eventually, served_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALLER = "+15005550131"
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
    page = context.new_page()
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


def test_a_click_on_answer_talks_with_the_caller_and_leaves_no_trouble(places, page, troubles):
    _desk, town = places
    call = ring(town)
    answer = page.get_by_role("button", name="Answer")
    expect(answer).to_be_visible()
    page.keyboard.press("y")

    expect(page.locator(".softphone")).to_have_attribute("data-state", "talking")
    eventually(lambda: town.phone(CALLER)["talking_to"])
    assert Leg.objects.get(call=call).status == Leg.Status.ACCEPTED
    page.get_by_role("button", name="Mute").click()
    expect(page.locator(".softphone-state")).to_contain_text("Muted")

    page.get_by_role("button", name="Hang up").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")
    eventually(lambda: town.phone(CALLER)["state"] == "idle")
    assert troubles == []


def test_of_two_tabs_one_is_the_telephone_and_both_answer(places, page):
    desk, town = places
    second = page.context.new_page()
    second.goto(f"{desk}/calls/")
    expect(second.locator(".softphone")).to_have_attribute("data-state", "ready")
    ring(town)
    second.get_by_role("button", name="Answer").click()
    for tab in (page, second):
        expect(tab.locator(".softphone")).to_have_attribute("data-state", "talking")
    second.get_by_role("button", name="Hang up").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")


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
    second.get_by_role("button", name="Hang up").click()


def test_a_link_opens_beside_a_page_that_somebody_talks_through(places, page):
    ring(places[1])
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "talking")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Carts").first.click()
    expect(opened.value.locator(".softphone")).to_have_attribute("data-state", "talking")
    opened.value.get_by_role("button", name="Hang up").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "ready")


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
    page.get_by_role("button", name="Hang up").click()


def test_off_duty_signs_the_browser_out(places, page, group):
    page.get_by_role("button", name="On duty").click()
    expect(page.locator(".softphone")).to_have_attribute("data-state", "off")
    number = f"client:user_{group.members.get().user_id}"
    eventually(lambda: not places[1].phone(number)["signed_in"])


def test_declining_in_the_browser_is_heard_by_the_desk(places, page):
    call = ring(places[1])
    page.get_by_role("button", name="Not me").click()
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
