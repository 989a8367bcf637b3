"""An empty installation as in production: the first admin signs in, and comes to the first case without a dead end."""

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.accounts.signing_in import code_of_app
from tests.production_desk import manage, production_desk
from tests.test_csp import hear_of_troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADMIN = "first@desk.example"
STILL = 3_000
"""Milliseconds in which a page that loads itself again would have done so."""


def test_the_first_admin_comes_from_the_first_sign_in_to_the_first_case(browser, tmp_path):
    with production_desk(tmp_path) as (url, environment):
        person = {"EMAIL": ADMIN, "NAME": "Nora Field", "PASSWORD": make.PASSWORD}
        told = {f"DJANGO_SUPERUSER_{name}": value for name, value in person.items()}
        manage(environment, "createsuperuser", "--noinput", **told)
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        page = context.new_page()
        troubles: list[str] = []
        hear_of_troubles(page, troubles)
        page.on("response", lambda got: got.status >= 400 and troubles.append(f"{got.url}: {got.status}"))
        sign_in(page, url)
        set_up_the_second_step(page)
        set_up_the_telephone(page)
        open_the_first_case(page)
        context.close()
    assert troubles == []


def sign_in(page: Page, url: str) -> None:
    loads: list[str] = []
    page.goto(url)
    page.get_by_label("Email").fill(ADMIN)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url("**/accounts/2fa/")
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.wait_for_timeout(STILL)
    assert loads == []


def set_up_the_second_step(page: Page) -> None:
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of_app(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    page.get_by_role("link", name="Go on to the desk").click()
    expect(page.get_by_role("link", name="New case").first).to_be_visible()


def set_up_the_telephone(page: Page) -> None:
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Make the first ring group").click()
    page.get_by_label("Name").fill("Problem desk")
    first = page.get_by_role("group", name="Row 1")
    first.get_by_label("Person").select_option(label="Nora Field")
    first.get_by_label("Mobile", exact=False).fill("+1 500 555 0111")
    save(page, "Problem desk is saved.")
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Add the first line").click()
    page.get_by_label("Name").fill("Front door")
    page.get_by_label("Number").fill("+1 500 555 0100")
    page.get_by_label("What it is").select_option(index=1)
    page.get_by_label("Rings", exact=True).select_option(label="Problem desk")
    save(page, "is saved.")


def save(page: Page, said: str) -> None:
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toasts")).to_contain_text(said)


def open_the_first_case(page: Page) -> None:
    page.get_by_role("link", name="New case").first.click()
    page.get_by_label("What is the problem?").fill("The code SUMMER is refused.")
    page.get_by_role("button", name="Log the case").click()
    expect(page.get_by_role("heading", name="The code SUMMER is refused.").first).to_be_visible()
