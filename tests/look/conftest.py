"""A browser that looks at the gallery."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def server() -> Iterator[LiveServer]:
    """Like pytest-django's `live_server`, without a database to empty after each test: the gallery has no rows."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def own_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The menu of the gallery in place of the desk's, whose counts are none of these tests' business.

    Another TEMPLATES in the settings would have every template compiled again, for each test.
    """
    from helpdesk.navigation import navigation
    from tests.look import gallery

    engine = engines["django"].engine
    processors = {processor: processor for processor in engine.template_context_processors}
    assert navigation in processors
    processors[navigation] = gallery.navigation
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, Path(__file__).parent / "templates"])
    monkeypatch.setattr(engine, "template_context_processors", tuple(processors.values()))


@pytest.fixture
def gallery(server: LiveServer, settings, own_menu: None) -> str:
    """The address of the gallery."""
    settings.ROOT_URLCONF = "tests.look.gallery"
    return server.url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; whatever it writes to the console as an error fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(trouble(message)) if is_trouble(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def is_trouble(message: ConsoleMessage) -> bool:
    """An error; but the news of who has just signed out are refused, and nobody sees that."""
    return message.type == "error" and not message.location["url"].endswith("/live/")


def trouble(message: ConsoleMessage) -> str:
    return f"{message.location['url']}: {message.text}"
