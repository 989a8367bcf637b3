"""Wherever an address is typed, it may be one in any script: in the desk's forms, and in the browser."""

import pytest
from playwright.sync_api import Page, expect

from helpdesk.accounts.models import User
from helpdesk.mail.models import Suppression
from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step
from tickets.models import ContactPoint, Organizer

TYPED, KEPT = "Ñandú@xn--bcher-kva.example", "ñandú@bücher.example"
PAGES = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/tickets/new/",
    "/settings/people/new/",
    "/requesters/{requester}/edit/",
    "/settings/orders/",
    "/settings/organizers/new/",
    "/settings/suppressed-addresses/",
]


@pytest.fixture
def admin():
    return with_second_step(make.admin(name="Nora Lind"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_no_form_leaves_the_browser_to_judge_an_address(client, admin, path):
    if not path.startswith("/accounts/"):
        client.force_login(admin)
    page = client.get(path.format(requester=make.requester().pk))
    assert page.status_code == 200
    assert 'type="email"' not in page.content.decode()


@pytest.mark.django_db
def test_the_settings_take_an_address_in_any_script(client, admin):
    client.force_login(admin)
    client.post("/settings/suppressed-addresses/", {"address": TYPED})
    client.post("/settings/organizers/new/", {"name": "Ñandú Festival", "contact_email": TYPED})
    assert Suppression.objects.get().address == KEPT
    assert Organizer.objects.get(name="Ñandú Festival").contact_email == KEPT


@pytest.fixture
def page(browser, desk, admin):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, admin)])
    yield context.new_page()
    context.close()


def send(page: Page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button).click()
    expect(page.locator("main .field-errors")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_address_in_any_script_is_typed_and_kept(page, desk):
    person = make.requester()
    page.goto(f"{desk}/tickets/new/")
    page.fill("[name=text]", "The code was refused at the gate.")
    page.fill("[name=email]", TYPED)
    send(page, "Log the case")
    expect(page.locator("#timeline")).to_contain_text("refused at the gate")
    page.goto(f"{desk}/requesters/{person.pk}/edit/")
    page.fill("[name=email]", TYPED.replace("Ñ", "J"))
    page.fill("[name=reason]", "Spelled it on the phone")
    send(page, "Save")
    page.wait_for_url(f"**/requesters/{person.pk}/")
    page.goto(f"{desk}/settings/people/new/")
    page.fill("[name=email]", TYPED)
    page.fill("[name=name]", "Ñandú Pérez")
    send(page, "Send invitation")
    page.wait_for_url("**/settings/people/")
    assert set(ContactPoint.objects.filter(value__contains="@").values_list("value", flat=True)) >= {
        KEPT,
        KEPT.replace("ñ", "j"),
    }
    assert User.objects.filter(email=KEPT).exists()
