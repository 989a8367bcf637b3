"""Passkeys work under the content security policy, and what goes wrong is said on the page."""

import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_menu")]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


def plug_in_key(page, *, verified: bool) -> None:
    """A pretend fingerprint reader of Chromium's, which knows the finger or does not."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"isUserVerified": verified}})


@pytest.fixture(autouse=True)
def keys_belong_to_this_server(settings, live_server):
    settings.PUBLIC_BASE_URL = live_server.url


def test_a_person_adds_a_passkey_and_signs_in_with_it_alone(live_server, page):
    person = make.agent(name="Ana Silva")
    plug_in_key(page, verified=True)
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()

    # What the page asks for by itself would bring cookies of its own, and with them another token than the form's.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("1 key is in use.")).to_be_visible()


def test_a_passkey_that_does_not_work_is_explained(live_server, page):
    plug_in_key(page, verified=False)
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Try again, or sign in another way.")
