"""A callback is promised for a time at which a manager is on duty: heard, shown and due alike."""

from datetime import UTC, datetime, timedelta

import pytest

from escalation.board import note_not_reached, owe_callback, raise_escalation, record_outcome, start_attempt
from escalation.board.callback_times import promised_time
from escalation.lines.script import Script
from escalation.models import Duty, Escalation
from tests import make
from tickets.models import Availability

SUNDAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NINE_TO_FIVE = [(day, "09:00", "17:00") for day in range(5)]
pytestmark = pytest.mark.django_db


def manager(*, hours=NINE_TO_FIVE, timezone="UTC", **fields):
    person = make.manager()
    Duty.objects.create(user=person, calendar=make.own_hours(*hours, timezone=timezone), **fields)
    return person


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-02T10:00+00:00", "2026-03-02T10:30+00:00"),
        ("2026-03-01T12:00+00:00", "2026-03-02T09:30+00:00"),  # Sunday, with 21 hours to go
        ("2026-03-02T08:50+00:00", "2026-03-02T09:30+00:00"),
        ("2026-03-02T16:30+00:00", "2026-03-02T17:00+00:00"),
        ("2026-03-02T16:47:20+00:00", "2026-03-03T09:20+00:00"),  # 12:40 today and 17:20 tomorrow, in a round number
        ("2026-03-06T16:55+00:00", "2026-03-09T09:25+00:00"),  # over the week-end
    ],
)
def test_the_time_falls_into_the_hours_of_a_manager(at, due):
    manager()
    assert promised_time(at=datetime.fromisoformat(at)) == datetime.fromisoformat(due)


def test_the_first_of_several_managers_counts_in_the_zone_of_each():
    manager()
    manager(timezone="Asia/Tokyo")  # there Monday begins at midnight UTC
    assert promised_time(at=SUNDAY) == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def test_a_switch_overrules_the_plan():
    manager(switch=Duty.Switch.ON, switch_until=SUNDAY + 10 * MINUTE)
    assert promised_time(at=SUNDAY) == datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
    Duty.objects.update(switch=Duty.Switch.OFF, switch_until=datetime(2026, 3, 3, tzinfo=UTC))
    assert promised_time(at=SUNDAY) == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def test_a_manager_without_a_plan_is_there_around_the_clock_and_a_past_one_never():
    manager()
    person = make.manager()
    assert promised_time(at=SUNDAY) == SUNDAY + 30 * MINUTE
    person.is_active = False
    person.save()
    assert promised_time(at=SUNDAY) > SUNDAY + timedelta(hours=20)


def test_admins_call_back_only_where_there_is_no_manager_or_when_they_are_rung_as_one():
    admin = make.admin()
    assert promised_time(at=SUNDAY) == SUNDAY + 30 * MINUTE
    manager()
    assert promised_time(at=SUNDAY) > SUNDAY + timedelta(hours=20)
    group = make.ring_group(managers=0)
    group.members.create(user=admin, phone="+15005550129", tier=2)
    assert promised_time(at=SUNDAY) == SUNDAY + 30 * MINUTE


def test_when_managers_are_never_there_no_time_is_promised_and_the_board_shows_it_as_urgent():
    manager(switch=Duty.Switch.OFF)
    assert promised_time(at=SUNDAY) is None
    assert owe_callback(make.ticket(), at=SUNDAY).due_at == SUNDAY + 30 * MINUTE


def test_whatever_is_owed_to_a_manager_is_due_then():
    person, due = manager(), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    ticket = make.ticket(at=SUNDAY)
    escalation = raise_escalation(ticket, reason=Escalation.Reason.CALL_UNANSWERED, at=SUNDAY)
    callback = owe_callback(ticket, escalation=escalation, at=SUNDAY)
    assert (escalation.due_at, callback.due_at, callback.promise.due_at) == (due, due, due)
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
    record_outcome(callback, outcome="no_answer", note="", by=person, at=friday)
    callback.refresh_from_db()
    assert callback.due_at == datetime(2026, 3, 9, 9, 20, tzinfo=UTC)
    start_attempt(callback, by=person, at=friday)
    note_not_reached(callback, why="It was busy.", at=friday)
    callback.refresh_from_db()
    assert callback.due_at == callback.promise.due_at == datetime(2026, 3, 9, 9, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "due_at", "said"),
    [
        ("en-US", "UTC", SUNDAY + 30 * MINUTE, "A manager will call you back within 30 minutes."),
        ("en-US", "UTC", SUNDAY + 11.2 * MINUTE, "A manager will call you back within 12 minutes."),
        ("en-US", "UTC", SUNDAY - MINUTE, "A manager will call you back as soon as possible."),
        ("en-US", "UTC", None, "A manager will call you back as soon as possible."),
        (
            "en-US",
            "America/New_York",
            datetime(2026, 3, 2, 14, 30, tzinfo=UTC),
            "A manager will call you back tomorrow at 9:30 a.m. at the latest.",
        ),
        (
            "de-DE",
            "Europe/Berlin",
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
            "Jemand aus der Leitung ruft Sie spätestens morgen um 09:30 Uhr zurück.",
        ),
        (
            "fr-FR",
            "Europe/Paris",
            datetime(2026, 3, 1, 15, 0, tzinfo=UTC),
            "Un responsable vous rappellera au plus tard à 16:00.",
        ),
        (
            "es-ES",
            "Europe/Madrid",
            datetime(2026, 3, 4, 8, 30, tzinfo=UTC),
            "Un responsable le devolverá la llamada, a más tardar el miércoles a las 09:30.",
        ),
    ],
)
def test_the_caller_hears_it_in_the_language_and_the_zone_of_the_line(language, zone, due_at, said):
    script = Script(make.line(language=language, calendar=make.own_hours(timezone=zone), ring_group=make.ring_group()))
    assert script.next_step(knows_number=True, due_at=due_at, at=SUNDAY).text == said


def test_a_manager_who_is_away_is_not_on_duty():
    monday = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    away = manager()
    availability = Availability.objects.create(user=away, away_since=monday - MINUTE, away_until=monday + 90 * MINUTE)
    assert promised_time(at=monday) == monday + 120 * MINUTE
    Availability.objects.update(away_until=None)
    assert promised_time(at=monday) is None
    manager(timezone="America/New_York")
    assert promised_time(at=monday) == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    Availability.objects.filter(pk=availability.pk).update(away_since=None)
    assert promised_time(at=monday) == monday + 30 * MINUTE
