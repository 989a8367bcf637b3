"""The town as a person uses it: keys on a handset, a checkout whose script breaks, a closed tab."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.mail_server import MailServer, mail_server
from tests.simulator.served import Served, eventually, served_desk, served_town
from tests.simulator.toy_desk import MAIN, ToyDesk, say, twiml

pytestmark = pytest.mark.browser

ANN, BEN, CHLOE = "+15005550131", "+15005550112", "+15005550113"
RING_TWO = f"<Dial><Number>{BEN}</Number><Number>{CHLOE}</Number></Dial>"


@pytest.fixture(scope="module")
def desk() -> ToyDesk:
    gather = twiml('<Gather numDigits="1" action="/menu">', say("Press 4"), '<Pause length="30"/></Gather>')
    return ToyDesk({"/twilio/voice": gather, "/menu": twiml(RING_TWO)})


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def town(desk: ToyDesk, mails: MailServer) -> Iterator[Served]:
    listens = {"INBOUND_SMTP_PORT": str(mails.port), "INBOUND_MAIL_DOMAIN": "desk.press4.example"}
    with served_desk(desk) as url, served_town(url, **listens) as town:
        yield town


@pytest.fixture(params=["light-1440", "dark-390"])
def page(browser: Browser, request) -> Iterator[Page]:
    theme, width = request.param.split("-")
    context = browser.new_context(viewport={"width": int(width), "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


def checkout(page: Page, town: Served) -> None:
    page.goto(f"{town.url}/shop/events/jazz-fest")
    page.get_by_label("Weekend").select_option("2")
    page.get_by_role("button", name="Hold these seats").click()
    page.get_by_label("Name").fill("Ann Lee")
    page.get_by_label("E-mail").fill("ann@example.com")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Change")).to_be_visible()
    expect(page.locator("#hold-left")).to_contain_text(":")  # the page's script is at work


def told(desk: ToyDesk, path: str) -> list[dict]:
    return [event for where, _, body in desk.posts if where.endswith(path) for event in json.loads(body)["events"]]


def clean(page: Page) -> bool:
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return True


def test_a_call_is_dialled_answered_and_spoken_on_the_handsets(page: Page, town: Served):
    page.goto(f"{town.url}/phones?dial=%2B15005550100")
    assert page.locator("#to").input_value() == MAIN
    if town.phone(ANN)["state"] != "idle":
        town.act(ANN, "hang-up")  # a test that is done again, because it failed before its end
    caller, ben, chloe = page.locator("#caller"), page.locator(f"[data-number='{BEN}']"), page.get_by_label("Chloe")
    caller.get_by_role("button", name="Call", exact=True).click()
    expect(caller.locator("li.heard").last).to_have_text("Press 4")  # the town outlives a test: not the first call
    caller.get_by_role("button", name="Key 4").click()
    expect(ben).to_have_class("card handset ringing")
    expect(page.get_by_text("telephones are ringing")).to_be_visible()
    assert clean(page)

    ben.get_by_role("button", name="Answer").click()
    expect(ben.locator(".status")).to_have_text("Talking with Ann Lee")
    expect(chloe.locator(".status")).to_have_text("Idle")
    ben.get_by_label("Say something").fill("How can I help?")
    ben.get_by_label("Say something").press("Enter")
    expect(caller.locator("li.heard").last).to_have_text("How can I help?")
    assert clean(page)

    caller.get_by_role("button", name="Hang up").click()
    expect(ben.locator(".status")).to_have_text("Idle")


def test_a_script_that_breaks_in_the_checkout_tells_the_desk_by_itself(page: Page, town: Served, desk: ToyDesk):
    checkout(page, town)
    desk.posts.clear()
    page.get_by_label("The page's script breaks").check()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("The payment form is not working")).to_be_visible()
    expect(page.locator("#reports li").first).to_contain_text("js.error")

    (event,) = told(desk, "/beacon")
    assert (event["kind"], event["payload"]["code"]) == ("js.error", "TypeError")
    assert "tokenize" in event["payload"]["message"]
    ((_, headers, body),) = desk.posts
    assert headers["Content-Type"] == "text/plain"
    assert json.loads(body)["key"] == "pk_demo_shop"
    assert clean(page)


def test_a_server_that_breaks_while_paying_is_told_too(page: Page, town: Served, desk: ToyDesk):
    checkout(page, town)
    desk.posts.clear()
    page.get_by_label("The shop's server breaks").check()
    page.get_by_role("button", name="Pay").click()
    expect(page.locator("#reports li").first).to_contain_text("http.error")
    assert [event["payload"]["code"] for event in told(desk, "/beacon")] == ["502"]


def test_closing_the_tab_is_the_last_thing_that_the_desk_hears(page: Page, town: Served, desk: ToyDesk):
    checkout(page, town)
    address = page.url
    desk.posts.clear()
    page.close(run_before_unload=True)
    (event,) = eventually(lambda: told(desk, "/beacon"))
    assert (event["kind"], event["payload"]["step"]) == ("checkout.step", "left")
    # Two requests, to the desk and to the shop: either may be the first.
    assert eventually(lambda: "the page was closed" in town.get(address.removeprefix(town.url)).text)


def test_a_link_back_into_the_cart_finds_it_as_it_was(page: Page, town: Served, desk: ToyDesk):
    checkout(page, town)
    page.goto(told(desk, "/events")[-1]["payload"]["resume_url"])
    expect(page.get_by_text("Welcome back, Ann Lee")).to_be_visible()
    expect(page.locator(".summary")).to_contain_text("Weekend")
    page.get_by_role("button", name="Let the hold run out").click()
    expect(page.get_by_role("button", name="Hold seats again")).to_be_visible()


def test_a_mail_is_written_and_answered_by_keyboard(page: Page, town: Served, mails: MailServer):
    page.goto(f"{town.url}/mail")
    page.get_by_role("link", name="Write a mail").press("Enter")
    page.get_by_label("To", exact=True).fill("support@desk.press4.example, me@example.com")
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Text: write something")
    assert clean(page)

    page.get_by_role("link", name="Text: write something").press("Enter")
    expect(page.get_by_label("Text")).to_be_focused()
    page.keyboard.type("My code is rejected")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("took it: 250 kept")
    assert mails.received.pop().recipients == ["support@desk.press4.example"]
    assert clean(page)

    page.get_by_role("link", name="Sent").press("Enter")
    expect(page.locator(".mail").first).to_contain_text("took it: 250 kept")
    assert clean(page)
    page.get_by_role("navigation", name="Mailbox").get_by_role("link", name="Inbox").press("Enter")
    expect(page.locator(".mail").first).to_contain_text("My code is rejected")
    page.locator(".mail").first.press("Enter")
    assert clean(page)
    page.get_by_role("link", name="Reply", exact=True).press("Enter")
    expect(page.get_by_label("Text")).to_be_focused()
    assert clean(page)
