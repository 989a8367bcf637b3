"""The file that rings people while PostgreSQL is away follows each change of whom a line rings, at once."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from calls import tasks
from calls.ringing.emergency_plans import FILE
from escalation.models import Line, RingGroup
from tests import make
from tests.calls.town import TEAM
from tests.escalation.test_settings import group_form, rows
from tests.permissions.objects import with_second_step

SECONDS_OF_A_NUDGE = 1


def plan() -> dict:
    return json.loads(Path(settings.MEDIA_ROOT, FILE).read_text())[make.MAIN_LINE]


@pytest.fixture
def admin(town):
    """Posts what an admin saves; no sweep comes by."""
    tasks.sweep_legs()
    browser = Client()
    browser.force_login(with_second_step(make.admin()))
    assert plan()["phones"] == TEAM

    def save(path: str, data: dict) -> None:
        response = town.committed(browser.post, path, data)
        assert response.status_code in {200, 204, 302}, response
        town.network.advance(SECONDS_OF_A_NUDGE)

    return save


def test_who_goes_off_duty_is_not_rung_any_more(admin):
    person = make.RingGroupMember.objects.get(phone=TEAM[0]).user
    admin(f"/settings/duty/people/{person.pk}/switch/", {"to": "off"})
    assert plan()["phones"] == TEAM[1:]
    admin(f"/settings/duty/people/{person.pk}/switch/", {"to": "plan"})
    assert plan()["phones"] == TEAM


def test_a_group_that_changes_its_members_changes_the_file(admin):
    group, person = RingGroup.objects.get(), make.agent()
    member = {"user": person.pk, "device": "mobile", "phone": "+15005550777", "tier": 1}
    admin(f"/settings/ring-groups/{group.pk}/", group_form(member))
    assert plan()["phones"] == ["+15005550777"]


def test_a_line_that_rings_another_group_or_says_another_notice_changes_the_file(admin):
    line = Line.objects.get(number=make.MAIN_LINE)
    other = make.ring_group(agents=0, managers=0)
    make.RingGroupMember.objects.create(group=other, user=make.agent(), phone="+15005550778", tier=1)
    form = {"name": line.name, "number": line.number, "kind": line.kind, "ring_group": other.pk, "language": "en-US"}
    admin(f"/settings/lines/{line.pk}/", form | {"is_active": "on"} | rows("menu"))
    assert "+15005550778" in plan()["phones"]
    admin(f"/settings/lines/{line.pk}/words/", {"notice_text": "We tape this."})
    assert plan()["notice"] == "We tape this."


def test_a_line_that_is_closed_from_now_on_rings_whom_it_rings_then(admin):
    line = Line.objects.get(number=make.MAIN_LINE)
    night = make.ring_group(agents=0, managers=0)
    make.RingGroupMember.objects.create(group=night, user=make.agent(), phone="+15005550779", tier=1)
    Line.objects.filter(pk=line.pk).update(closed_ring_group=night)
    day = {"date": "2026-11-02", "name": "Closed"}
    admin(f"/settings/lines/{line.pk}/hours/", {"timezone": "UTC"} | rows("days", day))
    assert plan()["phones"] == ["+15005550779"]


def test_who_leaves_the_company_is_not_rung_any_more(admin):
    person = make.RingGroupMember.objects.get(phone=TEAM[5]).user
    admin(f"/settings/people/{person.pk}/", {"name": person.name, "role": "agent"})
    assert plan()["phones"] == TEAM[:5]
