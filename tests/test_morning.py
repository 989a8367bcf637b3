"""An agent's whole morning without a mouse, while a colleague's browser shows within two seconds what happens."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from helpdesk.accounts.models import User
from tests import make
from tests.desk_server import session_cookie
from tests.patience import soon
from tickets.models import Entry, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> tuple[User, User]:
    team = make.team("Riverside")
    return make.agent(name="Ana Silva", teams=[team]), make.agent(name="Ben Adeyemi", teams=[team])


@pytest.fixture
def browsers(browser: Browser, desk: str, people: tuple[User, User]) -> Iterator[tuple[Page, Page]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _person in people]
    for context, person in zip(contexts, people, strict=True):
        context.add_cookies([session_cookie(desk, person)])
    yield tuple(context.new_page() for context in contexts)
    for context in contexts:
        context.close()


def called(subject: str, *, minutes: int, requester=None) -> Ticket:
    at = timezone.now() - timedelta(minutes=minutes)
    return make.ticket(subject=subject, requester=requester or make.requester(), at=at)


def live(page: Page) -> None:
    page.wait_for_selector("[data-live-state=live]")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def count_of(page: Page, view: str):
    return page.locator(f"#menu a[href$='view={view}'] .nav-count")


def open_row(page: Page, ticket: Ticket) -> None:
    """Down the list to this case, and into it."""
    for _row in range(page.locator("[data-list-row]").count()):
        press(page, "j")
        if page.evaluate("document.activeElement.closest('[data-list-row]').id") == f"case-{ticket.pk}":
            break
    press(page, "Enter")
    page.wait_for_url(f"**/tickets/{ticket.pk}/**")
    live(page)


def bodies(ticket: Ticket, kind: str) -> list[str]:
    return list(
        ticket.entries.filter(kind=kind, message__status__in=["queued", "sent"])
        .order_by("pk")
        .values_list("body", flat=True)
    )


def test_a_morning_by_keyboard_alone_is_seen_by_a_colleague_at_once(desk, browsers):
    hers, his = browsers
    ann = make.requester(name="Ann Lee")
    parcel = called("The parcel is lost", minutes=40)
    twice = called("The same code again", minutes=30, requester=ann)
    code = called("My code is refused", minutes=20, requester=ann)
    seats = called("Two seats apart", minutes=10)
    make.saved_reply(name="Code works again", body="Dear {{ requester.first_name }}, the code works again.")
    his.goto(f"{desk}/tickets/?view=line")
    live(his)
    expect(count_of(his, "line")).to_have_text("4")

    # The problem line; one of its rows becomes hers.
    hers.goto(f"{desk}/tickets/")
    live(hers)
    press(hers, "g", "p")
    hers.wait_for_url("**/tickets/?view=line")
    live(hers)
    open_row(hers, code)
    expect(his.locator(f"#watchers-{code.pk}").get_by_label("Ana is looking")).to_be_visible(timeout=soon())
    press(hers, "i")
    hers.locator(".entry").get_by_text("Assigned to Ana Silva").wait_for()

    # A saved reply, while Ben answers too: hers is stopped, and shows what he wrote.
    live(hers)
    press(hers, "r", "/")
    hers.keyboard.type("works")
    expect(hers.locator("#saved [role=option]")).to_be_visible()
    press(hers, "Enter")
    expect(hers.locator("#composer textarea").first).to_have_value("Dear Ann, the code works again.")
    expect(his.locator(f"#watchers-{code.pk}").get_by_label("Ana is replying")).to_be_visible(timeout=soon())
    open_row(his, code)
    expect(his.locator("[data-watching]")).to_contain_text("Ana is replying", timeout=soon())
    press(his, "r")
    his.keyboard.type("Use CELLO, please.")
    press(his, "Control+Enter")
    his.locator(".notice [data-key=z]").wait_for()
    live(his)
    press(his, "g", "p")
    his.wait_for_url("**/tickets/?view=line")
    live(his)
    expect(count_of(his, "line")).to_have_text("3")
    press(hers, "Control+Enter")
    expect(hers.get_by_role("heading", level=1)).to_contain_text("Not sent yet")
    expect(hers.locator(".timeline-list")).to_contain_text("Use CELLO, please.")
    assert bodies(code, Entry.Kind.REPLY) == ["Use CELLO, please."]

    # Sent all the same, taken back in time, and nothing has left.
    hers.locator("textarea").focus()
    press(hers, "Control+Enter")
    hers.wait_for_url(f"**/tickets/{code.pk}/**")
    hers.locator(".notice [data-key=z]").wait_for()
    assert bodies(code, Entry.Kind.REPLY) == ["Use CELLO, please.", "Dear Ann, the code works again."]
    live(hers)
    press(hers, "z")
    expect(hers.locator("#composer textarea").first).to_have_value("Dear Ann, the code works again.")
    assert bodies(code, Entry.Kind.REPLY) == ["Use CELLO, please."]

    # A note that calls upon Ben, who is told at once.
    live(hers)
    press(hers, "n", "Control+A", "Delete")
    hers.keyboard.type("Can you look, @be")
    expect(hers.locator("[data-mentions] [role=option]")).to_have_attribute("data-name", "Ben Adeyemi")
    press(hers, "Enter", "Control+Enter")
    hers.locator(".entry-note").get_by_text("Can you look, @Ben Adeyemi").wait_for()
    expect(his.locator("#toasts").get_by_text("Ana Silva mentions you in")).to_be_visible(timeout=soon())

    # Ann's other case is the same problem: one row less for everybody.
    live(hers)
    press(hers, "m")
    expect(hers.get_by_role("searchbox", name="Find the case to merge into")).to_be_focused()
    hers.keyboard.type(str(twice.pk))
    expect(hers.locator(f"#choices a[href*='/{twice.pk}/']")).to_be_visible()
    press(hers, "Tab", "Enter")
    expect(hers.get_by_role("button", name=f"Merge into {twice.pk}", exact=True)).to_be_focused()
    press(hers, "Control+Enter")
    hers.wait_for_url(f"**/tickets/{twice.pk}/**")
    hers.locator(".notice [data-key=z]").wait_for()
    expect(count_of(his, "open")).to_have_text("3", timeout=soon())
    code.refresh_from_db()
    assert code.merged_into_id == twice.pk

    # What cannot be settled now is put away.
    live(hers)
    press(hers, "g", "p")
    hers.wait_for_url("**/tickets/?view=line")
    live(hers)
    open_row(hers, parcel)
    press(hers, "h")
    expect(hers.locator(".snooze-menu [data-menu-focus]")).to_be_focused()
    press(hers, "Enter")
    hers.wait_for_url("**/tickets/?view=line")
    expect(count_of(his, "line")).to_have_text("2", timeout=soon())
    parcel.refresh_from_db()
    assert parcel.snoozed_until

    # Answer, solve, and on to the next one.
    live(hers)
    open_row(hers, seats)
    press(hers, "r")
    hers.keyboard.type("You sit together now.")
    press(hers, "Control+Shift+Enter")
    hers.wait_for_url(f"**/tickets/{twice.pk}/**")
    expect(count_of(his, "line")).to_have_text("1", timeout=soon())
    seats.refresh_from_db()
    assert (seats.status, bodies(seats, Entry.Kind.REPLY)) == ("solved", ["You sit together now."])
