"""Every part of the design, in both themes, wide and narrow: axe-core finds nothing, nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def findings(page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {node['html']}" for found in violations for node in found["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("name", ["workspace", "parts"])
def test_axe_finds_nothing_and_no_part_sticks_out(gallery, page, name, width, theme):
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{gallery}/{name}/?theme={theme}")

    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_sign_in(gallery, page, theme):
    page.emulate_media(color_scheme=theme)

    page.goto(f"{gallery}/accounts/login/")

    assert findings(page) == []
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme


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
