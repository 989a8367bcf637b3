"""Undo of a reply: for ten seconds it waits, and whoever takes it back has the text again and the case as before."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from helpdesk.lib.transitions import move
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import send_message, sweep_outbox
from tests import make
from tickets.cases import assign_ticket, give_promise, record_requester_contact
from tickets.models import Draft, Entry

pytestmark = pytest.mark.django_db


def send(browser, ticket, **fields):
    ticket.refresh_from_db()
    form = {"mode": "reply", "body": "Try BRASS20.", "version": ticket.version, "key": str(uuid.uuid4())} | fields
    return browser.post(f"/tickets/{ticket.pk}/write/", form)


def replied(browser, ticket, **fields) -> Entry:
    send(browser, ticket, **fields)
    return ticket.entries.select_related("message").get(kind="reply")


def take_back(browser, entry):
    return browser.post(f"/tickets/entries/{entry.pk}/take-back/", follow=True)


def test_a_reply_waits_ten_seconds_whoever_asks_for_it_sooner(browser):
    entry = replied(browser, make.ticket())
    mail = entry.message
    for ask in (lambda: send_message(mail.pk), sweep_outbox):
        ask()
        mail.refresh_from_db()
        assert mail.status == "queued"
    assert mail.due_at - entry.occurred_at == timedelta(seconds=10)
    assert mail in OutboundMessage.objects.due(at=timezone.now() + timedelta(seconds=10))


def test_the_next_page_and_the_timeline_offer_the_undo(browser):
    ticket = make.ticket()
    send(browser, ticket)
    for _again in range(2):  # the notice is gone after a reload; the timeline still offers it
        page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
        entry = ticket.entries.get(kind="reply")
        assert f"/tickets/entries/{entry.pk}/take-back/" in page


def test_what_is_taken_back_never_leaves_and_is_a_draft_again(browser, agent):
    ticket = make.ticket()
    entry = replied(browser, ticket, body="Dear Tom")
    page = take_back(browser, entry)

    entry.message.refresh_from_db()
    assert entry.message.status == "cancelled"
    assert page.context["composer"]["body"].value() == "Dear Tom"
    assert page.context["composer"]["mode"].value() == "reply"
    entry.refresh_from_db()
    assert (entry.kind, entry.is_public) == ("status", False)
    assert "Took a reply back" in page.content.decode()


def test_the_case_stands_as_before(browser):
    ticket = make.ticket()
    before = (ticket.waiting_since, ticket.reply_due_at, ticket.first_replied_at, ticket.solve_due_at)
    entry = replied(browser, ticket, after="solve")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == ("solved", None)
    take_back(browser, entry)

    ticket.refresh_from_db()
    assert (ticket.waiting_since, ticket.reply_due_at, ticket.first_replied_at, ticket.solve_due_at) == before
    assert (ticket.status, ticket.solved_at) == ("open", None)


@pytest.mark.parametrize("after", ["solve", "", "pending"])
@pytest.mark.parametrize("before", ["open", "pending", "solved"])
def test_each_status_comes_back(browser, before, after):
    ticket = make.ticket(status=before)
    take_back(browser, replied(browser, ticket, after=after))
    ticket.refresh_from_db()
    assert ticket.status == before


def test_what_somebody_changed_meanwhile_stays_changed(browser, agent):
    ticket, manager = make.ticket(), make.manager()
    entry = replied(browser, ticket)
    ticket.refresh_from_db()
    assign_ticket(ticket, to=manager, by=manager)
    record_requester_contact(ticket, at=timezone.now(), body="Hello?")
    waiting = ticket.waiting_since
    take_back(browser, entry)

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.waiting_since) == (manager, waiting)


def test_what_was_begun_since_is_not_lost(browser):
    ticket = make.ticket()
    entry = replied(browser, ticket, body="First")
    form = {"mode": "reply", "version": 3, "revision": 9, "key": str(uuid.uuid4()), "body": "And one more thing"}
    browser.post(f"/tickets/{ticket.pk}/draft/", form)
    take_back(browser, entry)

    draft = Draft.objects.get()
    assert (draft.body, draft.set_aside) == ("First", ["And one more thing"])


@pytest.mark.parametrize("status", ["sending", "sent"])
def test_a_mail_that_may_have_left_cannot_be_taken_back(browser, status):
    ticket = make.ticket()
    entry = replied(browser, ticket)
    move(entry.message, "sending", handed_at=timezone.now())
    if status == "sent":
        move(entry.message, "sent", sent_at=timezone.now())
    page = take_back(browser, entry)

    assert "Too late" in page.content.decode()
    entry.refresh_from_db()
    assert entry.kind == "reply"
    assert not page.context["composer"]["body"].value()


def test_taking_it_back_twice_changes_nothing_more(browser):
    ticket = make.ticket()
    entry = replied(browser, ticket)
    assert [take_back(browser, entry).status_code for _ in range(2)] == [200, 200]
    assert OutboundMessage.objects.get().status == "cancelled"


def test_the_same_form_again_does_not_send_what_was_taken_back(browser):
    ticket, key = make.ticket(), str(uuid.uuid4())
    take_back(browser, replied(browser, ticket, key=key))
    send(browser, ticket, key=key)
    assert not OutboundMessage.objects.exclude(status="cancelled").exists()


def test_only_who_wrote_it_takes_it_back(browser, team):
    entry, colleague = replied(browser, make.ticket()), Client()
    colleague.force_login(make.agent(teams=[team]))
    assert take_back(colleague, entry).status_code == 404
    entry.message.refresh_from_db()
    assert entry.message.status == "queued"


def test_send_and_solve_and_next_opens_the_next_case_of_the_list(browser, agent):
    older, ticket, newer = (make.ticket(assignee=agent, status="open") for _ in range(3))
    answer = send(browser, ticket, after="next", view="mine")
    assert answer.url == f"/tickets/{older.pk}/?view=mine"
    assert send(browser, older, after="next", view="mine").url == f"/tickets/{newer.pk}/?view=mine"
    assert send(browser, newer, after="next", view="mine").url == "/tickets/?view=mine"
    assert [case.status for case in type(ticket).objects.all()] == ["solved"] * 3


def test_what_an_agent_did_with_the_last_reply_is_the_default_of_the_next(browser, agent):
    ticket = make.ticket()
    send(browser, ticket, after="pending")
    send(browser, ticket, mode="note", after="")
    ticket.refresh_from_db()
    assert ticket.status == "pending"
    assert browser.get(f"/tickets/{make.ticket().pk}/").context["habit"].after == "pending"


@pytest.mark.parametrize("after", ["solve", "next"])
@pytest.mark.parametrize("mode", ["reply", "note"])
@pytest.mark.parametrize("why", ["promise", "field"])
def test_what_is_sent_with_a_solution_that_is_refused_is_sent_and_the_reason_stands_beside_the_button(
    browser, after, mode, why
):
    make.ticket()  # the next case of the list, which is not what the agent has to see now
    ticket, now = make.ticket(), timezone.now()
    if why == "promise":
        give_promise(ticket, what="A manager calls back", due_at=now, at=now)
    else:
        make.custom_field("Refund number", is_required=True)
    answer = send(browser, ticket, after=after, mode=mode, view="open")
    assert answer.url == f"/tickets/{ticket.pk}/?view=open&unsolved=yes"
    assert OutboundMessage.objects.count() == (1 if mode == "reply" else 0)
    assert ticket.entries.filter(kind=mode, body="Try BRASS20.").count() == 1
    ticket.refresh_from_db()
    assert ticket.status != "solved"
    page = browser.get(answer.url)
    composer = page.content.decode().split('id="composer"')[1]
    assert "Sent, but not solved." in composer
    assert ("is still open" if why == "promise" else "Fill in first: Refund number") in composer
    assert page.context["composer"]["body"].value() in {"", None}


def test_the_reason_is_gone_once_the_case_may_be_solved(browser):
    page = browser.get(f"/tickets/{make.ticket().pk}/?unsolved=yes").content.decode()
    assert "Sent, but not solved." not in page


@pytest.mark.parametrize("status", ["new", "open", "pending"])
@pytest.mark.parametrize("changes", [{"status": "pending"}, {"status": "solved"}, {"snooze": "tomorrow"}])
def test_what_a_macro_did_to_the_case_goes_back_with_its_text(browser, agent, status, changes):
    ticket = make.ticket(priority="normal")
    for step in ("open", "pending")[: ["new", "open", "pending"].index(status)]:
        move(ticket, step)
    macro = make.saved_reply(priority="urgent", assign="me", **changes)
    entry = replied(browser, ticket, macro=macro.pk, actions=["priority", "assign", *changes])
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.assignee) == ("urgent", agent)
    take_back(browser, entry)
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.assignee, ticket.snoozed_until) == ("normal", None, None)
    assert ticket.status == {"new": "open"}.get(status, status), "a new case that somebody works on is open"


def test_a_macro_that_may_not_solve_sends_its_text(browser):
    ticket, now = make.ticket(), timezone.now()
    macro = make.saved_reply(status="solved")
    give_promise(ticket, what="A manager calls back", due_at=now, at=now)
    answer = send(browser, ticket, after="", macro=macro.pk, actions=["status"])
    assert answer.url.endswith("unsolved=yes")
    assert OutboundMessage.objects.count() == 1


def test_an_entry_is_shown_alone_to_whoever_sees_its_case(browser):
    ticket, others = make.ticket(), make.ticket(team=make.team())
    entry = replied(browser, ticket)
    assert "Try BRASS20." in browser.get(f"/tickets/entries/{entry.pk}/").content.decode()
    assert browser.get(f"/tickets/entries/{others.entries.first().pk}/").status_code == 404
