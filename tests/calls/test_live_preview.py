"""What a caller hears stands beside the form and follows what one types, saved or not."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line():
    return make.line(ring_group=make.ring_group(agents=1, managers=1))


@pytest.fixture
def page(browser, line, desk):
    context = browser.new_context(base_url=desk)
    context.add_cookies([session_cookie(desk, with_second_step(make.admin()))])
    page = context.new_page()
    page.goto(f"/settings/lines/{line.pk}/words/")
    yield page
    context.close()


def test_the_preview_follows_the_form_and_nothing_is_saved_until_save(page, line):
    preview, welcome = page.locator("#line-preview"), page.get_by_role("textbox", name="Welcome")
    expect(preview).to_contain_text("press 4")
    expect(preview).not_to_contain_text("with unsaved changes")
    welcome.fill("You have reached the Jazz Fest.")
    expect(preview).to_contain_text("You have reached the Jazz Fest.")
    expect(preview).to_contain_text("with unsaved changes")
    expect(welcome).to_be_focused()
    page.reload()
    expect(preview).to_contain_text("press 4")
    expect(preview).not_to_contain_text("Jazz Fest")

    welcome.fill("You have reached the Jazz Fest.")
    page.get_by_role("button", name="Save").last.click()
    expect(preview).to_contain_text("You have reached the Jazz Fest.")
    line.refresh_from_db()
    assert "Jazz Fest" in str(line.words)


def test_the_preview_speaks_a_choice_that_was_only_just_added(page, line):
    page.goto(f"/settings/lines/{line.pk}/")
    preview = page.locator("#line-preview")
    expect(preview).to_contain_text("press 4")
    page.get_by_role("button", name="Add option").click()
    page.locator("[name$=-digit]").first.fill("3")
    page.locator("[name$=-invitation]").first.fill("For parking press 3.")
    page.locator("[name$=-answer]").first.fill("Behind the stage.")
    expect(preview).to_contain_text("For parking press 3.")
    assert not line.menu_options.exists()
