"""What a browser that was never here before loads for a page."""

from playwright.sync_api import Browser, BrowserContext, CDPSession

from helpdesk.accounts.models import User
from tests import make

HEAVIEST = 250_000
"""Bytes on the wire, with their headers."""
MOST_REQUESTS = 25


def hold_to_the_limits(browser: Browser, url: str, visitor: BrowserContext) -> None:
    """A list of forty cases, and a case of thirty entries beside it, each in a browser of its own."""
    cases = [make.ticket(subject=f"The code SUMMER {number} is refused.") for number in range(40)]
    agent = User.objects.order_by("pk")[0]
    for number in range(30):
        make.reply(cases[-1], body=f"Please try once more with the code BRASS{number}.", by=agent)
    for path in ("/tickets/", f"/tickets/{cases[-1].pk}/"):
        sizes = load(browser, visitor, url + path)
        heaviest = sorted(sizes.items(), key=lambda pair: -pair[1])[:5]
        assert sum(sizes.values()) <= HEAVIEST, f"{path}: {sum(sizes.values())} bytes, most of them for {heaviest}"
        assert len(sizes) <= MOST_REQUESTS, f"{path}: {len(sizes)} requests: {sorted(sizes)}"


def load(browser: Browser, visitor: BrowserContext, address: str) -> dict[str, int]:
    """What was asked for, with the bytes that came."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(visitor.cookies())
    page = context.new_page()
    network = context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    watch(network, addresses, sizes)
    page.goto(address, wait_until="load")
    page.wait_for_selector("[data-live-state=live]")
    page.wait_for_selector(".htmx-request", state="detached")
    context.close()
    return {f"{addresses[key]} ({key})": size for key, size in sizes.items() if key in addresses}


def watch(network: CDPSession, addresses: dict[str, str], sizes: dict[str, int]) -> None:
    def asked(event: dict) -> None:
        if not event["request"]["url"].startswith("data:"):
            addresses[event["requestId"]] = event["request"]["url"]
            sizes.setdefault(event["requestId"], 0)

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    network.send("Network.enable")
