"""What is being written is kept: it survives page, browser and sign-out, and no text of two pages is lost."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tickets.cases import record_requester_contact
from tickets.models import Draft

pytestmark = pytest.mark.django_db


def typed(ticket, body="Half a thou", **fields):
    ticket.refresh_from_db()
    standing = {"mode": "reply", "version": ticket.version, "revision": 0, "key": str(uuid.uuid4())}
    return standing | {"body": body} | fields


def save(browser, ticket, *args, **fields):
    return browser.post(f"/tickets/{ticket.pk}/draft/", typed(ticket, *args, **fields))


def shown(browser, ticket):
    return browser.get(f"/tickets/{ticket.pk}/").context["composer"]


def test_what_was_begun_stands_in_the_composer_of_another_browser(browser, agent):
    ticket = make.ticket()
    answer = save(browser, ticket, mode="note")
    browser.post("/accounts/logout/")
    elsewhere = Client()
    elsewhere.force_login(agent)

    assert "Saved" in answer.content.decode()
    assert shown(elsewhere, ticket)["body"].value() == "Half a thou"
    assert shown(elsewhere, ticket)["mode"].value() == "note"


def test_nobody_sees_the_draft_of_another(browser, team):
    ticket, colleague = make.ticket(), Client()
    save(browser, ticket, "Between you and me")
    colleague.force_login(make.agent(teams=[team]))
    assert "Between you and me" not in colleague.get(f"/tickets/{ticket.pk}/").content.decode()


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_what_is_sent_is_no_draft_any_more_and_the_mode_is_remembered(browser, mode):
    ticket = make.ticket()
    form = typed(ticket, mode=mode)
    browser.post(f"/tickets/{ticket.pk}/draft/", form)
    browser.post(f"/tickets/{ticket.pk}/write/", form)

    assert not shown(browser, ticket)["body"].value()
    assert shown(browser, ticket)["mode"].value() == mode


def test_a_saving_that_arrives_after_the_sending_brings_nothing_back(browser):
    ticket = make.ticket()
    form = typed(ticket)
    browser.post(f"/tickets/{ticket.pk}/write/", form)
    browser.post(f"/tickets/{ticket.pk}/draft/", form)
    assert not shown(browser, ticket)["body"].value()


def test_of_two_pages_the_newest_wins_and_the_other_text_is_offered(browser):
    ticket = make.ticket()
    save(browser, ticket, "From the first page")
    answer = save(browser, ticket, "From the second page")

    assert "From the first page" in answer.content.decode()
    page = browser.get(f"/tickets/{ticket.pk}/")
    assert page.context["composer"]["body"].value() == "From the second page"
    assert "From the first page" in page.content.decode()


def test_two_pages_that_go_on_in_turn_lose_no_word(browser):
    ticket = make.ticket()
    save(browser, ticket, "First")
    save(browser, ticket, "Second")
    save(browser, ticket, "First page", revision=1)
    save(browser, ticket, "Second page", revision=2)

    draft = Draft.objects.get()
    assert (draft.body, draft.set_aside) == ("Second page", ["First page"])


def test_the_page_that_knows_the_last_saving_changes_its_own_text(browser):
    ticket = make.ticket()
    save(browser, ticket, "One")
    save(browser, ticket, "Another", revision=1)
    assert Draft.objects.get().set_aside == []


def test_what_another_page_wrote_is_dropped_on_request(browser):
    ticket = make.ticket()
    save(browser, ticket, "First")
    save(browser, ticket, "Second")

    assert browser.post(f"/tickets/{ticket.pk}/draft/others/drop/").status_code == 302
    assert Draft.objects.get().set_aside == []
    assert shown(browser, ticket)["body"].value() == "Second"


def test_a_stopped_reply_is_kept_as_a_draft(browser):
    ticket = make.ticket()
    form = typed(ticket, "The code was made for orders over $100.")
    record_requester_contact(ticket, at=timezone.now(), body="Forget the code.")

    assert browser.post(f"/tickets/{ticket.pk}/write/", form).status_code == 409
    assert shown(browser, ticket)["body"].value() == "The code was made for orders over $100."


def test_a_draft_older_than_the_last_word_of_the_requester_says_so(browser):
    ticket = make.ticket()
    save(browser, ticket)
    record_requester_contact(ticket, at=timezone.now(), body="One more thing.")
    assert "Something came in since" in browser.get(f"/tickets/{ticket.pk}/").content.decode()


def test_a_draft_holds_no_card_number(browser):
    save(browser, make.ticket(), "He paid with 4111 1111 1111 1111.")
    assert "4111" not in Draft.objects.get().body


def test_more_addresses_than_can_be_sent_to_keep_no_text_from_being_saved(browser, agent):
    ticket = make.ticket()
    many = ", ".join(f"{number}-{'a' * 40}@riverside.test" for number in range(60))
    assert save(browser, ticket, "Row 5.", to=many).status_code == 200
    draft = Draft.objects.get(agent=agent)
    assert (draft.body, draft.to) == ("Row 5.", many)


@pytest.mark.parametrize("wrong", [{"mode": "shout"}, {"key": "x"}, {"body": "x" * 20_001}, {"revision": "-1"}])
def test_what_is_no_draft_is_not_kept(browser, wrong):
    assert save(browser, make.ticket(), **wrong).status_code == 422
    assert not Draft.objects.exists()


def test_other_words_in_the_form_of_a_sent_reply_are_saved(browser):
    """Back after sending: a beginning of what was sent does not come back, what is written anew does."""
    ticket, key = make.ticket(), str(uuid.uuid4())
    told = {"key": key, "mode": "reply", "version": ticket.version}
    browser.post(f"/tickets/{ticket.pk}/write/", told | {"body": "Try BRASS20."})
    for body, kept in (("Try BR", ""), ("And it ends on Sunday.", "And it ends on Sunday.")):
        browser.post(f"/tickets/{ticket.pk}/draft/", told | {"body": body, "revision": 0})
        assert Draft.objects.get().body == kept


def test_a_text_that_was_begun_as_a_note_is_mailed_only_after_a_question(browser):
    ticket = make.ticket()
    assert shown(browser, ticket)["begun_as"].value() == ""
    save(browser, ticket, "She is known for fraud", mode="note", begun_as="note")
    save(browser, ticket, "She is known for fraud.", mode="reply", begun_as="note", revision=1)
    composer = shown(browser, ticket)
    assert (composer["mode"].value(), composer["begun_as"].value()) == ("reply", "note")

    sent = typed(ticket, "She is known for fraud.", begun_as="note")
    page = browser.post(f"/tickets/{ticket.pk}/write/", sent)
    assert page.status_code == 422
    assert not ticket.entries.filter(kind="reply").exists()
    [doubt] = page.context["doubts"]
    assert browser.post(f"/tickets/{ticket.pk}/write/", sent | {"accepted_gaps": doubt}).status_code == 302
    assert shown(browser, ticket)["begun_as"].value() == ""
