"""Who is on duty: the weekly plan, the switch that overrules it, and who is rung when nobody is."""

import html
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.duty import freeze_roster, is_anybody_on_duty
from escalation.models import Duty, RingGroupMember
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import Availability, Calendar

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OFFICE_HOURS = [{"weekday": day, "begins": "09:00", "ends": "17:00"} for day in range(5)]


def week(*hours: dict, timezone: str = "UTC") -> dict:
    data, pairs = {"timezone": timezone}, Counter()
    for one in hours:
        place = f"{one['weekday']}_{pairs[one['weekday']]}"
        data |= {f"opens_{place}": one["begins"], f"closes_{place}": one["ends"]}
        pairs[one["weekday"]] += 1
    return data


def rung(group, at) -> list[tuple[str, int]]:
    return [(member["phone"], member["tier"]) for member in freeze_roster(group, at=at)]


def plan(member: RingGroupMember, *hours: dict, timezone: str = "UTC", **fields) -> None:
    spans = [(one["weekday"], one["begins"], one["ends"]) for one in hours]
    calendar = make.own_hours(*spans, timezone=timezone)
    Duty.objects.update_or_create(user=member.user, defaults={"calendar": calendar} | fields)


def plan_of(user) -> list[dict]:
    spans = user.duty.calendar.spans
    return [{"weekday": one["weekday"], "begins": one["opens"], "ends": one["closes"]} for one in spans]


@pytest.mark.parametrize(
    ("moment", "hours", "is_on_duty"),
    [
        # New York sets its clock forward on 8 March 2026 at 02:00: 09:00 there is 14:00 UTC before, 13:00 UTC after.
        ("2026-03-06T13:30+00:00", {"weekday": 4, "begins": "09:00", "ends": "17:00"}, False),
        ("2026-03-06T14:30+00:00", {"weekday": 4, "begins": "09:00", "ends": "17:00"}, True),
        ("2026-03-13T13:30+00:00", {"weekday": 4, "begins": "09:00", "ends": "17:00"}, True),
        ("2026-03-13T21:00+00:00", {"weekday": 4, "begins": "09:00", "ends": "17:00"}, False),
        # Saturday 22:00 to Sunday 06:00 is one hour shorter in that night.
        ("2026-03-08T02:59+00:00", {"weekday": 5, "begins": "22:00", "ends": "06:00"}, False),
        ("2026-03-08T03:00+00:00", {"weekday": 5, "begins": "22:00", "ends": "06:00"}, True),
        ("2026-03-08T09:59+00:00", {"weekday": 5, "begins": "22:00", "ends": "06:00"}, True),
        ("2026-03-08T10:00+00:00", {"weekday": 5, "begins": "22:00", "ends": "06:00"}, False),
        # From Sunday evening into Monday, over the end of the week.
        ("2026-03-16T05:00+00:00", {"weekday": 6, "begins": "22:00", "ends": "06:00"}, True),
        # A whole day.
        ("2026-03-11T12:00+00:00", {"weekday": 2, "begins": "00:00", "ends": "00:00"}, True),
        ("2026-03-12T12:00+00:00", {"weekday": 2, "begins": "00:00", "ends": "00:00"}, False),
    ],
)
def test_a_plan_is_read_from_the_wall_clock_of_its_time_zone(moment, hours, is_on_duty):
    group = make.ring_group(agents=1, managers=0)
    plan(group.members.get(), hours, timezone="America/New_York")
    assert is_anybody_on_duty(group, at=datetime.fromisoformat(moment)) is is_on_duty


def test_only_who_is_on_duty_is_rung():
    group = make.ring_group(agents=2, managers=1)
    first, second, manager = group.members.all()
    plan(first, {"weekday": 1, "begins": "09:00", "ends": "17:00"})
    assert rung(group, MONDAY_NOON) == [(second.phone, 1), (manager.phone, 2)]


def test_with_nobody_of_the_first_tier_on_duty_the_managers_ring_at_once():
    group = make.ring_group(agents=2, managers=2)
    first, second, manager, other = group.members.all()
    for member in (first, second, other):
        plan(member, switch="off")
    assert rung(group, MONDAY_NOON) == [(manager.phone, 1)]


def test_with_nobody_on_duty_at_all_everyone_rings():
    group = make.ring_group(agents=1, managers=1)
    for member in group.members.all():
        plan(member, switch="off")
    assert not is_anybody_on_duty(group, at=MONDAY_NOON)
    assert [tier for _phone, tier in rung(group, MONDAY_NOON)] == [1, 2]


def test_both_devices_of_a_person_ring_and_nobody_s_second_comes_before_anybody_s_first(settings):
    settings.HAS_SOFTPHONES = True
    group = make.ring_group(agents=3, managers=0)
    one, two, three = group.members.all()
    for member, device in ((one, "both"), (two, "softphone"), (three, "mobile")):
        RingGroupMember.objects.filter(pk=member.pk).update(device=device)
    assert [phone for phone, _tier in rung(group, MONDAY_NOON)] == [
        one.phone,
        f"client:user_{two.user_id}",
        three.phone,
        f"client:user_{one.user_id}",
    ]


def test_without_phones_in_the_browser_the_known_mobile_rings_instead(settings):
    settings.HAS_SOFTPHONES = False
    group = make.ring_group(agents=1, managers=0)
    group.members.update(device="softphone")
    assert rung(group, MONDAY_NOON) == [(group.members.get().phone, 1)]


def test_a_week_is_written_down_and_shown_again(client):
    client.force_login(ana := make.agent(timezone="Europe/Lisbon"))
    response = client.post("/settings/duty/", week(*reversed(OFFICE_HOURS), timezone="Europe/Lisbon"), follow=True)
    assert plan_of(ana) == OFFICE_HOURS
    assert 'value="17:00"' in response.content.decode()


def test_the_hours_of_monday_may_stand_for_the_whole_working_week(client):
    client.force_login(ana := make.agent())
    client.post("/settings/duty/", week(OFFICE_HOURS[0]) | {"weekdays_alike": "on"})
    assert plan_of(ana) == OFFICE_HOURS


def test_two_spans_that_begin_together_are_refused(client):
    client.force_login(ana := make.agent())
    response = client.post("/settings/duty/", week(OFFICE_HOURS[0], OFFICE_HOURS[0]))
    assert response.status_code == 422
    assert "Two rows start at the same time" in response.content.decode()
    assert not Duty.objects.filter(user=ana).exists()


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
def test_a_click_is_off_duty_until_tomorrow_morning_and_another_click_takes_it_back(client):
    group = make.ring_group(agents=2, managers=0)
    ana, ben = (member.user for member in group.members.all())
    client.force_login(ana)
    client.post("/settings/duty/switch/", {"to": "off", "until": "tomorrow"})
    assert (ana.duty.switch, ana.duty.switch_until) == ("off", datetime(2026, 3, 3, 6, 0, tzinfo=UTC))
    assert [member["user"] for member in freeze_roster(group, at=MONDAY_NOON)] == [ben.pk]

    client.post("/settings/duty/switch/", {"to": "on", "until": "tomorrow"})
    ana.duty.refresh_from_db()
    assert (ana.duty.switch, ana.duty.switch_until) == ("plan", None)


def test_the_switch_lets_go_by_itself(client):
    group = make.ring_group(agents=1, managers=0)
    plan(group.members.get(), switch="off", switch_until=MONDAY_NOON)
    assert is_anybody_on_duty(group, at=MONDAY_NOON)


def test_a_manager_switches_others_and_an_agent_does_not(client):
    member = make.ring_group(agents=1, managers=0).members.get()
    client.force_login(make.agent())
    assert client.post(f"/settings/duty/people/{member.user_id}/switch/", {"to": "off"}).status_code == 403
    assert not Duty.objects.exists()


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
@pytest.mark.parametrize(
    ("to", "until", "words", "is_away"),
    [
        ("phone-off", "tomorrow", "Phone off until Tue 3 Mar", False),
        ("phone-off", "", "Phone off", False),
        ("away", "4h", "Away until ", True),
        ("away", "", "Away", True),
    ],
)
def test_one_menu_sets_the_status_of_a_person_and_undo_brings_back_the_old_one(client, to, until, words, is_away):
    group = make.ring_group(agents=2, managers=0)
    ana, ben = (member.user for member in group.members.all())
    client.force_login(ana)
    url = "/settings/duty/status/"
    assert ">Available</span>" in client.get("/settings/duty/state/").content.decode()

    answer = client.post(url, {"to": to, "until": until}, headers={"HX-Request": "true"}).content.decode()
    assert f"<span>{words}" in answer
    assert f"Your status: {words}" in answer
    assert [member["user"] for member in freeze_roster(group, at=MONDAY_NOON)] == [ben.pk]
    assert Availability.objects.away(at=MONDAY_NOON).filter(user=ana).exists() is is_away

    undo = html.unescape(re.search(r'action="([^"]*undo[^"]*)"', answer)[1])
    client.force_login(ben)
    assert client.post(undo).status_code == 400
    client.force_login(ana)
    client.post(undo)
    assert len(freeze_roster(group, at=MONDAY_NOON)) == 2
    assert not Availability.objects.away(at=MONDAY_NOON).exists()

    client.post(url, {"to": to, "until": until})
    client.post(url, {"to": "available", "until": "tomorrow"})
    assert len(freeze_roster(group, at=MONDAY_NOON)) == 2
    assert not Availability.objects.away(at=MONDAY_NOON).exists()
    assert client.post(url, {"to": "asleep"}).status_code == 400


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
@pytest.mark.parametrize("by", ["themselves", "manager"])
def test_the_page_of_an_absence_sets_the_same_status_with_a_note(client, by):
    group = make.ring_group(agents=2, managers=0)
    ana, ben = (member.user for member in group.members.all())
    page = "/away/" if by == "themselves" else f"/away/people/{ana.pk}/"
    client.force_login(ana if by == "themselves" else with_second_step(make.manager()))
    client.post(page, {"until": "hour", "note": "Training"})
    absence = Availability.objects.get(user=ana)
    assert (absence.is_away(at=MONDAY_NOON), absence.away_note) == (True, "Training")
    assert [member["user"] for member in freeze_roster(group, at=MONDAY_NOON)] == [ben.pk]
    assert "Training" in client.get(page).content.decode()

    client.post(f"{page}back/")
    assert not Availability.objects.away(at=MONDAY_NOON).exists()
    assert [member["user"] for member in freeze_roster(group, at=MONDAY_NOON)] == [ana.pk, ben.pk]


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
def test_an_absence_of_the_page_can_be_undone_as_one_of_the_menu(client):
    ana = make.ring_group(agents=1, managers=0).members.get().user
    client.force_login(ana)
    page = client.post("/away/", {"until": "hour"}, follow=True).content.decode()
    client.post(html.unescape(re.search(r'action="([^"]*status/undo[^"]*)"', page)[1]))
    assert not Availability.objects.away(at=MONDAY_NOON).exists()


@time_machine.travel("2026-03-02T06:00:00Z", tick=False)
def test_a_phone_is_off_until_the_weekly_hours_begin_and_colleagues_read_so(admin_browser):
    member = make.ring_group(agents=1, managers=0).members.get()
    plan(member, *OFFICE_HOURS)
    assert "Phone off until " in admin_browser.get("/settings/duty/team/").content.decode()


def test_the_phone_schedule_costs_the_same_for_many_people(admin_browser, django_assert_num_queries):
    group = make.ring_group(agents=1, managers=0)
    plan(group.members.get(), *OFFICE_HOURS)
    admin_browser.get("/settings/duty/team/")
    with CaptureQueriesContext(connection) as queries:
        admin_browser.get("/settings/duty/team/")
    few = len(queries)
    for n in range(4):
        member = group.members.create(user=make.agent(), phone=f"+1500555024{n}")
        plan(member, *OFFICE_HOURS)
    with django_assert_num_queries(few):
        admin_browser.get("/settings/duty/team/")


def test_phone_off_is_offered_only_to_somebody_who_is_rung(client):
    member = make.ring_group(agents=1, managers=0).members.get()
    client.force_login(member.user)
    assert 'value="phone-off"' in client.get("/settings/duty/state/").content.decode()
    client.force_login(make.agent())
    assert 'value="phone-off"' not in client.get("/settings/duty/state/").content.decode()


@time_machine.travel("2026-03-02T12:00:00Z", tick=False)
def test_the_settings_show_the_hours_that_nobody_covers(admin_browser):
    group = make.ring_group(agents=1, managers=0)
    plan(group.members.get(), *OFFICE_HOURS)
    page = admin_browser.get(f"/settings/ring-groups/{group.pk}/").content.decode()
    assert "Mon 5:00 PM - Tue 9:00 AM" in page
    assert "Fri 5:00 PM - Mon 12:00 AM" in page
    Calendar.objects.update(spans=[])
    assert "Covered at every hour" in admin_browser.get(f"/settings/ring-groups/{group.pk}/").content.decode()
