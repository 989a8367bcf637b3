"""Words outlive a session that ends and a network that goes away, and nobody else reads them (in the browser)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests import make
from tests.desk_server import session_cookie
from tests.simulator.served import eventually
from tickets.models import Draft, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "The gate refused both codes, she stood outside for an hour."


@pytest.fixture
def agent():
    return make.agent(name="Ana Silva")


@pytest.fixture
def page(signed_in_page, agent):
    return signed_in_page(agent)


def end_session() -> None:
    Session.objects.all().delete()


def sign_in(page: Page, desk: str, person) -> None:
    """As the form of the sign-in does it, which leads to where the link said (the desk knows no hashes of tests)."""
    page.locator("#signed-out [data-here]").click()
    page.wait_for_url("**/accounts/login/**")
    onward = parse_qs(urlsplit(page.url).query)["next"][0]
    page.context.add_cookies([session_cookie(desk, person)])
    page.goto(f"{desk}{onward}")


def write_note(page: Page, desk: str, ticket: Ticket, *, key: str = "n") -> None:
    page.goto(f"{desk}{ticket.get_absolute_url()}")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press(key)
    page.fill("[data-composer] [name=body]", SAID)


def send_note(page: Page) -> None:
    page.locator("[data-composer]").get_by_role("button", name="Add internal note").first.click()


def test_a_note_sent_after_the_session_ended_is_there_after_signing_in(page, desk, agent):
    ticket = make.ticket()
    write_note(page, desk, ticket)
    end_session()
    send_note(page)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value(SAID)
    sign_in(page, desk, agent)
    page.wait_for_url(f"**{ticket.get_absolute_url()}**")
    expect(page.locator("[name=body]")).to_have_value(SAID)
    page.locator(".composer-modes label", has_text="note").click()
    send_note(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    assert ticket.entries.filter(body=SAID).count() == 1
    page.reload()
    expect(page.locator("[name=body]")).to_have_value("")


def test_a_new_case_outlives_the_session_and_is_shown_to_nobody_else(page, desk, agent):
    page.goto(f"{desk}/tickets/new/")
    page.fill("main textarea >> nth=0", SAID)
    end_session()
    page.get_by_role("button", name="Log the case").click()
    expect(page.locator("#signed-out")).to_be_visible()
    sign_in(page, desk, agent)
    page.wait_for_url("**/tickets/new/")
    expect(page.locator("main textarea").first).to_have_value(SAID)

    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(desk, make.agent(name="Ben Adeyemi"))])
    page.goto(f"{desk}/tickets/new/")
    expect(page.locator("main textarea").first).to_have_value("")
    assert SAID not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


def test_parts_of_a_page_show_no_sign_in_when_the_session_ended(page, desk):
    ticket = make.ticket()
    page.goto(f"{desk}{ticket.get_absolute_url()}")
    page.wait_for_selector("[data-live-state=live]")
    end_session()
    page.evaluate("document.querySelectorAll('[hx-trigger*=live]').forEach((part) => htmx.trigger(part, 'live'))")
    expect(page.locator("#signed-out")).to_be_visible()
    assert page.locator("[name=password]").count() == 0
    assert "next=%2Ftickets%2F" in page.locator("#signed-out [data-here]").get_attribute("href")


def test_the_stream_of_news_says_that_the_session_ended(page, desk):
    page.goto(f"{desk}/tickets/new/")
    page.wait_for_selector("[data-live-state=live]")
    end_session()
    expect(page.locator("#signed-out")).to_be_visible()


@pytest.mark.parametrize("mode", ["note", "reply"])
def test_without_a_network_the_text_stays_and_is_sent_once_when_it_is_back(page, desk, mode):
    ticket = make.ticket()
    write_note(page, desk, ticket, key=mode[0])
    page.context.set_offline(True)
    name = "Add internal note" if mode == "note" else "Send"
    page.locator(f"[data-composer] button.for-{mode}[type=submit]", has_text=name).click()
    expect(page.locator(".not-sent")).to_contain_text("Not sent. Trying again")
    expect(page.locator("[name=body]")).to_have_value(SAID)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".not-sent")).to_be_visible()
    assert not ticket.entries.filter(body=SAID).exists()
    page.context.set_offline(False)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    assert ticket.entries.filter(body=SAID).count() == 1
    assert not [url for url in page.went_to if "chrome-error" in url]


def test_an_answer_that_got_lost_does_not_send_twice(page, desk):
    ticket = make.ticket()
    write_note(page, desk, ticket)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort()

    page.route("**/write/", lose)
    send_note(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    expect(page.locator("[name=body]")).to_have_value("")
    assert ticket.entries.filter(body=SAID).count() == 1


def test_what_is_written_on_after_a_lost_answer_stays_while_the_first_words_are_sent_once(page, desk):
    ticket = make.ticket()
    write_note(page, desk, ticket)
    attempts = []

    def lose(route):
        attempts.append(route.request)
        if len(attempts) > 1:
            return route.continue_()
        route.fetch(max_redirects=0)
        return route.abort()

    page.route("**/write/", lose)
    send_note(page)
    expect(page.locator(".not-sent")).to_contain_text("Trying again")
    page.locator("[name=body]").press_sequentially(" She asks for half")
    expect(page.locator("[name=body]")).to_have_value("She asks for half")
    expect(page.locator("#timeline")).to_contain_text(SAID)
    assert len(attempts) == 2
    assert [entry.body for entry in ticket.entries.filter(kind="note")] == [SAID]
    eventually(lambda: Draft.objects.filter(ticket=ticket, body="She asks for half").exists())
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("[name=body]")).to_have_value("She asks for half")


def test_while_an_answer_is_on_its_way_the_page_says_so_and_nothing_is_typed_in_vain(page, desk):
    ticket = make.ticket()
    write_note(page, desk, ticket)
    waiting = []
    page.route("**/write/", lambda route: waiting.append(route))
    body = page.locator("[name=body]")
    body.press("Control+Enter")
    expect(page.locator(".sending-now")).to_have_text("Sending…")
    page.keyboard.type(" More")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+Enter")
    expect(body).to_be_focused()
    expect(body).to_have_value(SAID)
    assert len(waiting) == 1
    waiting[0].abort()
    expect(page.locator(".not-sent")).to_be_visible()
    page.keyboard.type(" More")
    expect(body).to_have_value(f"{SAID} More")
    page.unroute("**/write/")
    body.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text(f"{SAID} More")
    assert ticket.entries.filter(kind="note").count() == 1


def test_what_is_wrong_with_a_form_is_shown_where_it_stands(page, desk):
    page.goto(f"{desk}/tickets/new/")
    page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
    page.fill("main textarea >> nth=0", SAID)
    for field in page.locator("main form.form-narrow [inputmode=email]").all():
        field.fill("no address")
    page.get_by_role("button", name="Log the case").click()
    expect(page.locator("main .field-errors, main .alert-danger").first).to_be_visible()
    expect(page.locator("main textarea").first).to_have_value(SAID)
