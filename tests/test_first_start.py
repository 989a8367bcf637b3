"""An empty installation as in production: the first admin signs in, and comes to the first case without a dead end."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calls.models import RingTestLeg
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.accounts.signing_in import code_of_app
from tests.production_desk import manage, production_desk
from tests.test_csp import hear_of_troubles
from tests.weight import hold_to_the_limits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADMIN = "first@desk.example"
SECRET = "whsec_YSBzZWNyZXQgdGhhdCBpcyBuZXcgdG9kYXk="
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
        send_a_test_mail(page)
        add_the_mailbox(page)
        connect_the_shop(page)
        invite_a_colleague(page)
        open_the_first_case(page)
        hold_to_the_limits(browser, url, context)
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
    page.get_by_role("link", name="Set up").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_of_app(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    page.get_by_role("link", name="Continue to the desk").click()
    expect(page.get_by_text("1 of 8 steps done")).to_be_visible()  # the first page after sign-in is the checklist


def set_up_the_telephone(page: Page) -> None:
    page.get_by_role("link", name="Add ring group").click()
    page.get_by_label("Name").fill("Problem desk")
    first = page.get_by_role("group", name="Row 1")
    first.get_by_label("Person").select_option(label="Nora Field")
    first.get_by_label("Mobile", exact=False).fill("+1 500 555 0111")
    save(page, "Problem desk is saved.", done=2)
    page.get_by_role("link", name="Add phone line").click()
    fill_in_the_line(page, name="Front door", number="+1 500 555 0100", kind=1)
    come_back(page, done=3)
    page.get_by_role("link", name="Start a test ring").click()
    page.get_by_role("button", name="Ring now").click()
    expect(page.get_by_text("Being placed")).to_be_visible()
    # No provider answers here: its report that somebody pressed 1.
    RingTestLeg.objects.update(status=RingTestLeg.Status.CONFIRMED)
    come_back(page, done=4)


def fill_in_the_line(page: Page, *, name: str, number: str, kind: int) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Number").fill(number)
    page.get_by_label("Type", exact=True).select_option(index=kind)
    page.get_by_label("Ring group", exact=True).select_option(label="Problem desk")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toasts")).to_contain_text("is saved.")


def send_a_test_mail(page: Page) -> None:
    page.get_by_role("link", name="Open email settings").click()
    page.get_by_role("button", name="Send me a test email").click()
    expect(page.get_by_text("Waiting to be sent")).to_be_visible()
    # No worker runs here: what it writes when the mail server took the mail.
    OutboundMessage.objects.update(status=OutboundMessage.Status.SENT, sent_at=timezone.now())
    come_back(page, done=5)


def add_the_mailbox(page: Page) -> None:
    page.get_by_role("link", name="Add mailbox").click()
    page.get_by_role("link", name="Another mail server").click()
    page.get_by_label("Name", exact=True).fill("Support")
    page.get_by_label("Email address").fill("support@desk.example")
    page.get_by_label("Server", exact=True).fill("imap.desk.example")
    page.get_by_label("Password").fill("of the mailbox")
    save(page, "Support saved.", done=6)


def connect_the_shop(page: Page) -> None:
    """Each thing that a shop needs before is one link away on its form, and what was typed is there on the way back."""
    page.get_by_role("link", name="Add shop").click()
    page.get_by_label("Name", exact=True).fill("Web shop")
    page.locator(".alert").get_by_role("link", name="Add organizer").click()
    page.get_by_label("Name", exact=True).fill("Blue Note")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toasts")).to_contain_text("Blue Note saved.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Web shop")
    page.get_by_label("Web addresses of the shop").fill("https://shop.test")
    page.locator(".alert").get_by_role("link", name="Add phone line").click()
    fill_in_the_line(page, name="Recovery", number="+1 500 555 0102", kind=3)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Web shop")
    expect(page.get_by_label("Web addresses of the shop")).to_have_value("https://shop.test")
    page.get_by_label("Organizer").select_option(label="Blue Note")
    page.get_by_label("New signing secret").fill(SECRET)
    page.get_by_label("Phone number in the recovery email").select_option(index=1)
    save(page, "Web shop saved.", done=7)


def invite_a_colleague(page: Page) -> None:
    page.get_by_role("link", name="Invite person").click()
    page.get_by_label("Email").fill("ben@desk.example")
    page.get_by_label("Name").fill("Ben Okafor")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.locator("#toasts")).to_contain_text("Invitation emailed to Ben Okafor.")
    page.get_by_role("link", name="Back to the setup checklist").click()
    expect(page.get_by_text("Everything is set up.")).to_be_visible()


def come_back(page: Page, *, done: int) -> None:
    page.get_by_role("link", name="Back to the setup checklist").click()
    expect(page.get_by_text(f"{done} of 8 steps done")).to_be_visible()


def save(page: Page, said: str, *, done: int) -> None:
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toasts")).to_contain_text(said)
    come_back(page, done=done)


def open_the_first_case(page: Page) -> None:
    page.get_by_role("link", name="Log the first case").click()
    page.get_by_label("What is the problem?").fill("The code SUMMER is refused.")
    page.get_by_role("button", name="Log the case").click()
    expect(page.get_by_role("heading", name="The code SUMMER is refused.").first).to_be_visible()
