"""Write, send and take back, without the mouse."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from helpdesk.accounts.models import User
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tests.mail.writing import deliver, letter
from tests.simulator.served import eventually
from tickets.cases import add_note
from tickets.models import Attachment, Draft, Entry, Mention, ScheduledReply, Ticket

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
    expect(text).to_have_value("Hello Ann, order ⟦number of the order⟧.")
    # A macro that also adds a note leaves the reply a reply, and it looks like one.
    expect(page.get_by_role("button", name="Send reply")).to_be_visible()
    expect(page.get_by_text("Only the desk sees this")).to_be_hidden()
    page.keyboard.type("A7")  # what we did not know is chosen, so that one types over it
    expect(text).to_have_value("Hello Ann, order A7.")
    assert barriers(page) == []

    page.keyboard.press("Control+Enter")
    expect(page.locator(".case-head")).to_contain_text("Solved")
    page.locator(".notice [data-key=z]").wait_for()
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
    eventually(lambda: Draft.objects.filter(ticket=ticket, body="From the first page").exists())
    other.keyboard.press("n")
    other.keyboard.type("From the second")
    expect(other.locator(".draft-other")).to_have_text("From the first page")
    other.get_by_role("button", name="Add it below my text").click()
    expect(other.locator(".draft-other")).to_have_count(0)

    other.reload()
    expect(other.get_by_label("Text", exact=True)).to_have_value("From the second\n\nFrom the first page")
    assert Draft.objects.get(ticket=ticket).mode == "note"


def test_a_reply_to_all_keeps_what_was_typed_and_goes_to_all(desk, page):
    deliver(letter(headers={"Cc": "Otto <otto@buyers.test>"}))
    page.goto(f"{desk}/tickets/{Ticket.objects.get().pk}/")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("r")
    page.keyboard.type("To both of you")
    page.get_by_role("link", name="Reply to all").click()
    expect(page.get_by_label("Cc", exact=True)).to_have_value("otto@buyers.test")
    expect(page.get_by_label("Text", exact=True)).to_have_value("To both of you")
    page.get_by_role("button", name="Send reply").click()
    eventually(lambda: OutboundMessage.objects.filter(others__contains=[{"address": "otto@buyers.test"}]).exists())


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


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (390, 844)])
def test_the_composer_is_one_line_until_somebody_writes_and_then_two_fifths_at_most(desk, page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    ticket = open_case(desk, page)
    dock, text = page.locator("#composer"), page.get_by_label("Text", exact=True)
    pane = size[1] - page.locator(".topbar").bounding_box()["height"]
    eventually(lambda: dock.bounding_box()["height"] <= 60)
    expect(text).to_be_hidden()

    page.keyboard.press("r")
    page.keyboard.type("Dear Ann,")
    for _line in range(30):
        page.keyboard.press("Enter")
    page.keyboard.type("the end")
    expect(text).to_have_value("Dear Ann," + "\n" * 30 + "the end")
    eventually(lambda: dock.bounding_box()["height"] <= max(pane * 0.4, 200))
    send = page.get_by_role("button", name="Send reply")
    expect(send).to_be_in_viewport(ratio=1)
    assert barriers(page) == []

    # Smaller by a key, remembered by the browser, and closed without losing a word.
    tall = dock.bounding_box()["height"]
    page.get_by_role("separator", name="Height of the composer").focus()
    page.keyboard.press("Home")
    eventually(lambda: dock.bounding_box()["height"] <= tall)
    least = dock.bounding_box()["height"]
    eventually(lambda: Draft.objects.filter(ticket=ticket, body__endswith="the end").exists())
    page.reload()
    expect(text).to_have_value("Dear Ann," + "\n" * 30 + "the end")
    assert dock.bounding_box()["height"] == pytest.approx(least, abs=2)
    page.wait_for_selector("[data-live-state=live]")
    text.focus()
    page.keyboard.press("Escape")
    expect(text).to_be_hidden()
    # What comes to the case meanwhile opens nothing.
    add_note(ticket, body="The venue has called.", by=make.agent(email="bo@desk.test"))
    expect(page.locator("#timeline")).to_contain_text("The venue has called.")
    expect(text).to_be_hidden()
    page.keyboard.press("n")
    expect(text).to_be_focused()
    expect(page.locator(".composer .note-mark")).to_be_visible()
    # With the keyboard of a phone over half of it, the text and the button are still in sight.
    page.set_viewport_size({"width": size[0], "height": 400})
    expect(text).to_be_in_viewport()
    expect(page.get_by_role("button", name="Add internal note")).to_be_in_viewport(ratio=1)


PASTE = """(field) => {
    const bytes = atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    const file = new File([Uint8Array.from(bytes, (one) => one.charCodeAt())], "seat.gif", { type: "image/gif" });
    const data = new DataTransfer();
    data.items.add(file);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_forward_send_later_mend_a_note_and_paste_a_picture(desk, page):
    ticket = open_case(
        desk, page, channel="email", body="See you there.\n\nOn 3 Nov 2026 the desk wrote:\n> Doors open at seven."
    )
    text = page.get_by_label("Text", exact=True)
    # What a mail program quotes below an answer is folded, and opens by a key.
    quoted = page.locator(".entry-quoted")
    expect(quoted.get_by_text("Doors open at seven.")).to_be_hidden()
    quoted.locator("summary").press("Enter")
    expect(quoted.get_by_text("Doors open at seven.")).to_be_visible()

    page.get_by_role("link", name="Forward this message").press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_label("To", exact=True)).to_be_focused()
    page.keyboard.type("venue@example.com")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("venue@example.com")
    expect(drawer).to_be_hidden()

    page.keyboard.press("n")
    page.keyboard.type("Row 4, not row 14")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Row 4, not row 14")
    page.wait_for_selector("[data-live-state=live]")
    page.get_by_role("link", name="Edit or delete this note").press("Enter")
    expect(drawer.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Row 14 it is")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry-note").last).to_contain_text("Row 14 it is")
    expect(page.locator(".entry-note").last).to_contain_text("edited")

    page.keyboard.press("r")
    text.evaluate(PASTE)
    expect(text).to_have_value(re.compile(r"^!\[seat\.gif\]\(attachment:"))
    page.keyboard.type(" is your seat")
    page.locator(".send-menu summary").press("Enter")
    page.get_by_role("button", name="Tomorrow morning").press("Enter")
    expect(page.locator(".scheduled")).to_contain_text("is your seat")
    assert ScheduledReply.objects.get(ticket=ticket).body.endswith("is your seat")
    assert Entry.objects.filter(ticket=ticket, kind="forward").count() == 1


def test_enter_in_a_line_of_the_composer_removes_and_discards_nothing(desk, page):
    """A browser takes Enter there for a press on the first button of the form."""
    ticket = make.ticket(requester=make.requester(name="Ann Lee"))
    kept = {"agent": User.objects.get(name="Ana Silva"), "set_aside": ["From the other page"]}
    Draft.objects.create(ticket=ticket, saved_at=timezone.now(), **kept)
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("r")
    file = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Row B"}
    page.get_by_label("Attach files").set_input_files([file])
    expect(page.get_by_role("button", name="Remove plan.txt")).to_be_visible()
    expect(page.locator(".draft-other")).to_have_count(1)
    page.locator("[data-recipients] summary").click()
    for name in ["Cc", "Subject"]:
        page.get_by_label(name, exact=True).press("Enter")
    page.wait_for_timeout(1_000)
    expect(page.locator(".draft-other")).to_have_count(1)
    expect(page.get_by_role("button", name="Remove plan.txt")).to_be_visible()
    expect(page.locator("#preview")).to_be_hidden()
    assert Attachment.objects.filter(ticket=ticket).exists()
    assert Draft.objects.get(ticket=ticket).set_aside == ["From the other page"]


def test_a_notice_stays_while_the_focus_is_in_it(desk, page):
    page.clock.install()
    open_case(desk, page)
    detail = {"text": "Saved.", "level": "info"}
    page.evaluate("(detail) => document.body.dispatchEvent(new CustomEvent('toast', { detail }))", detail)
    notice = page.locator("#toasts .notice")
    notice.get_by_role("button", name="Close").focus()
    notice.hover()
    page.mouse.move(0, 0)
    page.clock.fast_forward(20_000)
    expect(notice).to_be_visible()
    page.get_by_role("link", name="Skip to the content").focus()
    page.clock.fast_forward(20_000)
    expect(notice).to_have_count(0)
