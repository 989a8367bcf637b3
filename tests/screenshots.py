"""python -m tests.screenshots: take the README's pictures on the tour, into docs/screenshots/ (`make screenshots`)."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browsers import find_chromium
from tests.tour.demo import running_demo, somebodys_shell
from tests.tour.steps import Tour

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(1_500)  # panels arrive and toasts leave
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("There is no Chromium here: install it, or name it with CHROMIUM=/path/to/chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, somebodys_shell() as environment, running_demo(environment) as demo:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tour = Tour(browser, demo, picture=take)
        tour.walk()
        tour.close()
        browser.close()
    print(f"The pictures are in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
