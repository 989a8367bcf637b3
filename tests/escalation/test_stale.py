"""A late case is before a manager at once; a call is owed when it then stays unanswered once more, until an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from escalation.board import (
    cancel_callback,
    claim_escalation,
    dismiss_escalation,
    escalate_breaches,
    escalate_by_hand,
    owe_callback,
    raise_escalation,
    start_attempt,
)
from escalation.models import Callback, Escalation
from escalation.tasks import release_answered, sweep_broken_promises
from tests import make
from tests.permissions.objects import with_second_step
from tickets.cases import mark_pending, record_requester_contact, reply_to_requester, solve_ticket
from tickets.cases.entries import mark_answered
from tickets.composer import take_back_reply
from tickets.merging import merge_tickets, undo_merge
from tickets.models import Ticket

MONDAY = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
"""15:30 in New York."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def swept(ticket: Ticket, *, at: datetime) -> tuple[int, int]:
    """How many escalations and owed calls the case has after a sweep."""
    escalate_breaches(at=at)
    return ticket.escalations.unfinished().count(), ticket.callbacks.unfinished().count()


def stale(**fields) -> tuple[Ticket, Callback]:
    """A case whose answer was due after four hours, and did not come in eight."""
    ticket = make.ticket(at=MONDAY, **fields)
    assert swept(ticket, at=MONDAY + 9 * HOUR) == (1, 1)
    ticket.refresh_from_db()
    return ticket, ticket.callbacks.get()


def answer(ticket: Ticket, *, at: datetime = MONDAY + 10 * HOUR, **fields):
    ticket.refresh_from_db()
    version = ticket.version
    return reply_to_requester(ticket, body="Try BRASS20.", by=make.agent(), seen_version=version, at=at, **fields)


def test_a_missed_answer_escalates_at_once_and_owes_the_call_after_as_long_again():
    ticket = make.ticket(at=MONDAY)
    assert swept(ticket, at=MONDAY + 4 * HOUR - MINUTE) == (0, 0)
    assert swept(ticket, at=MONDAY + 4 * HOUR + MINUTE) == (1, 0)
    assert swept(ticket, at=MONDAY + 8 * HOUR - MINUTE) == (1, 0)
    assert swept(ticket, at=MONDAY + 8 * HOUR + MINUTE) == (1, 1)
    assert swept(ticket, at=MONDAY + 9 * HOUR) == (1, 1)
    callback = ticket.callbacks.get()
    assert callback.escalation == ticket.escalations.get()
    assert callback.phone == ticket.requester.phone
    assert ticket.entries.filter(body__startswith="Still no answer").count() == 1


def test_at_least_one_opening_hour_passes_before_the_call_is_owed():
    make.service_level(first_reply=10, calendar=make.calendar())
    ticket = make.ticket(at=MONDAY + 1.25 * HOUR)  # 16:45: late at 16:55, stale at 9:55 on the next day
    assert swept(ticket, at=MONDAY + 1.5 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 18 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 18.5 * HOUR) == (1, 1)


def test_the_second_time_is_a_setting_of_the_target_and_counted_in_its_hours():
    make.service_level(stale_after=90, calendar=make.calendar())
    ticket = make.ticket(at=MONDAY)  # late at 16:30, stale at 10:00 on the next day
    assert swept(ticket, at=MONDAY + 1.25 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 18.25 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 18.75 * HOUR) == (1, 1)


def test_a_further_answer_is_stale_after_its_own_target():
    make.service_level()
    ticket = make.ticket(at=MONDAY)
    answer(ticket, at=MONDAY + 0.5 * HOUR)
    record_requester_contact(ticket, body="Still no.", at=MONDAY + HOUR)
    assert swept(ticket, at=MONDAY + 3.5 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 4.5 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 5.5 * HOUR) == (1, 1)


@pytest.mark.parametrize("end", ["answered", "dismissed", "cancelled", "pending"])
def test_what_ended_the_wait_owes_no_call(end):
    ticket, manager = make.ticket(at=MONDAY), make.manager()
    swept(ticket, at=MONDAY + 5 * HOUR)
    if end == "answered":
        answer(ticket, at=MONDAY + 6 * HOUR)
    elif end == "pending":
        answer(ticket, at=MONDAY + 6 * HOUR)
        ticket.refresh_from_db()
        mark_pending(ticket, by=manager, at=MONDAY + 6 * HOUR)
    elif end == "dismissed":
        dismiss_escalation(ticket.escalations.get(), by=manager, why="Spam.", at=MONDAY + 6 * HOUR)
    else:
        owed = owe_callback(ticket, by=manager, at=MONDAY + 6 * HOUR)
        cancel_callback(owed, by=manager, why="Not needed.", at=MONDAY + 6 * HOUR)
    assert swept(ticket, at=MONDAY + 20 * HOUR)[1] == 0


def test_a_new_wait_is_stale_in_its_own_time_while_the_old_escalation_is_still_open():
    ticket, first = stale()
    claim_escalation(first.escalation, by=make.manager())
    answer(ticket)
    record_requester_contact(ticket, body="No.", at=MONDAY + 11 * HOUR)
    assert swept(ticket, at=MONDAY + 16 * HOUR) == (1, 0)
    assert swept(ticket, at=MONDAY + 20 * HOUR) == (1, 1)
    assert ticket.callbacks.unfinished().get() != first


def test_an_answer_releases_the_call_that_the_desk_owed_and_says_so():
    ticket, callback = stale()
    answer(ticket)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.CANCELLED
    assert callback.promise.settled_at
    assert ticket.entries.filter(kind="callback", body__contains="the customer was answered").count() == 1
    ticket.refresh_from_db()
    solve_ticket(ticket, by=make.agent())


def test_the_escalation_that_only_stood_for_the_call_ends_with_it_and_says_so():
    ticket, callback = stale()
    answer(ticket)
    ticket.refresh_from_db()
    callback.escalation.refresh_from_db()
    assert callback.escalation.status == Escalation.Status.DISMISSED
    assert ticket.escalated_at is None
    assert ticket.entries.filter(kind="escalation", body__contains="the customer was answered").count() == 1
    assert swept(ticket, at=MONDAY + 30 * HOUR) == (0, 0)


@pytest.mark.parametrize("reason", ["agent", "asked_for_manager", "call_unanswered", "not_solved"])
def test_the_case_stays_before_a_manager_for_every_other_reason(reason):
    ticket, _callback = stale()
    other = raise_escalation(ticket, reason=reason, at=MONDAY + 9.5 * HOUR)
    answer(ticket)
    ticket.refresh_from_db()
    assert list(ticket.escalations.unfinished()) == [other]
    assert ticket.escalated_at


def test_an_escalation_that_a_manager_took_on_is_theirs_to_finish():
    ticket, callback = stale()
    claim_escalation(callback.escalation, by=make.manager())
    answer(ticket)
    callback.escalation.refresh_from_db()
    assert callback.escalation.status == Escalation.Status.CLAIMED


@pytest.mark.parametrize("door", ["task", "sweep"])
def test_a_talk_releases_it_too(door):
    ticket, callback = stale()
    release_answered(ticket.pk)
    sweep_broken_promises()
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED  # they still wait
    mark_answered(ticket, at=MONDAY + 10 * HOUR)
    for _twice in range(2):
        release_answered(ticket.pk) if door == "task" else sweep_broken_promises()
    callback.refresh_from_db()
    assert callback.status == Callback.Status.CANCELLED
    assert ticket.entries.filter(kind="callback", body__contains="the customer was answered").count() == 1


@pytest.mark.parametrize("need", ["agent", "manager", "call", "attempt"])
def test_a_call_that_a_person_or_a_caller_needs_is_owed_after_an_answer_too(need):
    ticket, callback = stale()
    at = MONDAY + 9.5 * HOUR
    match need:
        case "agent":
            escalate_by_hand(ticket, reason="agent", detail="Is angry.", by=make.agent(), owes_callback=True, at=at)
        case "manager":
            owe_callback(ticket, by=make.manager(), at=at)
        case "call":
            unanswered = raise_escalation(ticket, reason=Escalation.Reason.CALL_UNANSWERED, at=at)
            owe_callback(ticket, escalation=unanswered, at=at)
        case "attempt":
            start_attempt(callback, by=make.manager(), at=at)
    answer(ticket)
    callback.refresh_from_db()
    assert callback.status in Callback.UNFINISHED


def test_a_call_owed_by_a_person_first_is_not_taken_over_by_the_desk():
    ticket = make.ticket(at=MONDAY)
    callback = owe_callback(ticket, by=make.agent(), at=MONDAY)
    assert swept(ticket, at=MONDAY + 20 * HOUR) == (1, 1)
    answer(ticket, at=MONDAY + 21 * HOUR)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED


def test_an_answer_that_is_taken_back_owes_the_call_again():
    ticket, callback = stale()
    author = make.agent()
    entry = make.held_reply(ticket, by=author, after="solve")
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.SOLVED
    take_back_reply(entry, by=author)
    callback.refresh_from_db()
    ticket.refresh_from_db()
    assert (callback.status, callback.finished_at) == (Callback.Status.OWED, None)
    assert callback.promise.settled_at is None
    assert ticket.escalations.get().status == Escalation.Status.OPEN
    assert ticket.escalated_at
    assert ticket.status == Ticket.Status.OPEN
    assert ticket.waiting_since == MONDAY


def test_a_merge_keeps_the_call_that_one_of_the_two_cases_needs():
    ticket, callback = stale()
    other = make.ticket(at=MONDAY, requester=ticket.requester)
    by_person = owe_callback(other, by=make.agent(), at=MONDAY + 20 * HOUR)
    merge = merge_tickets(other, into=ticket, by=make.agent())
    answer(ticket)
    callback.refresh_from_db()
    assert callback.status == Callback.Status.OWED
    undo_merge(merge, by=make.agent())
    callback.refresh_from_db()
    by_person.refresh_from_db()
    assert (callback.ends_by_answer, by_person.ends_by_answer) == (True, False)


def test_an_admin_sets_the_second_time(client):
    client.force_login(with_second_step(make.admin()))
    page = client.get(reverse("tickets:service_levels"))
    assert "Call back when late by" in page.content.decode()
    data = {field.html_name: field.value() or "" for form in page.context["forms"] for field in form}
    assert client.post(page.request["PATH_INFO"], data | {"any-normal-stale_after": "1 h 30"}).status_code == 302
    again = client.get(reverse("tickets:service_levels")).content.decode()
    assert 'name="any-normal-stale_after" value="1 h 30 min"' in again
