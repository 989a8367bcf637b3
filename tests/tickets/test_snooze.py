"""Put away until later: the moments offered, the lists it leaves, and all that brings it back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from helpdesk.lib.conflict import ConflictError
from tests import make
from tickets.cases import give_promise, record_requester_contact, snooze_ticket, solve_ticket
from tickets.cases.snoozes import snooze_choice, snooze_choices, wake_due_tickets, wake_ticket
from tickets.models import Ticket
from tickets.tasks import wake_due_tickets as sweep

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


def snoozed(ticket: Ticket) -> datetime | None:
    ticket.refresh_from_db()
    return ticket.snoozed_until


def told(ticket: Ticket) -> list[str]:
    return [entry.body for entry in ticket.entries.filter(kind="snooze").order_by("pk")]


def asleep(agent, *, until=None, **fields) -> Ticket:
    """A case that is snoozed since a moment ago, with promises far away."""
    ticket = make.ticket(**fields)
    Ticket.objects.filter(pk=ticket.pk).update(reply_due_at=timezone.now() + 90 * HOUR, solve_due_at=None)
    snooze_ticket(ticket, until=until or timezone.now() + 2 * HOUR, by=agent, at=timezone.now())
    ticket.refresh_from_db()
    return ticket


def names_in(browser, view: str) -> bool:
    return "data-row-link" in browser.get(f"/tickets/?view={view}").content.decode()


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-18T10:20", ["today 2026-11-18 14:00", "tomorrow 2026-11-19 09:00", "monday 2026-11-23 09:00"]),
        ("2026-11-18T18:30", ["tomorrow 2026-11-19 09:00", "monday 2026-11-23 09:00"]),
        # On a Sunday the next morning is the Monday; the clocks change in the first of these nights.
        ("2026-10-31T08:00", ["today 2026-10-31 11:00", "tomorrow 2026-11-01 09:00", "monday 2026-11-02 09:00"]),
        ("2026-11-22T08:00", ["today 2026-11-22 11:00", "tomorrow 2026-11-23 09:00"]),
    ],
)
def test_the_moments_offered_are_mornings_where_the_agent_lives(now, offered):
    ticket = make.ticket()
    with timezone.override(NEW_YORK):
        at = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
        found = snooze_choices(ticket, at=at)
        said = [f"{choice.name} {timezone.localtime(choice.moment):%Y-%m-%d %H:%M}" for choice in found]
    assert said == offered


def test_the_day_before_the_event_is_the_venue_s_day():
    starts_at = datetime(2026, 12, 6, 3, tzinfo=UTC)  # still the fifth in Los Angeles
    ticket = make.ticket(event=make.event(starts_at=starts_at, timezone="America/Los_Angeles"))
    found = snooze_choices(ticket, at=datetime(2026, 11, 18, 10, tzinfo=UTC))
    assert found[-1].name == "event"
    assert found[-1].moment == datetime(2026, 12, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize("name", ["tomorrow", "monday", "event"])
def test_a_moment_with_two_names_is_known_by_each(browser, name):
    starts_at = datetime(2026, 11, 24, 19, tzinfo=UTC)
    ticket = make.ticket(event=make.event(starts_at=starts_at, timezone="America/New_York"), at=starts_at - 72 * HOUR)
    sunday, monday = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (22, 23))
    assert [choice.name for choice in snooze_choices(ticket, at=sunday)] == ["today", "tomorrow"]
    assert snooze_choice(name, ticket, at=sunday).moment == monday
    with time_machine.travel(sunday, tick=False):
        browser.post(f"/tickets/{ticket.pk}/snooze/", {"until": name})
    assert snoozed(ticket) == monday


def test_an_event_that_is_over_offers_nothing():
    ticket = make.ticket(event=make.event(starts_at=datetime(2026, 11, 18, 20, tzinfo=UTC)))
    names = [choice.name for choice in snooze_choices(ticket, at=datetime(2026, 11, 18, 10, tzinfo=UTC))]
    assert "event" not in names


def test_a_snoozed_case_leaves_the_lists_one_works_from_and_stays_findable(browser, agent):
    ticket = make.ticket(assignee=agent)
    answer = browser.post(f"/tickets/{ticket.pk}/snooze/", {"until": "tomorrow", "view": "mine"})
    assert answer.headers["Location"] == "/tickets/?view=mine"
    assert snoozed(ticket) > timezone.now()
    shown = {view: names_in(browser, view) for view in ("line", "mine", "unassigned", "snoozed", "open")}
    assert shown == {"line": False, "mine": False, "unassigned": False, "snoozed": True, "open": False}
    assert "Snoozed until" in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert names_in(browser, "all&is=snoozed")
    assert not names_in(browser, "due")
    Ticket.objects.filter(pk=ticket.pk).update(reply_due_at=timezone.now() - HOUR)
    assert names_in(browser, "due"), "what was missed before the snooze is in sight while it sleeps"


def test_the_next_page_offers_to_undo_it_and_twice_is_once(browser, agent):
    ticket = make.ticket(assignee=agent)
    page = browser.post(f"/tickets/{ticket.pk}/snooze/", {"until": "tomorrow"}, follow=True).content.decode()
    assert f'action="/tickets/{ticket.pk}/wake/"' in page
    assert 'data-key="z"' in page
    for _ in range(2):
        assert browser.post(f"/tickets/{ticket.pk}/wake/").status_code == 302
    assert snoozed(ticket) is None
    assert told(ticket)[1:] == ["Woken up again."]


def test_one_s_own_moment_is_read_in_one_s_own_time_zone(browser, agent):
    type(agent).objects.filter(pk=agent.pk).update(timezone="America/New_York")
    ticket = make.ticket()
    with time_machine.travel("2026-11-18T10:00:00Z", tick=False):
        browser.post(f"/tickets/{ticket.pk}/snooze/", {"until": "custom", "moment": "2026-11-20T16:30"})
    assert snoozed(ticket) == datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    assert told(ticket) == ["Snoozed until Fri 20 Nov, 4:30 PM EST."]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose when"),
        ({"until": "someday"}, "valid choice"),
        ({"until": "custom"}, "within the coming year"),
        ({"until": "custom", "moment": "soon"}, "no date with a time"),
        ({"until": "custom", "moment": "2001-01-01T09:00"}, "within the coming year"),
        ({"until": "custom", "moment": "2226-01-01T09:00"}, "within the coming year"),
    ],
)
def test_a_moment_that_is_none_is_refused_with_a_sentence(browser, data, sentence):
    ticket = make.ticket()
    answer = browser.post(f"/tickets/{ticket.pk}/snooze/", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert snoozed(ticket) is None


def test_what_is_settled_cannot_be_put_off_and_solving_ends_a_snooze(browser, agent):
    ticket = asleep(agent)
    solve_ticket(ticket, by=agent)
    assert snoozed(ticket) is None
    assert browser.post(f"/tickets/{ticket.pk}/snooze/", {"until": "tomorrow"}).status_code == 409


@pytest.mark.parametrize("kind", ["message", "call", "cart"])
def test_the_requester_wakes_it_at_once_whatever_the_channel(agent, kind):
    ticket = asleep(agent)
    record_requester_contact(ticket, kind=kind, body="Hello?", at=timezone.now())
    assert snoozed(ticket) is None
    assert told(ticket)[-1] == "Snooze over: the customer got in touch."


def test_the_sweep_brings_it_back_on_top_once_it_is_time(agent):
    ticket, other = asleep(agent), make.ticket()
    later = timezone.now() + 3 * HOUR
    assert wake_due_tickets(at=timezone.now() + HOUR) == 0
    assert [wake_due_tickets(at=later) for _ in range(2)] == [1, 0]
    assert snoozed(ticket) is None
    assert told(ticket)[-1] == "Snooze over."
    assert list(Ticket.objects.all()) == [ticket, other]


def test_the_worker_sweeps(agent):
    ticket = asleep(agent)
    with time_machine.travel(timezone.now() + 3 * HOUR):
        sweep()
    assert snoozed(ticket) is None


@pytest.mark.parametrize("clock", ["reply_due_at", "solve_due_at"])
def test_a_promise_that_breaks_meanwhile_is_not_slept_through(agent, clock):
    ticket = asleep(agent, until=timezone.now() + 50 * HOUR)
    Ticket.objects.filter(pk=ticket.pk).update(**{clock: timezone.now() + HOUR})
    assert wake_due_tickets(at=timezone.now() + 2 * HOUR) == 1
    assert told(ticket)[-1] == "Snooze over before its time: what we promised is due."


def test_a_call_that_we_owe_is_not_slept_through(agent):
    now = timezone.now()
    ticket = asleep(agent, until=now + 50 * HOUR)
    for what in ("call back", "send the tickets"):
        give_promise(ticket, what=what, due_at=now + HOUR, at=now)
    assert wake_due_tickets(at=now + 2 * HOUR) == 1


def test_a_case_that_is_late_already_may_be_snoozed_and_stays_in_due_soon(browser, agent):
    ticket = make.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(reply_due_at=timezone.now() - HOUR)
    snooze_ticket(ticket, until=timezone.now() + 3 * HOUR, by=agent)
    assert wake_due_tickets() == 0
    assert names_in(browser, "due")


def test_no_clock_stops_for_a_snooze(agent):
    ticket = make.ticket()
    due = ticket.reply_due_at
    snooze_ticket(ticket, until=timezone.now() + 3 * HOUR, by=agent)
    wake_ticket(ticket, by=agent)
    ticket.refresh_from_db()
    assert ticket.reply_due_at == due


def test_a_snooze_into_the_past_is_refused_by_the_service_too(agent):
    with pytest.raises(ConflictError):
        snooze_ticket(make.ticket(), until=timezone.now() - HOUR, by=agent)


def test_thirty_sleepers_are_woken_and_listed_without_a_query_for_each(browser, agent, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asleep(agent)
    browser.get("/tickets/?view=snoozed")
    with CaptureQueriesContext(connection) as one:
        browser.get("/tickets/?view=snoozed")
    asked = len(one)
    for _ in range(29):
        asleep(agent)
    browser.get("/tickets/?view=snoozed")  # the numbers of the menu are kept for seconds only
    with django_assert_num_queries(asked):
        browser.get("/tickets/?view=snoozed")


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"])
def test_later_today_is_a_full_hour_on_the_clock_of_the_person(zone):
    with timezone.override(zone):
        at = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        later = snooze_choice("today", make.ticket(), at=at)
    assert later.moment.astimezone(ZoneInfo(zone)) == datetime(2026, 11, 18, 14, tzinfo=ZoneInfo(zone))
