"""What we promise: how soon, in which hours, and what stops, moves and breaks it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from escalation.board import escalate_breaches
from escalation.models import Escalation
from helpdesk.lib.calendars.week import Weekday
from tests import make
from tests.permissions.objects import with_second_step
from tickets.cases import (
    change_priority,
    mark_pending,
    record_requester_contact,
    reopen_ticket,
    reply_to_requester,
    solve_ticket,
)
from tickets.models import Calendar, ServiceLevel, Ticket
from tickets.rules.service_levels import hold_to_event_day

MONDAY = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
"""15:30 in New York, on the day after the clocks went back."""
LEVELS = reverse("tickets:service_levels")
pytestmark = pytest.mark.django_db


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture
def admin_browser(client):
    client.force_login(with_second_step(make.admin()))
    return client


def due(ticket: Ticket) -> tuple[datetime | None, datetime | None]:
    ticket.refresh_from_db()
    return ticket.reply_due_at, ticket.solve_due_at


def test_without_any_setting_the_standing_promise_of_the_desk_holds():
    ticket = make.ticket(at=MONDAY)
    assert due(ticket) == (MONDAY + hours(4), None)


def test_promises_are_counted_in_the_hours_of_their_calendar():
    make.service_level(calendar=make.calendar())
    ticket = make.ticket(at=MONDAY)
    # An hour and a half is left of Monday, in New York.
    assert due(ticket) == (MONDAY + hours(1), datetime(2026, 11, 3, 20, 30, tzinfo=UTC))


def test_the_first_answer_and_the_others_have_a_promise_each_from_the_oldest_word_on():
    make.service_level()
    ticket, agent = make.ticket(at=MONDAY), make.agent()
    record_requester_contact(ticket, body="Hello?", at=MONDAY + hours(0.5))
    assert due(ticket)[0] == MONDAY + hours(1)
    reply_to_requester(ticket, body="Try again, please.", by=agent, seen_version=ticket.version, at=MONDAY + hours(1))
    assert due(ticket)[0] is None
    record_requester_contact(ticket, body="It fails.", at=MONDAY + hours(3))
    record_requester_contact(ticket, body="Still.", at=MONDAY + hours(4))
    assert due(ticket)[0] == MONDAY + hours(5)


def test_the_clock_of_the_solution_rests_while_we_wait_for_the_requester():
    make.service_level()
    ticket, agent = make.ticket(at=MONDAY), make.agent()
    assert due(ticket)[1] == MONDAY + hours(8)
    ticket.status = Ticket.Status.NEW
    reply_to_requester(ticket, body="Which seat?", by=agent, seen_version=ticket.version, at=MONDAY + hours(1))
    ticket.refresh_from_db()
    mark_pending(ticket, by=agent, at=MONDAY + hours(3))
    assert due(ticket) == (None, None)
    record_requester_contact(ticket, body="Row B.", at=MONDAY + hours(50))
    assert due(ticket) == (MONDAY + hours(52), MONDAY + hours(55))
    mark_pending(ticket, by=agent, at=MONDAY + hours(51))
    reopen_ticket(ticket, by=agent, at=MONDAY + hours(60))
    assert due(ticket)[1] == MONDAY + hours(64)
    solve_ticket(ticket, by=agent, at=MONDAY + hours(61))
    assert due(ticket) == (None, None)
    reopen_ticket(ticket, by=agent, at=MONDAY + hours(70))
    assert due(ticket)[1] == MONDAY + hours(78)


def test_another_priority_moves_the_promises_with_it():
    make.service_level()
    make.service_level(priority="urgent", first_reply=15, next_reply=15, solve=60)
    ticket = make.ticket(at=MONDAY)
    change_priority(ticket, priority="urgent", by=make.agent(), at=MONDAY + hours(0.2))
    assert due(ticket) == (MONDAY + hours(0.25), MONDAY + hours(1))


@pytest.mark.parametrize(
    ("starts", "is_event_day"),
    [("2026-11-03T01:00", True), ("2026-11-02T14:00", True), ("2026-11-04T01:00", False), ("2026-11-02T03:00", False)],
    ids=["tonight", "this afternoon", "tomorrow night", "yesterday night"],
)
def test_on_the_day_of_the_event_its_own_promise_holds(starts, is_event_day):
    """As the venue in New York counts days; it is 15:30 there."""
    make.service_level()
    make.service_level(is_event_day=True, first_reply=10, next_reply=10, solve=None)
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    ticket = make.ticket(at=MONDAY, event=make.event(starts_at=starts_at, timezone="America/New_York"))
    assert due(ticket)[0] == MONDAY + (timedelta(minutes=10) if is_event_day else hours(1))


def test_when_the_day_of_the_event_comes_promises_move_forward_and_nobody_is_late_for_that():
    make.service_level(first_reply=6000, next_reply=6000, solve=None)
    make.service_level(is_event_day=True, first_reply=30, next_reply=30, solve=90)
    event = make.event(starts_at=MONDAY + hours(30), timezone="America/New_York")
    tomorrow, later = make.ticket(at=MONDAY, event=event), make.ticket(at=MONDAY)
    assert hold_to_event_day(at=MONDAY) == 0
    morning = MONDAY + hours(12)
    assert hold_to_event_day(at=morning) == 1
    assert due(tomorrow) == (morning + hours(0.5), morning + hours(1.5))
    assert hold_to_event_day(at=morning + hours(0.1)) == 0
    assert due(later) == (MONDAY + hours(100), None)


def test_a_case_that_is_not_solved_in_time_is_put_before_a_manager_once():
    make.service_level()
    ticket = make.ticket(at=MONDAY)
    reply_to_requester(ticket, body="We look.", by=make.agent(), seen_version=ticket.version, at=MONDAY)
    assert escalate_breaches(at=MONDAY + hours(7.9)) == 0
    assert [escalate_breaches(at=MONDAY + hours(late)) for late in (8.1, 8.2)] == [1, 0]
    escalation = Escalation.objects.get(ticket=ticket)
    assert (escalation.reason, "open for" in escalation.detail) == (Escalation.Reason.NOT_SOLVED, True)


def test_what_is_due_soon_is_a_list_of_its_own(client, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    soon, calm = make.ticket(at=MONDAY - hours(3.9)), make.ticket(at=MONDAY)
    client.force_login(make.agent())
    page = client.get(reverse("tickets:inbox"), {"view": "due"})
    assert [case.pk for case in page.context["cases"]] == [soon.pk]
    assert calm.reply_due_at > MONDAY + hours(0.5)


def form(**changed: str) -> dict[str, str]:
    rows = {f"any-{priority}-{name}": "4 h" for priority in Ticket.Priority for name in ("first_reply", "next_reply")}
    return rows | {name.replace("__", "-"): value for name, value in changed.items()}


def test_an_admin_sets_the_promises_and_reads_them_back(admin_browser):
    office = make.calendar()
    urgent = {"any__urgent__first_reply": "15", "any__urgent__solve": "1 h 30", "any__urgent__calendar": office.pk}
    said = form(**urgent, event__high__first_reply="5 min", event__high__next_reply="10m")
    assert admin_browser.post(LEVELS, said).status_code == 302
    urgent = ServiceLevel.objects.get(priority="urgent")
    assert (urgent.first_reply, urgent.next_reply, urgent.solve, urgent.calendar) == (15, 240, 90, office)
    assert ServiceLevel.objects.get(is_event_day=True).first_reply == 5
    assert 'value="1 h 30 min"' in admin_browser.get(LEVELS).content.decode()
    admin_browser.post(LEVELS, form())
    assert ServiceLevel.objects.count() == 4


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"any__low__first_reply": "soon"}, "“soon” is not a duration"),
        ({"any__low__first_reply": "0"}, "“0” is not a duration"),
        ({"any__low__first_reply": "9999999 h"}, "is not a duration"),
        ({"any__low__solve": "1 h"}, "Low: a solution cannot be promised sooner than the first answer."),
        ({"event__low__first_reply": "1 h"}, "The rest of the row is filled in."),
    ],
)
def test_promises_that_make_no_sense_are_explained_and_nothing_is_written(admin_browser, changed, words):
    response = admin_browser.post(LEVELS, form(**changed))
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert not ServiceLevel.objects.exists()


def test_an_admin_makes_a_calendar_and_nobody_removes_one_that_is_used(admin_browser):
    week = {f"{end}_{day}_0": clock for day in Weekday for end, clock in (("opens", "09:00"), ("closes", "17:00"))}
    days = {"days-TOTAL_FORMS": 1, "days-INITIAL_FORMS": 0, "days-0-date": "2026-11-03", "days-0-name": "Election"}
    said = {"name": "Office", "timezone": "America/New_York", "holiday_country": "US", "holiday_subdivision": "ny"}
    assert admin_browser.post(reverse("tickets:new_calendar"), said | week | days).status_code == 302
    office = Calendar.objects.get()
    make.service_level(calendar=office)
    ticket = make.ticket(at=MONDAY)
    assert due(ticket)[1] == datetime(2026, 11, 4, 20, 30, tzinfo=UTC)  # Tuesday is closed

    page = admin_browser.get(reverse("tickets:calendar", args=[office.pk]))
    day = page.context["days"][0]
    assert (day["name"].value(), day["opens"].value()) == ("Election", None)
    remove = reverse("tickets:delete_calendar", args=[office.pk])
    refused = admin_browser.post(remove, follow=True)
    assert "Promises are counted in the hours of Office." in refused.content.decode()
    ServiceLevel.objects.all().delete()
    admin_browser.post(remove)
    assert not Calendar.objects.exists()
