"""What every test shares: the servers, a database of its own, and a browser when there is one."""

import gc
import os
from contextlib import ExitStack

import django
import pytest
from django.conf import settings

from tests import browsers, patience, services

os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"

LONGEST = (
    "tests/tour/",
    "tests/test_upgrade.py",
    "tests/test_csp.py::test_every_page_of_the_desk_is_shown_without_a_trouble[0]",
    "tests/test_csp.py::test_every_page_of_the_desk_is_shown_without_a_trouble[1]",
    "tests/demo/",
    "tests/test_hostile_text.py",
)
"""A minute or more each: begun last, one of them would keep a worker when the others have nothing to do."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, then let Django read its settings: they name these servers."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        services.use_own_redis(worker)
    elif not (config.option.help or config.option.version):
        stack = ExitStack()
        config.add_cleanup(stack.close)
        services.start(stack)
    django.setup()
    import dns.resolver
    from django.test import TransactionTestCase

    from tests import databases, name_server, ties
    from tests.provider import watch

    watch.install()
    ties.reverse()
    dns.resolver.default_resolver = name_server.resolver_at()  # nobody, until a test has a name server of its own
    TransactionTestCase._fixture_teardown = databases.empty
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash guards nothing here


def pytest_xdist_auto_num_workers() -> int:
    return max(2, min(os.cpu_count() or 2, 8))


def pytest_xdist_setupnodes() -> None:
    # A worker inherits the environment; with the settings' name in it, they would be read before its own Redis is set.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)  # what is left out of this run is gone by now
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    browsers.skip_without_chromium(items)
    browsers.try_twice(items)
    items[:] = longest_first(items, workers=getattr(config, "workerinput", {}).get("workercount", 1))


def longest_first(items: list[pytest.Item], *, workers: int) -> list[pytest.Item]:
    """Let each worker begin with its share of the longest.

    xdist cuts the list into a piece for each worker, and whoever is done takes from the end of another's: the longest
    at the head of one piece would all stay with one worker.
    """
    longest = [[item for item in items if item.nodeid.startswith(part)] for part in LONGEST]
    rest = [item for item in items if not item.nodeid.startswith(LONGEST)]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        piece = (len(items) - len(ordered)) // (workers - worker)
        own = [item for part in longest[worker::workers] for item in part]
        room = max(0, piece - len(own))
        ordered += own + rest[:room]
        rest = rest[room:]
    return ordered + rest


def pytest_collection_finish() -> None:
    """What lives until the end (Django, all tests) is looked through for garbage once, not again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    browsers.say_what_failed_once(terminalreporter)
    browsers.say_what_was_skipped(terminalreporter)


@pytest.fixture(autouse=True)
def provider_would_take_it():
    """Whatever a test makes the desk say to the telephone provider is held against the provider's own library."""
    from tests.provider import watch

    watch.begin()
    yield
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture(autouse=True)
def nobody_remembers_an_outage() -> None:
    """What one test's server was away for, the next test's is not."""
    from helpdesk.lib import enqueue, live, presence
    from helpdesk.lib.cache import FailSafeRedisCache
    from tickets.people import orders

    for breaker in (orders.breaker, live._redis, enqueue._broker, presence._redis, FailSafeRedisCache.breaker):
        breaker._until = 0.0


@pytest.fixture(autouse=True)
def settings_are_as_they_were():
    """A setting that one test changes for good breaks another far away, in processes that were told the first value."""
    before = vars(settings._wrapped).copy()
    yield
    after = vars(settings._wrapped)
    changed = sorted(name for name in {*before, *after} if before.get(name) is not after.get(name))
    assert not changed, f"{changed}: change them through the `settings` fixture, which puts them back"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Clone the migrated template instead of migrating once for each worker."""
    from django.db import connections

    from tests import databases

    server_database = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        name = databases.clone_template(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        databases.use(server_database)
        with connections["default"]._nodb_cursor() as server:
            databases.drop(server, name)


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    """A visitor of each kind, made once for a module whose tests take back what they do; the agent is in a team."""
    from django.db import transaction

    from tests import make
    from tests.permissions.objects import visitors

    with django_db_blocker.unblock(), transaction.atomic():
        yield visitors(make.team())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visit(everybody, django_db_blocker):
    """Answers the client of one of `everybody`. Each signed in once: to sign in costs more than most visits do."""
    from django.test import Client

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    with django_db_blocker.unblock():
        sessions = {user.pk: signed_in(user) for user in everybody.values() if user}

    def visit(user, **options):
        client = Client(**options)
        if user:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[user.pk]
        return client

    return visit


@pytest.fixture(scope="session")
def desk(django_db_setup):
    """The address of a desk that runs beside the tests of a worker, on its database."""
    from tests.desk_server import desk_server

    with desk_server() as url:
        yield url


@pytest.fixture
def signed_in_page(browser, desk):
    """Opens a page of the browser of a person who is signed in; `page.went_to` is where it went since."""
    from tests.desk_server import session_cookie

    contexts = []

    def open_page(person):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        context.add_cookies([session_cookie(desk, person)])
        page = context.new_page()
        page.went_to = []
        page.on("framenavigated", lambda frame: page.went_to.append(frame.url))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium that `browser` tests drive."""
    return browsers.find_chromium()


@pytest.fixture(scope="session")
def browser(chromium: str):
    """One Chromium for a whole worker: Playwright cannot be started twice in a thread."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=patience.PATIENCE)
    # Playwright keeps an event loop running in this thread, for which Django would refuse a fixture its queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=browsers.ARGUMENTS)
        yield browser
        browser.close()
