"""The one script of every page, made of modules."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from helpdesk.serving.bundles import BUNDLES, BundleFinder, as_part, bundle

LIST = "export const rows = () => [1];\nexport async function load() {}\n"


def test_a_module_keeps_its_names_and_hands_out_what_it_exports():
    assert "return { rows, load };" in as_part("press4/list.js", LIST, set())
    named = as_part("press4/keys.js", 'import { rows as all } from "press4/list";\n', {"press4/list"})
    assert "const { rows: all } = module_press4_list;" in named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('import { rows } from "press4/list";\n', "does not stand above it"),
        ('import rows from "press4/list";\n', "in a way that"),
        ("export default 1;\n", "in a way that"),
    ],
)
def test_what_would_not_work_in_a_browser_is_said_when_the_bundle_is_made(text, words):
    with pytest.raises(ValueError, match=words):
        as_part("press4/keys.js", text, set())


def test_no_page_asks_again_for_what_a_bundle_brings():
    parts = {part for parts in BUNDLES.values() for part in parts}
    again = [
        f"{path.name} links {part}"
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for part in parts
        if f"'{part}'" in path.read_text()
    ]
    assert again == []


def test_a_bundle_outlives_the_finder_that_wrote_it():
    """The first two requests of a server make one finder each, and one of the two is dropped."""
    assert Path(BundleFinder().find("press4/desk.css")).exists()


@pytest.mark.browser
def test_one_module_that_fails_leaves_the_others_at_work(browser):
    page = browser.new_page()
    parts = [
        as_part("press4/broken.js", "nothing.at.all;", set()),
        as_part("press4/sound.js", "window.heard = 1;", set()),
    ]
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.add_script_tag(content="".join(parts))
    assert page.evaluate("window.heard") == 1
    assert len(failures) == 1
    page.close()


def test_every_module_stands_below_those_that_it_imports():
    assert "module_press4_keys" in bundle("press4/desk.js")


def test_many_threads_that_ask_at_once_are_all_answered():
    finder = BundleFinder()
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(finder.find, ["press4/desk.css"] * 64))
    assert len({*found}) == 1


def test_a_file_outlives_the_finder_that_found_it():
    found = Path(BundleFinder().find("press4/desk.css"))  # the finder is thrown away at once
    assert found.read_text() == bundle("press4/desk.css")
