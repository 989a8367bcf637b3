"""The README's five-minute tour, from a checkout that fails to the managers' board."""

import pytest
from playwright.sync_api import Browser, Page

from tests.tour.demo import running_demo
from tests.tour.steps import Tour

pytestmark = pytest.mark.browser


def test_a_newcomer_can_walk_the_tour_with_a_browser_only(browser: Browser, untouched):
    """Nothing is prepared but what `make demo` prepares, and no page may complain on its console."""
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    with running_demo(untouched) as demo:
        tour = Tour(browser, demo, listen=listen)
        try:
            tour.walk()
        finally:
            tour.close()
    assert complaints == []
