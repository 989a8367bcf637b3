"""Take, assign, hurry, wait, solve."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.lib.conflict import ConflictError
from tests import make
from tickets.cases import give_promise, mark_pending, open_ticket, reopen_ticket, solve_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
Status = Ticket.Status


def test_taking_a_case_opens_it_and_twice_says_it_once(browser, agent):
    ticket = make.ticket()
    for _ in range(2):
        assert browser.post(f"/tickets/{ticket.pk}/take/").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status) == (agent, Status.OPEN)
    assert ticket.entries.filter(kind="assignment").count() == 1


def test_a_case_of_a_team_goes_to_whoever_may_see_it(browser, team):
    ticket, mate, stranger = make.ticket(team=team), make.agent(teams=[team]), make.agent()
    refused = browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": stranger.pk})
    assert refused.status_code == 422
    assert "may see" in refused.content.decode()
    assert browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": mate.pk}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == mate


def test_nobody_puts_the_case_back(browser, agent):
    ticket = make.ticket(assignee=agent)
    browser.post(f"/tickets/{ticket.pk}/assign/", {"assignee": ""})
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_more_urgent_means_an_earlier_promise(browser):
    ticket = make.ticket(priority="low")
    browser.post(f"/tickets/{ticket.pk}/priority/", {"priority": "urgent"})
    ticket.refresh_from_db()
    assert ticket.reply_due_at == ticket.waiting_since + timedelta(minutes=15)
    assert browser.post(f"/tickets/{ticket.pk}/priority/", {"priority": "now!"}).status_code == 422


def test_a_priority_set_over_an_answer_does_not_start_the_clock_again(agent):
    ticket = make.ticket()
    stale = Ticket.objects.get(pk=ticket.pk)
    make.reply(ticket)

    from tickets.cases import change_priority

    change_priority(stale, priority="high", by=agent)
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.reply_due_at) == ("high", None)


def test_waiting_stops_the_clock_and_only_open_cases_wait(browser):
    ticket = make.ticket(status="open")
    assert browser.post(f"/tickets/{ticket.pk}/status/", {"status": "pending"}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.status, ticket.reply_due_at) == (Status.PENDING, None)
    entries = ticket.entries.count()
    assert browser.post(f"/tickets/{ticket.pk}/status/", {"status": "pending"}).status_code == 302  # twice is once
    assert ticket.entries.count() == entries
    solved = make.ticket(status="solved")
    assert browser.post(f"/tickets/{solved.pk}/status/", {"status": "pending"}).status_code == 409


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("solve", {}, Status.SOLVED),
        ("status", {"status": "pending"}, Status.PENDING),
        ("assign", {"assignee": "me"}, Status.OPEN),
        ("priority", {"priority": "urgent"}, Status.OPEN),
    ],
)
def test_what_is_done_with_one_case_is_said_and_undone_where_it_was_done(browser, agent, path, data, status):
    ticket = make.ticket(status="open")
    data = {name: str(agent.pk) if value == "me" else value for name, value in data.items()}
    page = browser.post(f"/tickets/{ticket.pk}/{path}/", data | {"view": "mine"}, follow=True)
    ticket.refresh_from_db()
    assert ticket.status == status
    undo = re.search(r'action="(/tickets/bulk/\d+/undo/)"', page.content.decode())[1]
    back = browser.post(undo, headers={"referer": f"http://testserver/tickets/{ticket.pk}/?view=mine"})
    assert back["Location"] == f"/tickets/{ticket.pk}/?view=mine"
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.priority) == (Status.OPEN, None, "normal")


@pytest.mark.parametrize("status", ["solved", "closed", "new", "", "gone"])
def test_a_status_that_has_its_own_verb_cannot_be_set(browser, status):
    ticket = make.ticket()
    assert browser.post(f"/tickets/{ticket.pk}/status/", {"status": status}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


def test_solving_is_refused_with_a_sentence_while_a_call_is_owed(browser):
    ticket = make.ticket()
    now = timezone.now()
    give_promise(ticket, what="A manager calls back", due_at=now, at=now)

    response = browser.post(f"/tickets/{ticket.pk}/solve/")

    assert response.status_code == 409
    assert "the follow-up “A manager calls back” is still open" in response.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_solved_twice_is_solved_once(browser):
    ticket = make.ticket()
    for _ in range(2):
        assert browser.post(f"/tickets/{ticket.pk}/solve/").status_code == 302
    assert ticket.entries.filter(body="Solved.").count() == 1


def test_a_promise_opens_a_solved_case_and_a_closed_one_takes_none():
    now = timezone.now()
    solved, closed = make.ticket(status="solved"), make.ticket(status="closed")
    give_promise(solved, what="We call", due_at=now, at=now)
    solved.refresh_from_db()
    assert (solved.status, solved.solved_at) == (Status.OPEN, None)
    with pytest.raises(ConflictError, match="is closed"):
        give_promise(closed, what="We call", due_at=now, at=now)


def test_the_admin_shows_cases_and_changes_none(client):
    from tests.permissions.objects import with_second_step

    client.force_login(with_second_step(make.admin()))
    ticket = make.ticket()
    assert client.get(f"/admin/tickets/ticket/{ticket.pk}/change/").status_code == 200
    assert client.post(f"/admin/tickets/ticket/{ticket.pk}/change/", {"status": "solved"}).status_code == 403
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


VERBS = {
    # Each move that a person may ask for, by the verb that does it.
    (Status.NEW, Status.SOLVED): solve_ticket,
    (Status.OPEN, Status.PENDING): mark_pending,
    (Status.OPEN, Status.SOLVED): solve_ticket,
    (Status.PENDING, Status.OPEN): reopen_ticket,
    (Status.PENDING, Status.SOLVED): solve_ticket,
    (Status.SOLVED, Status.OPEN): reopen_ticket,
}
BY_VERB = {Status.PENDING: mark_pending, Status.OPEN: reopen_ticket, Status.SOLVED: solve_ticket}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", BY_VERB)
def test_every_pair_of_statuses(agent, before, after):
    ticket = make.ticket(status=before)
    allowed = (before, after) in VERBS or (before, after) == (Status.NEW, Status.OPEN)
    if allowed:
        BY_VERB[after](ticket, by=agent)
    else:
        with pytest.raises(ConflictError):
            BY_VERB[after](ticket, by=agent)
    ticket.refresh_from_db()
    assert ticket.status == (after if allowed else before)


def test_a_case_goes_to_the_team_of_its_organizer(team):
    event = make.event(organizer=make.organizer(team=team))
    ticket = Ticket(requester=make.requester(), subject="x", channel="email", event=event)
    assert open_ticket(ticket).team == team
