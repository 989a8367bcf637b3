"""A database that the version before made answers the same questions after the upgrade."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pghistory
import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from escalation.duty.schedule import duty_hours, is_on_duty
from escalation.lines.history import last_changes
from escalation.lines.opening import Opening, opening_at
from escalation.models import Disposition, Duty, Line
from helpdesk.lib.calendars.opening_hours import OpeningHours
from tests import databases
from tickets.cases.targets import targets_for
from tickets.models import Calendar, Entry

BEFORE = [
    ("accounts", "0003_password_requests"),
    ("tickets", "0008_words_of_sent_mails"),
    ("escalation", "0004_callback_waits_for_outcome"),
    ("calls", "0004_talk_outcome"),
]
WAY_BACK = [("escalation", "0004_callback_waits_for_outcome"), ("calls", "0007_plain_words")]
"""As far as hours and outcomes changed: each step back costs Django two drawings of all models."""

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
MOMENTS = [datetime(2026, 10, 24, tzinfo=UTC) + n * timedelta(minutes=47) for n in range(770)]
"""At every minute of the hour, over a change of the clock and the special days."""

SHIFTS = [(0, "09:00", "12:30"), (0, "13:00", "18:00"), (5, "20:00", "02:00"), (6, "02:30", "04:00")]
PLANS = {
    # The plan, its zone, and when that has somebody on duty in the three days from Saturday, 31 October 2026.
    "night": ([(5, "22:00", "06:00")], "America/New_York", [("01T02:00", "01T11:00")]),
    "overlap": ([(6, "08:00", "12:00"), (6, "10:00", "08:00")], "Asia/Tokyo", [("31T23:00", "01T23:00")]),
    "odd zone": ([(0, "09:00", "17:00")], "Mars/Olympus", [("02T09:00", "02T17:00")]),
    "none": ([], "UTC", [("31T00:00", "03T00:00")]),
}


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """What the version before knew and answered. The database was made by it, and upgraded since."""
    with django_db_blocker.unblock(), databases.without_tables():
        old = migrate(BEFORE)
        known = SimpleNamespace(entries=old_entries(old), **old_lines(old))
        old_service_levels(old)
        old_plans(old)
        old_outcomes(old)
        migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        yield known


def migrate(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def old_entries(old: StateApps) -> SimpleNamespace:
    """Two cases that were split, linked, merged, and parted again."""
    one, other = (old_ticket(old, subject) for subject in ("Tickets do not open", "No code"))
    merges = old.get_model("tickets", "CaseMerge").objects
    merge = merges.create(source=one, survivor=other, merged_at=NOW, status_before="open").pk
    panel = {"panel": "tickets:merge_panel", "panel_id": merge}
    entries = {
        "link": old_entry(old, one, panel_id=other.pk),
        "split": old_entry(old, other, panel_id=one.pk, source_key="a form"),
        "gone": old_entry(old, one, panel_id=other.pk + 1000),
        "merged": old_entry(old, other, source_key=f"merge:{merge}:merged", **panel),
        "undone": old_entry(old, other, source_key=f"merge:{merge}:undone"),
        "parted": old_entry(old, one, source_key=f"merge:{merge}:parted"),
        "call": old_entry(old, one, kind="call", panel="calls:entry_panel", panel_id=other.pk),
    }
    return SimpleNamespace(one=one.pk, other=other.pk, merge=merge, keys=entries)


def old_ticket(old: StateApps, subject: str) -> models.Model:
    requester = old.get_model("tickets", "Requester").objects.create(name="Ann")
    moments = dict.fromkeys(("created_at", "active_at"), NOW)
    return old.get_model("tickets", "Ticket").objects.create(requester=requester, subject=subject, **moments)


def old_entry(old: StateApps, ticket: models.Model, *, kind: str = "related", **fields: object) -> int:
    return old.get_model("tickets", "Entry").objects.create(ticket=ticket, kind=kind, occurred_at=NOW, **fields).pk


def old_lines(old: StateApps) -> dict[str, object]:
    """One with shifts, nights, an hour that a change of the clock doubles, and special days; two without a week."""
    admin = old.get_model("accounts", "User").objects.create(email="rita@desk.test", name="Rita Ode", role="admin")
    office = old_line(old, "+15005550100", timezone="Europe/Berlin", holiday_country="DE", holiday_subdivision="BE")
    lines = [office, old_line(old, "+15005550101", timezone="Asia/Kathmandu")]
    lines.append(old_line(old, "+15005550102", holiday_country="US"))
    office.special_days.create(date=date(2026, 11, 9), name="Gala", opens=time(10), closes=time(23, 0, 30))
    office.special_days.create(date=date(2026, 11, 16), name="Stocktaking")
    with pghistory.context(user=admin.pk):
        for weekday, opens, closes in SHIFTS:
            office.opening_spans.create(weekday=weekday, opens=opens, closes=closes)
    last = old.get_model("escalation", "OpeningSpanEvent").objects.order_by("pgh_id").last()
    return {
        "openings": {line.pk: [opening_at(old_hours(line), at) for at in MOMENTS] for line in lines},
        "office": office.pk,
        "hours_of_office": kept_hours(office),
        "changed_at": last.pgh_created_at,
    }


def old_line(old: StateApps, number: str, **fields: str) -> models.Model:
    group, _new = old.get_model("escalation", "RingGroup").objects.get_or_create(name="All")
    notice, _new = old.get_model("escalation", "RecordingNotice").objects.get_or_create(text="We record.")
    lines = old.get_model("escalation", "Line").objects
    return lines.create(name=f"Line {number}", number=number, kind="main", ring_group=group, notice=notice, **fields)


def old_hours(line: models.Model) -> OpeningHours:
    """As the version before read them."""
    place = line.holiday_country, line.holiday_subdivision
    return OpeningHours(ZoneInfo(line.timezone), list(line.opening_spans.all()), list(line.special_days.all()), *place)


def kept_hours(line: models.Model) -> list[object]:
    spans = line.opening_spans.order_by("weekday", "opens").values_list("weekday", "opens", "closes")
    days = line.special_days.order_by("date").values_list("date", "name", "opens", "closes")
    return [line.timezone, line.holiday_country, *spans, *days]


def old_service_levels(old: StateApps) -> None:
    week = [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(5)]
    days = [{"date": "2026-11-03", "name": "Election", "opens": None, "closes": None}]
    calendar = old.get_model("tickets", "Calendar").objects.create(name="Office", spans=week, days=days)
    levels = old.get_model("tickets", "ServiceLevel").objects
    levels.create(priority="normal", first_reply=240, next_reply=120, solve=960, calendar=calendar)
    levels.create(priority="urgent", first_reply=15, next_reply=15)


def old_outcomes(old: StateApps) -> None:
    outcomes = old.get_model("calls", "Disposition").objects
    for place, name in enumerate(["Solved on the phone", "Wrong number", "VIP care", "Code fixed"]):
        outcomes.create(name=name, position=place, is_active=name != "VIP care")


def old_plans(old: StateApps) -> None:
    for name, (spans, zone, _expected) in PLANS.items():
        user = old.get_model("accounts", "User").objects.create(email=f"{name}@desk.test", timezone="Europe/Lisbon")
        hours = [{"weekday": weekday, "begins": begins, "ends": ends} for weekday, begins, ends in spans]
        switched = {"switch": "off", "switch_until": NOW + timedelta(hours=1)}
        old.get_model("escalation", "Duty").objects.create(user=user, timezone=zone, hours=hours, **switched)


def test_entries_lead_to_the_other_case(known):
    written = known.entries
    entries = {name: Entry.objects.get(pk=key) for name, key in written.keys.items()}
    assert {name: entry.other_ticket_id for name, entry in entries.items()} == {
        "link": written.other,
        "split": written.one,
        "gone": None,
        "merged": written.one,
        "undone": written.one,
        "parted": written.other,
        "call": None,
    }
    named = {name for name, entry in entries.items() if entry.names_other_ticket}
    assert named == {"merged", "undone", "parted"}, "the page adds the number only where the words lack it"
    assert (entries["merged"].panel_id, entries["call"].panel_id) == (written.merge, written.other)


def test_lines_are_open_and_closed_as_before(known):
    def open_times(answers: list[Opening]) -> int:
        return sum(one.is_open for one in answers)

    lines = Line.objects.order_by("pk")
    assert {line.pk: [opening_at(line.hours, at) for at in MOMENTS] for line in lines} == known.openings
    office, always, holidays = map(open_times, known.openings.values())
    assert 0 < office < holidays < always == len(MOMENTS)
    assert [str(line.zone) for line in lines] == ["Europe/Berlin", "Asia/Kathmandu", "America/New_York"]
    assert lines[0].calendar.days[0]["closes"] == "23:00:30"
    assert [calendar.name for calendar in Calendar.objects.shared()] == ["Office"], "what admins choose among"


def test_who_changed_the_hours_of_a_line_last_stays_known(known):
    changes = last_changes(Line.objects.get(pk=known.office))
    change = next(one for one in changes if one.by)
    assert (change.at, change.by.name) == (known.changed_at, "Rita Ode")
    assert change.parts == ["opening hours", "special days"]
    assert all(one.at <= known.changed_at for one in changes), "the upgrade changed nothing"


def test_cases_are_due_when_they_were(known):
    normal, urgent = (targets_for(priority, event=None, at=NOW) for priority in ("normal", "urgent"))
    assert normal.reply_due(since=NOW, is_first=True) == datetime(2026, 11, 2, 19, tzinfo=UTC)
    assert normal.solve_due(since=NOW, spent=timedelta()) == datetime(2026, 11, 5, 15, tzinfo=UTC)  # Tuesday is closed
    assert urgent.reply_due(since=NOW, is_first=True) == NOW + timedelta(minutes=15)


@pytest.mark.parametrize("name", PLANS)
def test_people_are_on_duty_as_before(known, name):
    spans, zone, expected = PLANS[name]
    duty = Duty.objects.get(user__email=f"{name}@desk.test")
    assert (duty.calendar.timezone, duty.has_plan) == (zone, bool(spans))
    assert not is_on_duty(duty, at=NOW)
    duty.switch = Duty.Switch.PLAN
    first = datetime(2026, 10, 31, tzinfo=UTC)
    found = duty_hours(duty, at=first, until=first + timedelta(days=3))
    assert [(f"{begin:%dT%H:%M}", f"{end:%dT%H:%M}") for begin, end in found] == expected


def test_the_outcomes_of_calls_say_what_they_mean_for_a_callback(known):
    rows = Disposition.objects.values_list("name", "means", "is_active")
    assert list(rows) == [
        ("Solved on the phone", "solved", True),
        ("Wrong number", "wrong_number", True),
        ("VIP care", "reached", False),
        ("Code fixed", "solved", True),
        ("Not reached", "no_answer", True),
    ]


def test_the_way_back_brings_the_hours_back(known):
    Calendar.objects.filter(line=known.office).update(holiday_subdivision="BY")
    old = migrate(WAY_BACK)
    line = old.get_model("escalation", "Line").objects.get(pk=known.office)
    assert kept_hours(line) == known.hours_of_office
    assert line.holiday_subdivision == "BY", "what was changed since comes along"
    plan = old.get_model("escalation", "Duty").objects.get(user__email="night@desk.test")
    assert (plan.timezone, plan.hours) == ("America/New_York", [{"weekday": 5, "begins": "22:00", "ends": "06:00"}])
    assert [calendar.name for calendar in old.get_model("tickets", "Calendar").objects.all()] == ["Office"]
    outcomes = old.get_model("calls", "Disposition").objects.order_by("position")
    assert [outcome.name for outcome in outcomes] == ["Solved on the phone", "Wrong number", "VIP care", "Code fixed"]
