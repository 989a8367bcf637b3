"""Write, send and take back, without the mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tickets.models import Attachment, Draft, Mention

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, make.agent(name="Ana Silva"))])
    yield context.new_page()
    context.close()


def open_case(desk: str, page: Page, **fields: object):
    ticket = make.ticket(requester=make.requester(name="Ann Lee"), **fields)
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")
    return ticket


def test_an_agent_answers_with_a_saved_reply_and_takes_it_back(desk, page):
    make.saved_reply(name="Where to park", body="Behind the arena.")
    words = "Hello {{ requester.first_name }}, order {{ order.reference }}."
    make.saved_reply(name="Refund", body=words, status="solved", note="Refunded.")
    ticket = open_case(desk, page)
    text = page.get_by_label("Text", exact=True)

    page.keyboard.press("r")
    page.keyboard.press("/")
    expect(page.locator("[data-saved]")).to_have_count(2)
    assert barriers(page) == []
    page.keyboard.type("ref")
    expect(page.locator("[data-saved]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(text).to_have_value("Hello Ann, order ⟦order⟧.")
    # A macro that also adds a note leaves the reply a reply, and it looks like one.
    expect(page.get_by_role("button", name="Send reply")).to_be_visible()
    expect(page.get_by_text("Only the desk sees this")).to_be_hidden()
    page.keyboard.type("A7")  # what we did not know is chosen, so that one types over it
    expect(text).to_have_value("Hello Ann, order A7.")
    assert barriers(page) == []

    page.keyboard.press("Control+Enter")
    expect(page.locator(".case-head")).to_contain_text("Solved")
    page.wait_for_selector("[data-live-state=live]")  # the keys are bound by then
    page.keyboard.press("z")
    expect(text).to_have_value("Hello Ann, order A7.")
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_what_is_typed_is_kept_and_of_two_pages_nothing_is_lost(desk, page):
    ticket = open_case(desk, page)
    other = page.context.new_page()
    other.goto(page.url)
    page.keyboard.press("n")
    page.keyboard.type("From the first page")
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    other.keyboard.press("n")
    other.keyboard.type("From the second")
    expect(other.locator(".draft-other")).to_have_text("From the first page")
    other.get_by_role("button", name="Add it below my text").click()
    expect(other.locator(".draft-other")).to_have_count(0)

    other.reload()
    expect(other.get_by_label("Text", exact=True)).to_have_value("From the second\n\nFrom the first page")
    assert Draft.objects.get(ticket=ticket).mode == "note"


def test_marks_by_keys_a_preview_and_a_file(desk, page):
    ticket = open_case(desk, page)
    page.keyboard.press("r")
    page.keyboard.press("Control+b")
    page.keyboard.type("now")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("- one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    expect(page.get_by_label("Text", exact=True)).to_have_value("**now**\n- one\n- two")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview li")).to_have_count(2)

    page.get_by_label("Attach files").set_input_files(
        [
            {"name": "seats.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"},
            {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ]
    )
    expect(page.locator("#attachments")).to_contain_text("seats.pdf")
    expect(page.locator("#attachments")).to_contain_text("setup.exe could run")
    assert barriers(page) == []
    page.get_by_role("button", name="Remove seats.pdf").click()
    expect(page.locator("#attachments")).not_to_contain_text("seats.pdf")
    assert not Attachment.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李伟", "@李"),
        ("Дмитрий Петров", "@Дмитрий"),
        ("(Ada) Byron", "@(Ada)"),
        ("Zoë O\u2019Brien", "@Zoe\u0308"),
        ("अमिताभ बच्चन", "@अमि"),
    ],
)
def test_a_colleague_is_suggested_in_every_script_and_taken_by_enter(desk, page, name, typed):
    colleague = make.agent(name=name)
    ticket = open_case(desk, page)
    page.keyboard.press("n")
    page.keyboard.type(f"Please look, {typed}")
    expect(page.locator("[data-mentions] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Text", exact=True)).to_have_value(f"Please look, @{name} ")
    page.keyboard.type("thank you.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("thank you.")
    assert list(Mention.objects.filter(entry__ticket=ticket).values_list("user", flat=True)) == [colleague.pk]
