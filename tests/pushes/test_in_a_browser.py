"""Push in Chromium: turned on by a button, shown by the real service worker, and what a press on it opens.

The browser's own push service is a company's; so the page's PushManager gives an address of ours, and the protocol for
developers hands the service worker what would have come from there.
"""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import make
from tests.desk_server import session_cookie
from tests.pushes.service import Browser
from tickets.models import PushSubscription

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENDPOINT = "https://push.test/chromium"
PUSH_MANAGER = """([endpoint, keys]) => {
  PushManager.prototype.subscribe = async (options) => {
    const isRight = options.userVisibleOnly && options.applicationServerKey.length === 87;
    if (!isRight) throw new Error("no browser takes these options");
    return { toJSON: () => ({ endpoint, keys }) };
  };
}"""
RESUMED = """() => {
  const { session } = document.querySelector("[data-pushes]").dataset;
  return localStorage.getItem("press4-push")?.endsWith(session);
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const notifications = await registration.getNotifications();
  return notifications.map(({ title, body, tag, data }) => [title, body, tag, data.url]);
}"""
PRESS = """async (url) => {
  // A page is opened, or comes to the front, only in answer to a real press.
  const opened = [];
  self.clients.openWindow = async (address) => opened.push(address);
  await self.registration.showNotification("pressed", { data: { url } });
  const notifications = await self.registration.getNotifications();
  const notification = notifications.find(({ title }) => title === "pressed");
  const event = new NotificationEvent("notificationclick", { notification });
  let done;
  event.waitUntil = (promise) => (done = promise);
  self.dispatchEvent(event);
  await done.catch(() => opened.push("focused"));
  return opened;
}"""
STATE = "Object.defineProperty(Notification, 'permission', { get: () => %r })"


@pytest.fixture
def agent():
    return make.agent(name="Ana Silva")


@pytest.fixture
def context(browser, desk, agent):
    context = browser.new_context()
    context.add_cookies([session_cookie(desk, agent)])
    yield context
    context.close()


def open_page(context: BrowserContext, desk: str, *scripts: str) -> Page:
    page = context.new_page()
    page.add_init_script(f"({PUSH_MANAGER})({json.dumps([ENDPOINT, Browser().keys])})")
    for script in scripts:
        page.add_init_script(script)
    page.goto(f"{desk}/me/notices/")
    return page


def turn_on(context: BrowserContext, desk: str) -> Page:
    context.grant_permissions(["notifications"], origin=desk)
    page = open_page(context, desk)
    page.get_by_role("button", name="Turn on push in this browser").click()
    expect(page.get_by_text("This browser gets notifications while the desk is closed")).to_be_visible()
    return page


def test_a_button_turns_it_on_and_another_ends_it(context, desk, agent):
    page = turn_on(context, desk)
    row = PushSubscription.objects.get()
    assert (row.user, row.endpoint) == (agent, ENDPOINT)
    expect(page.get_by_role("row", name="Chrome, Linux this browser")).to_be_visible()
    page.get_by_role("button", name="Remove Chrome, Linux").click()
    expect(page.get_by_role("button", name="Turn on push in this browser")).to_be_visible()
    assert not PushSubscription.objects.exists()
    page.reload()
    page.locator("[data-notices]").wait_for(state="attached")
    assert page.evaluate("localStorage.getItem('press4-push')") is None
    assert not PushSubscription.objects.exists()


def test_whoever_signs_in_again_has_it_back_and_another_person_does_not(context, desk, agent):
    turn_on(context, desk)
    PushSubscription.objects.all().delete()
    context.clear_cookies()
    context.add_cookies([session_cookie(desk, make.agent())])
    page = open_page(context, desk)
    page.locator("[data-notices]").wait_for(state="attached")
    expect(page.get_by_role("button", name="Turn on push in this browser")).to_be_visible()
    assert not PushSubscription.objects.exists()

    context.clear_cookies()
    context.add_cookies([session_cookie(desk, agent)])
    page = open_page(context, desk)
    page.wait_for_function(RESUMED)
    page.reload()
    expect(page.get_by_text("This browser gets notifications while the desk is closed")).to_be_visible()
    assert PushSubscription.objects.get().user == agent


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (STATE % "denied", "This browser blocks notifications of the desk"),
        ("delete window.PushManager", "This browser cannot get push"),
        (
            "delete window.PushManager; Object.defineProperty(navigator, 'userAgent', {value: 'iPhone'})",
            "Add to Home Screen",
        ),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "begins with https"),
    ],
)
def test_where_it_cannot_be_turned_on_a_sentence_says_why(context, desk, script, words):
    page = open_page(context, desk, script)
    expect(page.locator("[data-pushes]").get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button", name="Turn on push in this browser")).to_be_hidden()


def test_when_the_desk_refuses_it_says_so(context, desk, agent):
    for _number in range(10):
        make.push_subscription(agent)
    context.grant_permissions(["notifications"], origin=desk)
    page = open_page(context, desk)
    page.get_by_role("button", name="Turn on push in this browser").click()
    expect(page.get_by_role("alert").filter(has_text="Remove one first")).to_be_visible()


def test_a_push_is_shown_and_a_press_on_it_opens_the_case_and_no_other_site(context, desk, agent):
    ticket = make.ticket(assignee=agent)
    page = turn_on(context, desk)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    session, known = context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    for _moment in range(600):  # it tells of what is registered by an event of its own
        if known:
            break
        page.wait_for_timeout(50)
    (worker,) = context.service_workers

    def deliver(data: str, title: str) -> None:
        push = {"origin": desk, "registrationId": known[0]["registrationId"], "data": data}
        session.send("ServiceWorker.deliverPushMessage", push)
        page.wait_for_function(f"async (title) => (await ({SHOWN})()).some(([shown]) => shown === title)", arg=title)

    said = {"title": "A new message on your case", "body": str(ticket), "url": f"/tickets/{ticket.pk}/", "tag": "a"}
    deliver(json.dumps(said), said["title"])
    deliver(json.dumps(said | {"title": "2 notifications"}), "2 notifications")
    assert page.evaluate(SHOWN) == [["2 notifications", str(ticket), "a", said["url"]]]
    deliver("no JSON", "Press 4")

    assert worker.evaluate(PRESS, said["url"]) == [f"{desk}{said['url']}"]
    assert worker.evaluate(PRESS, "https://evil.test/") == [f"{desk}/"]
    assert worker.evaluate(PRESS, "/me/notices/") == ["focused"]
