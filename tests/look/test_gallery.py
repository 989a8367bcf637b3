"""Every part of the design, in both themes, wide and narrow: axe-core finds nothing, nothing sticks out."""

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["workspace", "parts"])
def test_axe_finds_nothing_and_no_part_sticks_out(gallery, page, name, theme):
    page.goto(f"{gallery}/{name}/?theme={theme}")

    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_at_sign_in(gallery, page):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(f"{gallery}/accounts/login/")
        assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
        assert barriers(page) == []


def test_like_my_device_follows_the_device_while_the_page_is_open(gallery, page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{gallery}/parts/?theme=system")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.emulate_media(color_scheme="light")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_a_part_that_the_news_names_fetches_itself(gallery, page):
    page.goto(f"{gallery}/parts/")

    page.get_by_text("fetched again").wait_for()


def test_without_javascript_the_menu_of_the_person_opens(gallery, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{gallery}/parts/")

    page.get_by_role("button", name="Your menu, Ana Silva").click()

    assert page.get_by_role("button", name="Sign out").is_visible()
    page.context.close()
