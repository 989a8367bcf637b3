"""The managers' board: who stands in which column and why, and what the buttons do, once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from escalation.board import claim_escalation, owe_callback, start_attempt
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def board(browser):
    return browser.get("/escalations/").context["board"]


def owed(**fields):
    ticket = make.ticket(**fields)
    raised = make.escalation(ticket)
    return owe_callback(ticket, escalation=raised, at=NOW)


def test_each_case_stands_in_one_column(browser, manager):
    waiting = make.escalation(make.ticket())
    callback, called = owed(), owed()
    start_attempt(called, by=manager, at=NOW)

    columns = board(browser)

    assert columns["needs_manager"] == [waiting]
    assert columns["owed"] == [callback]
    assert columns["under_way"] == [called]
    assert columns["done"] == []


def test_a_card_says_why_and_what_the_requester_said_last(browser):
    make.escalation(make.ticket(body="I want to talk to somebody who decides."), reason="asked_for_manager")
    page = browser.get("/escalations/").content.decode()
    assert "Asked for a manager" in page
    assert "I want to talk to somebody who decides." in page


def test_an_overdue_card_is_red(browser):
    owe_callback(make.ticket(), at=NOW - timedelta(hours=2))
    assert "board-card is-late" in browser.get("/escalations/").content.decode()


def test_agents_read_what_they_may_see_and_cannot_act():
    team = make.team()
    browser = Client()
    browser.force_login(make.agent(teams=[team]))
    own, others = make.escalation(make.ticket(team=team)), make.escalation(make.ticket(team=make.team()))

    assert board(browser)["needs_manager"] == [own]
    assert "/claim/" not in browser.get("/escalations/").content.decode()
    for path in (f"/escalations/{own.pk}/claim/", f"/escalations/{others.pk}/claim/"):
        assert browser.post(path).status_code == 403
    own.refresh_from_db()
    assert own.status == "open"


def test_claimed_twice_by_one_is_claimed_once_and_a_second_manager_is_told(browser, manager):
    escalation = make.escalation(make.ticket())
    for _ in range(2):
        assert browser.post(f"/escalations/{escalation.pk}/claim/").status_code == 302
    escalation.refresh_from_db()
    assert escalation.claimed_by == manager
    assert escalation.ticket.entries.filter(body__contains="took it on").count() == 1

    taken = make.escalation(make.ticket())
    claim_escalation(taken, by=make.manager())
    assert browser.post(f"/escalations/{taken.pk}/claim/").status_code == 409


def test_put_back_it_waits_for_another_manager(browser, manager):
    escalation = make.escalation(make.ticket())
    browser.post(f"/escalations/{escalation.pk}/claim/")
    browser.post(f"/escalations/{escalation.pk}/release/")
    escalation.refresh_from_db()
    assert (escalation.status, escalation.claimed_by) == ("open", None)


@pytest.mark.parametrize("action", ["dismiss", "finish"])
def test_an_end_needs_its_words_and_takes_the_case_off_the_list(browser, manager, action):
    ticket = make.ticket()
    escalation = make.escalation(ticket)
    if action == "finish":
        claim_escalation(escalation, by=manager)
    path, field = f"/escalations/{escalation.pk}/{action}/", "why" if action == "dismiss" else "note"

    assert browser.post(path, {field: " "}).status_code == 422
    assert browser.post(path, {field: "Spoke with her."}).status_code == 302

    ticket.refresh_from_db()
    assert ticket.escalated_at is None
    assert ticket.entries.filter(body__contains="Spoke with her.").exists()
    assert browser.post(path, {field: "Spoke with her."}).status_code == 409


def test_a_case_stays_escalated_while_another_reason_stands(browser):
    ticket = make.ticket()
    first = make.escalation(ticket)
    make.escalation(ticket, reason="asked_for_manager")
    browser.post(f"/escalations/{first.pk}/dismiss/", {"why": "Parcel found."})
    ticket.refresh_from_db()
    assert ticket.escalated_at is not None


def test_an_escalation_cannot_end_while_its_call_is_owed(browser):
    escalation = owed().escalation
    response = browser.post(f"/escalations/{escalation.pk}/dismiss/", {"why": "x"})
    assert response.status_code == 409
    assert "still waits for a callback" in response.content.decode()


def test_a_reached_requester_settles_the_call_and_the_case_may_be_solved(browser):
    callback = owed()
    path = f"/callbacks/{callback.pk}/outcome/"
    assert browser.post(f"/tickets/{callback.ticket_id}/solve/").status_code == 409
    assert browser.post(path, {"disposition": make.outcome("solved"), "note": "New seats."}).status_code == 302

    callback.refresh_from_db()
    assert (callback.status, callback.outcome, callback.attempts) == ("done", "solved", 1)
    assert callback.promise.was_kept
    assert callback.escalation.status == "done"
    assert browser.post(path, {"disposition": make.outcome("solved"), "note": "New seats."}).status_code == 409
    assert browser.post(f"/tickets/{callback.ticket_id}/solve/").status_code == 302


def test_not_reached_is_owed_again_later(browser):
    callback = owed()
    browser.post(f"/callbacks/{callback.pk}/outcome/", {"disposition": make.outcome("no_answer")})
    callback.refresh_from_db()
    assert callback.status == "owed"
    assert callback.due_at > NOW + timedelta(minutes=25)
    assert callback.promise.due_at == callback.due_at
    assert browser.post(f"/tickets/{callback.ticket_id}/solve/").status_code == 409


@pytest.mark.parametrize("chosen", ["", "perhaps", "99999", "reached"])
def test_a_bad_outcome_is_explained_and_changes_nothing(browser, chosen):
    callback = owed()
    data = {"disposition": make.outcome("reached") if chosen == "reached" else chosen}
    assert browser.post(f"/callbacks/{callback.pk}/outcome/", data).status_code == 422
    callback.refresh_from_db()
    assert callback.status == "owed"


def test_a_cancelled_call_keeps_its_reason(browser):
    callback = owed()
    path = f"/callbacks/{callback.pk}/cancel/"
    assert browser.post(path, {"why": ""}).status_code == 422
    assert browser.post(path, {"why": "Came to the counter."}).status_code == 302
    callback.refresh_from_db()
    assert (callback.status, callback.promise.was_kept) == ("cancelled", False)
    assert callback.promise.reason == "Came to the counter."
    assert browser.post(path, {"why": "Again."}).status_code == 409


def test_the_board_costs_the_same_for_many_cards(browser, django_assert_max_num_queries):
    for number in range(15):
        owed(requester=make.requester(name="" if number % 2 else "Ann"))
        make.escalation(make.ticket(event=make.event()))
    browser.get("/livez")
    with django_assert_max_num_queries(14):
        browser.get("/escalations/")


def test_htmx_gets_the_board_alone(browser):
    headers = {"HX-Request": "true", "HX-Target": "escalation-board"}
    assert "<html" not in browser.get("/escalations/", headers=headers).content.decode()


def test_a_case_has_one_card_with_all_its_reasons(browser):
    ticket = make.ticket()
    first = make.escalation(ticket, reason="no_reply", detail="waiting for 2 hours")
    make.escalation(ticket, reason="promise_broken", detail="Send the voucher")
    assert board(browser)["needs_manager"] == [first]
    page = browser.get("/escalations/").content.decode()
    assert page.count(f'href="/tickets/{ticket.pk}/"') == 1
    assert "waiting for 2 hours" in page
    assert "Send the voucher" in page
    assert page.count("/claim/") == 1

    callback = owe_callback(ticket, escalation=first, at=NOW)
    columns = board(browser)
    assert (columns["needs_manager"], columns["owed"]) == ([], [callback])
    page = browser.get("/escalations/").content.decode()
    assert page.count(f'href="/tickets/{ticket.pk}/"') == 1
    assert "Send the voucher" in page


def test_what_is_done_with_a_case_is_done_for_all_its_reasons(browser, manager):
    ticket = make.ticket()
    first, second = make.escalation(ticket, reason="no_reply"), make.escalation(ticket, reason="not_solved")
    browser.post(f"/escalations/{first.pk}/claim/")
    assert set(ticket.escalations.values_list("status", "claimed_by")) == {("claimed", manager.pk)}
    browser.post(f"/escalations/{second.pk}/release/")
    assert set(ticket.escalations.values_list("status", "claimed_by")) == {("open", None)}
    browser.post(f"/escalations/{second.pk}/claim/")
    third = make.escalation(ticket, reason="asked_for_manager")
    page = browser.get("/escalations/").content.decode()
    assert f"/escalations/{third.pk}/claim/" in page
    assert page.count("/finish/") == 1
    assert "Asked for a manager" in browser.get(f"/escalations/{first.pk}/finish/").content.decode()
    browser.post(f"/escalations/{first.pk}/finish/", {"note": "New seats."})
    assert set(ticket.escalations.values_list("status", flat=True)) == {"done"}
    assert ticket.entries.filter(body__contains="New seats.").count() == 1


def test_what_is_done_today_is_told_once_for_each_case(browser):
    ticket = make.ticket()
    first = make.escalation(ticket, reason="no_reply")
    make.escalation(ticket, reason="promise_broken")
    callback = owe_callback(ticket, escalation=first, at=NOW)
    browser.post(f"/callbacks/{callback.pk}/outcome/", {"disposition": make.outcome("solved"), "note": "New seats."})
    columns = board(browser)
    assert [card.ticket for card in columns["done"]] == [ticket]
    assert columns["needs_manager"] == []
    again = make.escalation(ticket, reason="asked_for_manager")
    columns = board(browser)
    assert (columns["needs_manager"], columns["done"]) == ([again], [])
