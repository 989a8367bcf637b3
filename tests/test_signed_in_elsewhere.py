"""A page that was opened before a sign-in goes on, unless somebody else signed in (in the browser)."""

from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from tests import make
from tests.desk_server import session_cookie

SAID = "The gate refused both codes, she stood outside for an hour."


@pytest.fixture
def agent():
    return make.agent(name="Ana Silva")


@pytest.fixture
def page(signed_in_page, agent):
    return signed_in_page(agent)


@pytest.fixture
def ticket():
    return make.ticket()


def sign_in_elsewhere(page: Page, desk: str, person, *, secret: str = "b") -> None:
    """As in another tab: a session of its own, and a token of its own for forms (django.contrib.auth.login)."""
    Session.objects.all().delete()
    token = {"name": f"press4_csrf_{urlsplit(desk).port}", "value": secret * 32, "url": desk}
    page.context.add_cookies([session_cookie(desk, person), token])


def come_back(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def write_note(page: Page, desk: str, ticket) -> None:
    page.goto(f"{desk}{ticket.get_absolute_url()}")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("n")
    page.fill("[data-composer] [name=body]", SAID)


def send_note(page: Page) -> None:
    page.locator("[data-composer]").get_by_role("button", name="Add internal note").first.click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_note_is_sent_after_signing_in_in_another_tab(page, desk, agent, ticket):
    write_note(page, desk, ticket)
    sign_in_elsewhere(page, desk, agent)
    send_note(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    assert ticket.entries.filter(body=SAID).count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_new_case_is_logged_after_signing_in_in_another_tab(page, desk, agent):
    page.goto(f"{desk}/tickets/new/")
    page.fill("main textarea >> nth=0", SAID)
    sign_in_elsewhere(page, desk, agent)
    page.get_by_role("button", name="Log the case").click()
    page.wait_for_url("**/tickets/*/**")
    expect(page.locator("#timeline")).to_contain_text(SAID)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_draft_is_saved_and_a_button_works_after_signing_in_in_another_tab(page, desk, agent, ticket):
    write_note(page, desk, ticket)
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    sign_in_elsewhere(page, desk, agent)
    page.fill("[data-composer] [name=body]", f"{SAID} Twice.")
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    page.wait_for_function("() => fetch(location.href).then((a) => a.text()).then((text) => text.includes('Twice.'))")
    sign_in_elsewhere(page, desk, agent, secret="c")
    come_back(page)
    page.get_by_role("button", name="Assign to me").first.click()
    expect(page.locator("#timeline")).to_contain_text("Ana Silva")
    ticket.refresh_from_db()
    assert ticket.assignee == agent


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_late_answer_to_a_page_without_a_session_does_not_end_the_new_one(page, desk, agent, ticket):
    def answer_late(route) -> None:
        Session.objects.all().delete()
        answer = route.fetch(headers={**route.request.headers, "sec-fetch-mode": "cors"})
        sign_in_elsewhere(page, desk, agent)
        route.fulfill(response=answer)

    page.route("**/draft/", answer_late, times=1)
    with page.expect_response("**/draft/"):
        write_note(page, desk, ticket)
    send_note(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_whoever_was_signed_out_signs_in_in_another_tab_and_goes_on(page, desk, agent, ticket):
    write_note(page, desk, ticket)
    Session.objects.all().delete()
    send_note(page)
    expect(page.locator("#signed-out")).to_be_visible()
    with page.context.expect_page() as other:
        page.get_by_role("link", name="In a new tab").click()
    other.value.wait_for_url("**/accounts/login/**")
    sign_in_elsewhere(page, desk, agent)
    come_back(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    expect(page.locator("#signed-out")).to_have_count(0)
    assert ticket.entries.filter(body=SAID).count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_button_beside_the_form_sends_again_after_signing_in(page, desk, agent):
    page.goto(f"{desk}/tickets/new/")
    page.fill("main textarea >> nth=0", SAID)
    Session.objects.all().delete()
    page.get_by_role("button", name="Log the case").click()
    expect(page.locator("#signed-out")).to_be_visible()
    sign_in_elsewhere(page, desk, agent)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/tickets/*/**")
    expect(page.locator("#timeline")).to_contain_text(SAID)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_in_the_name_of_somebody_else(page, desk, agent, ticket):
    write_note(page, desk, ticket)
    sign_in_elsewhere(page, desk, make.agent(name="Ben Adeyemi"))
    send_note(page)
    expect(page.locator("#other-person")).to_contain_text("Ben Adeyemi is signed in now")
    expect(page.locator("#other-person")).to_contain_text("sign in as Ana Silva")
    expect(page.locator("[name=body]")).to_have_value(SAID)
    with page.expect_response(lambda answer: answer.url.endswith("/write/")):
        page.get_by_role("button", name="Try again").click()
    with page.expect_response(lambda answer: answer.url.endswith("/me/session/")):
        page.evaluate(
            "htmx.trigger(document.querySelector('#timeline [hx-trigger*=live], [hx-trigger*=live]'), 'live')"
        )
    expect(page.locator("[name=body]")).to_have_value(SAID)
    assert not ticket.entries.filter(body=SAID).exists()

    sign_in_elsewhere(page, desk, agent, secret="c")
    come_back(page)
    expect(page.locator("#timeline")).to_contain_text(SAID)
    assert ticket.entries.get(body=SAID).actor == agent


@pytest.mark.django_db
def test_a_page_of_another_person_gets_no_part_and_does_nothing(agent, ticket):
    client = Client(headers={"X-Press4-Person": str(make.agent().pk)})
    client.force_login(agent)
    refused = client.get(ticket.get_absolute_url(), headers={"HX-Request": "true"})
    assert (refused.status_code, refused["HX-Trigger"]) == (204, '{"stale-page": true}')
    own = client.get(ticket.get_absolute_url(), headers={"X-Press4-Person": str(agent.pk)})
    assert own.status_code == 200


@pytest.mark.django_db
def test_a_page_may_ask_who_is_signed_in(agent, django_assert_num_queries):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/me/session/").json() == {"person": ""}
    client.force_login(agent)
    with django_assert_num_queries(2):
        answer = client.get("/me/session/")
    assert answer["Cache-Control"] == "private, no-store"
    assert (answer.json()["person"], answer.json()["name"]) == (str(agent.pk), "Ana Silva")
    form = {"theme": "dark"}
    assert client.post("/me/theme/", form)["HX-Trigger"] == '{"stale-page": true}'
    assert client.post("/me/theme/", form | {"csrfmiddlewaretoken": answer.json()["token"]}).status_code == 302
