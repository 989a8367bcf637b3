"""The help pages in a browser: without scripts, on the smallest phone, by keyboard, in light and dark."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.barriers import ALL, barriers
from tests.tickets.following import link_in, link_to, newest_mail
from tickets.cases.remedies import log_refusal
from tickets.models import Ticket
from tickets.portal.requests import answer_link_requests

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1440, "height": 900}


@pytest.fixture
def open_page(browser: Browser):
    contexts = []

    def opened(**options: object) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def test_a_buyer_without_scripts_reports_follows_and_answers_on_a_phone(desk, open_page, tmp_path):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{desk}/help/")
    page.get_by_label("What happened?").fill("The code SUMMER is refused")
    page.get_by_label("Your email address").fill("ann@buyers.test")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    ticket = Ticket.objects.get()
    expect(page.get_by_role("main")).to_contain_text(str(ticket.pk))
    ticket.tags.clear()  # a browser types faster than people do, so no mail left

    page.goto(desk + link_to(ticket))
    expect(page.get_by_text("The code SUMMER is refused").first).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="Send email").click()
    expect(page.get_by_role("status")).to_contain_text("Press the button in it")
    answer_link_requests()
    page.goto(desk + link_in(newest_mail("ann@buyers.test")))
    page.get_by_role("button", name="Confirm address").click()

    picture = tmp_path / "seat.png"
    picture.write_bytes(make.PIXEL)
    page.get_by_label("Your message").fill("It is refused in the app, too")
    page.get_by_label("Files").set_input_files(picture)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("status")).to_have_text("We have your message.")
    expect(page.get_by_role("link", name="seat.png")).to_be_visible()
    page.get_by_text("Ask for a manager").first.click()
    page.get_by_role("button", name="Ask for a manager").click()
    expect(page.get_by_role("status")).to_contain_text("A manager has been asked")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Schreiben Sie uns")).to_be_visible()


def test_a_report_is_written_by_keyboard_alone(desk, open_page):
    page = open_page(viewport=DESK)
    page.goto(f"{desk}/help/")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What happened?")).to_be_focused()
    page.keyboard.type("No seat on my ticket")
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send report")).to_be_focused()  # what nobody sees was not on the way
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()


@pytest.mark.parametrize("colour", ["#ffe000", "#7a1fa2", ""])
def test_no_barrier_stands_on_any_page(desk, open_page, colour):
    organizer = make.organizer(name="Riverside Hall", slug="riverside-hall", colour=colour)
    ticket = make.ticket(requester=make.requester(email="ann@buyers.test"), event=make.event(organizer=organizer))
    make.promise(ticket)
    log_refusal(ticket, what="Refund", why="The organizer decides.", by=make.agent())
    make.attachment(ticket, entry=ticket.entries.first())
    page = open_page()
    page.goto(desk + link_to(ticket))
    page.get_by_role("button", name="Send email").click()
    expect(page.get_by_role("status")).to_be_visible()
    answer_link_requests()
    confirming = link_in(newest_mail("ann@buyers.test"))
    page.goto(desk + confirming)
    page.get_by_role("button", name="Confirm address").click()
    expect(page.get_by_label("Your message")).to_be_visible()
    found = []
    for path in ("/help/", "/help/riverside-hall/", link_to(ticket), "/help/cases/", confirming, "/help/case/x/"):
        page.goto(desk + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        for theme in ("light", "dark"):
            for size in (PHONE, DESK):
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size(size)
                found += [f"{theme}, {size['width']}: {trouble}" for trouble in barriers(page, ALL)]
                assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    assert found == []
