"""Keys that are pressed before the answer to the last one has come: none is lost, and none does something else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from helpdesk.accounts.models import User
from tests import make
from tests.desk_server import session_cookie
from tests.simulator.served import eventually
from tickets.models import Draft, Mention, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agent() -> User:
    return make.agent(name="Ana Silva")


@pytest.fixture
def page(browser: Browser, desk: str, agent: User) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1600, "height": 900})
    context.add_cookies([session_cookie(desk, agent)])
    yield context.new_page()
    context.close()


@contextmanager
def held(page: Page, which: Callable[[Request], bool], *, count: int = 1) -> Iterator[None]:
    """Answer what is asked for within when all is done, the last question first, after waiting for `count` of them."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        if which(route.request):
            routes.append(route)
        else:
            route.continue_()

    page.route("**/*", hold)
    yield
    eventually(lambda: page.wait_for_timeout(20) or len(routes) >= count)
    for route in reversed(routes):
        route.continue_()
    page.unroute("**/*")


def asks(path: str) -> Callable[[Request], bool]:
    return lambda request: path in request.url and request.method == "GET"


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("[data-live-state=live]")


def open_case(page: Page, desk: str, ticket: Ticket) -> None:
    open_page(page, f"{desk}/tickets/{ticket.pk}/?view=open")


def test_whoever_writes_when_the_case_comes_anew_writes_on(page, desk):
    ticket = make.ticket()
    open_case(page, desk, ticket)
    with held(page, asks(f"/tickets/{ticket.pk}/?view=open")):
        page.keyboard.press("e")
        page.keyboard.press("r")
        page.keyboard.type("Dear")
    expect(page.locator("#case-line")).to_contain_text("Solved")
    page.keyboard.type(" Ann")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Dear Ann")


def test_a_key_does_nothing_to_the_case_that_one_has_left(page, desk):
    left, wanted = make.ticket(subject="Left"), make.ticket(subject="Wanted")
    open_case(page, desk, left)
    page.locator(f"#case-{wanted.pk} [data-row-link]").focus()
    with held(page, asks(f"/tickets/{wanted.pk}/")):
        page.keyboard.press("Enter")
        page.keyboard.press("e")
    expect(page.locator("#case-subject")).to_have_text("Wanted")
    page.keyboard.press("e")
    expect(page.locator("#case-line")).to_contain_text("Solved")
    assert [Ticket.objects.get(pk=ticket.pk).status for ticket in (left, wanted)] == ["new", "solved"]


def test_somebody_is_chosen_by_enter_before_the_people_have_come(page, desk):
    ticket, mate = make.ticket(), make.agent(name="Zoe Quinn")
    open_page(page, f"{desk}/tickets/?view=open")
    with held(page, asks("/bulk/choices/")):
        for key in ["j", "x", "a"]:
            page.keyboard.press(key)
        page.keyboard.type("quinn")
        page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("1 case assigned to Zoe Quinn")
    ticket.refresh_from_db()
    assert ticket.assignee == mate


def test_enter_takes_the_saved_reply_that_was_asked_for_and_not_what_was_found_before(page, desk):
    make.saved_reply(name="Parking", body="Behind the arena.")
    make.saved_reply(name="Refund", body="Within five days.")
    open_case(page, desk, make.ticket())
    page.keyboard.press("r")
    page.keyboard.press("/")
    expect(page.locator("[data-saved]")).to_have_count(2)
    with held(page, asks("/saved-replies/")):
        page.keyboard.type("ref")
        page.keyboard.press("Enter")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Within five days.")


def test_what_was_found_for_fewer_letters_comes_too_late(page, desk):
    for name in ("Parking", "Refund"):
        make.saved_reply(name=name, body=name)
    open_case(page, desk, make.ticket())
    page.keyboard.press("r")
    with held(page, asks("/saved-replies/"), count=2):  # all of them, and those with these letters
        page.keyboard.press("/")
        page.keyboard.type("ref")
    expect(page.locator("[data-saved]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Refund")


def test_enter_calls_upon_nobody_whose_name_goes_on_differently(page, desk):
    make.agent(name="Adam Abel"), make.agent(name="Adele Best")
    ticket = make.ticket()
    open_case(page, desk, ticket)
    page.keyboard.press("n")
    page.keyboard.type("Please look, @ad")
    expect(page.locator("[data-mentions] [role=option]")).to_have_count(2)
    with held(page, asks("/people/"), count=0):
        page.keyboard.type("e")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Text", exact=True)).to_have_value("Please look, @Adele Best ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("@Adele Best")
    assert Mention.objects.get(entry__ticket=ticket).user.name == "Adele Best"


def test_a_page_that_was_asked_for_in_the_drawer_does_not_open_it_again(page, desk):
    ticket, other = make.ticket(), make.ticket()
    open_case(page, desk, ticket)
    page.keyboard.press("m")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(str(other.pk))
    choice = drawer.get_by_role("link", name=f"Case {other.pk}", exact=True)
    expect(choice).to_be_visible()
    with held(page, asks(f"/merge/{other.pk}/")):
        choice.press("Enter")
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.type("Not the same")
    eventually(lambda: Draft.objects.filter(ticket=ticket, body="Not the same").exists())
    expect(page.get_by_label("Text", exact=True)).to_have_value("Not the same")
    expect(drawer).to_be_hidden()


def test_the_arrow_keys_stay_where_they_are_when_the_palette_finds_the_same_once_more(page, desk):
    found = make.ticket(subject="Parking for the tuba")
    open_page(page, f"{desk}/tickets/?view=open")
    page.keyboard.press("Control+k")
    page.keyboard.type("tub")
    expect(page.locator("#palette-found a")).to_have_count(1)
    page.locator("#palette-found a").evaluate("(link) => { link.dataset.isOld = 'yes' }")
    with held(page, asks("/search/hints/")):
        page.keyboard.type("a")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#palette-found a")).to_be_focused()
    expect(page.locator("#palette-found a:not([data-is-old])")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}{found.get_absolute_url()}*")
