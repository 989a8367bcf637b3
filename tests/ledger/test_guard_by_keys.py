"""A denial that is stopped is met by who writes by keys alone: the notice has the focus, and its reason sends."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.barriers import barriers
from tests.desk_server import session_cookie
from tests.simulator.served import eventually
from tickets.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_notice_has_the_focus_and_its_reason_sends_the_reply(browser, desk):
    requester = make.requester(name="Ann Lee", email="ann@buyers.test")
    ticket = make.ticket(requester=requester)
    make.sent_copy(subject="Your free album")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, make.agent(name="Ana Silva"))])
    page = context.new_page()
    page.goto(f"{desk}/tickets/{ticket.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("r")
    page.keyboard.type("We did not send you this email.")
    page.keyboard.press("Control+Enter")
    notice = page.locator("#denial")
    expect(notice).to_be_focused()
    expect(notice).to_contain_text("Your free album")
    assert barriers(page) == []
    reason = page.get_by_label("Or say why it is right. Your reason stays on the case.")
    for _press in range(12):
        page.keyboard.press("Tab")
        if reason.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("It was for her sister.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    eventually(lambda: Entry.objects.filter(ticket=ticket, kind=Entry.Kind.REPLY).exists())
    assert Entry.objects.filter(ticket=ticket, kind=Entry.Kind.STATUS, body__contains="her sister").exists()
    context.close()
