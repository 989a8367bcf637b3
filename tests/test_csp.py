"""Every page, in a real browser: nothing refused by the content security policy, no error, no barrier."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, expect

from helpdesk.accounts.models import User
from tests import make
from tests.barriers import ALL, COLOURS, barriers
from tests.desk_server import session_cookie
from tests.permissions.guards import IN, STREAM
from tests.permissions.objects import BUILDERS, with_second_step
from tests.permissions.table import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = 1440, 320
"""Widths; the smallest phone is as wide as a desk on which the letters are four times as large."""
BY_DAY_AT_A_DESK_BY_NIGHT_ON_A_PHONE = {("light", DESK): ALL, ("dark", PHONE): ALL}
# The same page in the dark is the same elements in other colours.
EVERY_LOOK = {("light", DESK): ALL, ("dark", DESK): COLOURS, ("light", PHONE): ALL, ("dark", PHONE): COLOURS}
HEIGHT = 900
HALVES = 2
"""The pages are shared by two workers: in one piece they are the longest test by far."""
AS_VISITOR = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]


@pytest.fixture
def troubles() -> list[str]:
    """What went wrong in the browser so far."""
    return []


@pytest.fixture
def page(browser, troubles) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": DESK, "height": HEIGHT})
    page = context.new_page()
    hear_of_troubles(page, troubles)
    page.on("response", lambda got: got.status >= 400 and troubles.append(f"{got.url}: {got.status}"))
    page.on("requestfailed", lambda lost: is_lost(lost) and troubles.append(f"{lost.url}: {lost.failure}"))
    yield page
    context.close()


@pytest.mark.parametrize("half", range(HALVES))
def test_every_page_of_the_desk_is_shown_without_a_trouble(desk, page, troubles, half):
    show_every_page(desk, page, troubles, BY_DAY_AT_A_DESK_BY_NIGHT_ON_A_PHONE, half)


@pytest.mark.soak
@pytest.mark.parametrize("half", range(HALVES))
def test_every_page_of_the_desk_is_shown_in_both_themes_at_both_widths(desk, page, troubles, half):
    """What has a bad colour by day on a phone alone, or by night at a desk alone, is found here."""
    show_every_page(desk, page, troubles, EVERY_LOOK, half)


def show_every_page(desk, page, troubles, looks, half) -> None:
    admin = with_second_step(make.admin(theme="system", name="Ana Silva"))
    # All rows are made each time: the lists show them, whichever page they were made for.
    addresses = [address for address, answer in doors_for(admin) if is_whole_page(answer)]
    assert len(addresses) > 90
    page.context.add_cookies([session_cookie(desk, admin)])
    look_at_each(page, desk, addresses[half::HALVES], troubles, looks)
    assert troubles == []


def test_the_pages_of_visitors_are_shown_without_a_trouble(desk, page, troubles):
    look_at_each(page, desk, [reverse(name) for name in AS_VISITOR], troubles, EVERY_LOOK)
    assert troubles == []


def test_the_administration_works_under_the_same_policy(desk, page, troubles):
    """Its pages are Django's, so only what the policy refuses is ours to find."""
    admin, ticket = with_second_step(make.admin()), make.ticket()
    page.context.add_cookies([session_cookie(desk, admin)])
    # Nothing is added or changed there: the page of a row is as much of a form as there is.
    row = reverse("admin:accounts_user_change", args=[admin.pk])
    for address in [reverse("admin:index"), row, admin_list("accounts_user"), admin_list("accounts_apitoken")]:
        look_at(page, desk + address)
    look_at(page, desk + admin_list("pghistory_events") + f"?obj=tickets.Ticket:{ticket.pk}")
    assert troubles == []


def doors_for(admin: User) -> Iterator[tuple[str, HttpResponse]]:
    """All that an admin gets by GET, with the answer of this moment; streams are left out."""
    client, team, agent = Client(), make.team(), make.agent()
    client.force_login(admin)
    for name, door in sorted(TABLE.items()):
        is_read = (door.method == "get" or door.also_get) and door.guard is not STREAM and not door.personal
        if is_read and door.guard["admin"] == IN:
            arguments = BUILDERS[door.of](agent, team) if door.of else {}
            address = reverse(name, kwargs=door.kwargs | arguments)
            yield address, client.get(address, door.data if door.method == "get" else {})


def is_whole_page(answer: HttpResponse) -> bool:
    """Fragments, files and refusals are none."""
    is_html = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    is_attachment = "sandbox" in answer.headers.get("Content-Security-Policy", "")
    return is_html and not is_attachment and answer.content.lstrip()[:15].lower() == b"<!doctype html>"


def hear_of_troubles(page: Page, troubles: list[str]) -> None:
    """Add what the policy refuses, and each error, to `troubles`."""
    # Reports of refused scripts and styles come as an event; the console shows most of them, but not all.
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
    )

    def hear(said: ConsoleMessage) -> None:
        # Our script above is meant, in a frame that may run none.
        if said.type == "error" and not said.text.startswith("Blocked script execution in"):
            troubles.append(f"{page.url}: {said.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))


def look_at(page: Page, address: str) -> None:
    """Open it, and wait until the parts that load themselves are there."""
    page.goto(address)
    page.wait_for_selector(".htmx-request", state="detached")


def look_at_each(page: Page, desk: str, addresses: list[str], troubles: list[str], looks: dict) -> None:
    """In each of `looks`: a theme and a width, with what is asked there."""
    seen = {look: set() for look in looks}
    for address in addresses:
        look_at(page, desk + address)
        for (theme, width), asked in looks.items():
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if page.locator("html[data-theme-choice]").count():  # help pages follow the device without a script
                # A moment after the device changed.
                expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
            wrong = wrong_in_sight(page, asked, seen[theme, width])
            troubles += [f"{theme}, {width}: {trouble}" for trouble in wrong]
        page.set_viewport_size({"width": DESK, "height": HEIGHT})


def wrong_in_sight(page: Page, asked: dict[str, object], seen: set[int]) -> list[str]:
    """What is wrong with the page as it stands."""
    wrong = barriers(page, asked, seen=seen)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"{page.url}: has to be scrolled sideways")
    return wrong


def is_lost(request) -> bool:
    """A stream, a sound that nobody plays, or the icons (Chromium calls them "other") end when the reader goes on."""
    given_up = {"eventsource", "media", "fetch", "xhr", "other"}
    return not (request.failure == "net::ERR_ABORTED" and request.resource_type in given_up)


def admin_list(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def test_the_policy_allows_nothing_inline(client):
    policy = client.get(reverse(settings.LOGIN_URL)).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
