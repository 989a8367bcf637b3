"""A manager calls a customer back from the board, and one form ends the call, the callback and the case."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from calls import tasks
from calls.models import Call
from escalation.board import owe_callback
from tests import make
from tests.calls.test_softphone_in_browser import CALLER, places  # noqa: F401
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step
from tests.simulator.served import eventually
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOBILE = "+15005550125"


def test_a_callback_is_made_and_its_case_solved_with_one_form(places, browser, settings):  # noqa: F811
    desk, town = places
    settings.TWILIO_API_BASE_URL, settings.PUBLIC_BASE_URL = town.url, desk
    make.line("problem")
    ticket = make.ticket(requester=make.requester(name="Ann Lee", phone=CALLER), subject="Card declined")
    callback = owe_callback(ticket, at=timezone.now())
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([session_cookie(desk, with_second_step(make.manager(name="Maria", mobile=MOBILE)))])
    page = context.new_page()
    page.goto(f"{desk}/escalations/")
    page.wait_for_selector("[data-live-state=live]")

    page.get_by_role("button", name="Call now").click()
    call = eventually(lambda: Call.objects.first())
    tasks.place_legs(call.pk)
    eventually(lambda: town.phone(MOBILE)["state"] == "ringing")
    town.act(MOBILE, "answer")
    eventually(lambda: "Ann Lee" in town.heard(MOBILE))
    town.act(MOBILE, "press", keys="1")
    eventually(lambda: town.phone(CALLER)["state"] == "ringing")
    town.act(CALLER, "answer")
    expect(page.locator("main")).to_contain_text("Maria talks with Ann Lee")
    eventually(lambda: town.phone(CALLER)["talking_to"])
    town.act(CALLER, "hang-up")
    bar = page.get_by_role("region", name="Calls for you")
    expect(bar).to_contain_text("Call with Ann Lee: record the outcome")

    bar.get_by_role("link", name="Open case").click()
    form = page.locator(".talk form")
    form.get_by_label("Call notes").fill("New seats, row 4.")
    form.get_by_role("radio", name="Solved").check()
    form.get_by_label("Solve the case, too").check()
    form.get_by_role("button", name="Record outcome").click()
    expect(page.locator("#case-line")).to_contain_text("Solved")
    expect(bar.get_by_text("record the outcome")).to_have_count(0)
    ticket.refresh_from_db()
    callback.refresh_from_db()
    assert (ticket.status, callback.status, callback.outcome) == (Ticket.Status.SOLVED, "done", "solved")
    assert ticket.entries.filter(body__contains="New seats, row 4.").count() == 1
    context.close()
