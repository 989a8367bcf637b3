"""Lists of facts keep names left and values right, however many values a name has (in the browser)."""

import pytest
from django.utils import timezone

from escalation.board import owe_callback
from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLUMNS = """(list) => {
    const [names, values] = ["dt", "dd"].map((tag) => [...list.querySelectorAll(tag)]);
    const left = (element) => Math.round(element.getBoundingClientRect().left);
    return {
        names: [...new Set(names.map(left))].length,
        values: [...new Set(values.map(left))].length,
        narrowest: Math.min(...values.map((value) => value.getBoundingClientRect().width)),
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    };
}"""


@pytest.fixture(params=[(1280, 720), (390, 844)], ids=["laptop", "phone"])
def page(request, browser, desk):
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([session_cookie(desk, with_second_step(make.manager(name="Miriam Osei")))])
    yield context.new_page()
    context.close()


@pytest.fixture
def callback():
    ticket = make.ticket(body="Nobody called me back, and the doors open in an hour.")
    reasons = [
        make.escalation(ticket, detail="The second parcel is lost"),
        make.escalation(ticket, reason="asked_for_manager", detail="She asked for somebody who decides"),
    ]
    return owe_callback(ticket, escalation=reasons[0], phone="+15005550142", at=timezone.now())


@pytest.mark.parametrize("verb", ["outcome", "cancel"])
def test_a_callback_with_two_reasons_is_readable(page, desk, callback, verb):
    page.goto(f"{desk}/callbacks/{callback.pk}/{verb}/")
    assert_in_columns(page.locator("dl.facts"))


def test_an_escalation_with_two_reasons_is_readable(page, desk, callback):
    page.goto(f"{desk}/escalations/{callback.escalation_id}/finish/")
    assert_in_columns(page.locator("dl.facts"))


def test_a_long_name_leaves_room_for_its_value(page, desk, callback):
    field = make.custom_field("What the customer read on the turnstile at the gate")
    callback.ticket.field_values.create(field=field, value="Already used at 19:42 at gate 7")
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(f"{desk}{callback.ticket.get_absolute_url()}")
    page.wait_for_selector("#context dl.facts, .context dl.facts", state="visible")
    for facts in page.locator("dl.facts:visible").all():
        assert_in_columns(facts)


def assert_in_columns(facts) -> None:
    found = facts.evaluate(COLUMNS)
    assert (found["names"], found["values"], found["wide"]) == (1, 1, False), found
    assert found["narrowest"] > 90, found
