"""Test rings: each device says what became of it, and nothing else in the desk hears of it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from calls.models import Call, RingTest, RingTestLeg
from calls.twilio.errors import NotReachedError
from escalation.models import Callback, RingGroup, RingGroupMember
from simulator.phone_network import (
    Member,
    connected,
    declines,
    hang_up,
    hangs_up,
    never_answers,
    presses_wrong_key,
    voicemail,
    wait,
)
from simulator.phone_network import accepts as confirms
from tests import make
from tests.calls.town import MANAGERS, TEAM
from tests.permissions.objects import with_second_step
from tickets.models import Ticket

Status = RingTestLeg.Status


@pytest.fixture
def browser(town) -> Client:
    """The browser of a manager."""
    client = Client()
    client.force_login(with_second_step(make.manager(name="Mia")))
    return client


def start(town, browser, **fields):
    """Press the button; the worker hears of it after the commit."""
    data = {"key": str(uuid4())} | fields
    return town.committed(browser.post, f"/settings/ring-groups/{RingGroup.objects.get().pk}/test/start/", data)


def outcome(phone: str) -> str:
    return RingTestLeg.objects.filter(phone=phone).latest("pk").status


def test_each_device_says_what_became_of_it_and_nothing_else_hears_of_it(town, browser, settings):
    settings.HAS_SOFTPHONES = True
    RingGroupMember.objects.filter(phone=TEAM[5]).update(device="both")
    softphone = f"client:user_{RingGroupMember.objects.get(phone=TEAM[5]).user_id}"
    behaviours = [confirms(after=3), voicemail(after=5), never_answers(), declines(), hangs_up(after=2)]
    for phone, person in zip(TEAM, behaviours, strict=False):
        town.person(phone, person)
    town.person(TEAM[5], presses_wrong_key())
    town.person(softphone, Member(connected(5), wait(1), hang_up(), answer_after=2))
    start(town, browser)
    town.run()

    assert [outcome(phone) for phone in [*TEAM, softphone, MANAGERS[0]]] == [
        Status.CONFIRMED,
        Status.VOICEMAIL,
        Status.NO_ANSWER,
        Status.BUSY,
        Status.UNCONFIRMED,
        Status.UNCONFIRMED,
        Status.CONFIRMED,
        Status.NO_ANSWER,
    ]
    assert "This is a test of the problem line. Press 1 to confirm." in town.heard(TEAM[0])
    assert not Call.objects.exists()
    assert not Ticket.objects.exists()
    assert not Callback.objects.exists()


def test_one_person_can_be_rung_alone(town, browser):
    member = RingGroupMember.objects.get(phone=TEAM[2])
    town.person(TEAM[2], confirms(after=3))
    start(town, browser, person=member.user_id)
    town.run()
    assert RingTestLeg.objects.get().phone == TEAM[2]
    assert outcome(TEAM[2]) == Status.CONFIRMED


def test_two_clicks_are_one_test(town, browser):
    key = str(uuid4())
    for _ in range(2):
        assert start(town, browser, key=key).status_code == 302
    assert RingTest.objects.count() == 1


def test_a_second_test_waits_for_the_first_and_many_are_refused(town, browser):
    start(town, browser)
    answer = start(town, browser)
    assert answer.status_code == 409
    assert "is running" in answer.content.decode()
    for _ in range(11):
        town.run(then=30)
        assert start(town, browser).status_code == 302
    town.run()
    assert "tests an hour" in start(town, browser).content.decode()


def test_a_lost_task_and_a_lost_answer_are_set_right_by_the_sweep(town, browser):
    town.worker_is_up = False
    town.person(TEAM[0], confirms(after=3))
    start(town, browser)
    town.network.knobs.lost_answer = 1.0
    town.run(then=400)
    assert outcome(TEAM[0]) == Status.CONFIRMED
    assert not RingTestLeg.objects.unfinished().exists()


def test_without_a_provider_the_test_fails_at_once_and_says_where_to_look(town, browser, client, monkeypatch):
    def unreached(**_call):
        raise NotReachedError("NameResolutionError")

    monkeypatch.setattr("calls.ringing.ring_tests.rest.place_call", unreached)
    page = f"/settings/ring-groups/{RingGroup.objects.get().pk}/test/"
    start(town, browser)
    town.run(then=1)
    assert set(RingTestLeg.objects.values_list("status", flat=True)) == {Status.FAILED}
    said = browser.get(page).content.decode()
    assert "no connection (NameResolutionError)" in said
    assert "Being placed" not in said
    assert "Ask an admin" in said
    client.force_login(with_second_step(make.admin()))
    assert 'href="/settings/lines/#provider-check"' in client.get(page).content.decode()


def test_the_way_back_from_a_test_is_where_one_came_from(town, browser, client):
    group = RingGroup.objects.get()
    schedule, page = reverse("escalation:team_duty"), f"/settings/ring-groups/{group.pk}/test/"
    client.force_login(with_second_step(make.admin()))
    assert f'data-key="u" href="/settings/ring-groups/{group.pk}/"' in one_line(client.get(page))
    errand = f"{page}?{urlencode({'next': schedule})}"
    assert f"{page}?next={schedule}" in client.get(schedule).content.decode()
    assert f'data-key="u" href="{schedule}"' in one_line(client.get(errand))
    answer = client.post(f"{page}start/?{urlencode({'next': schedule})}", {"key": str(uuid4())})
    assert answer["Location"] == errand
    assert f'data-key="u" href="{schedule}"' in one_line(browser.get(page))


def one_line(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_shows_the_last_tests_live(town, browser):
    start(town, browser)
    page = browser.get(f"/settings/ring-groups/{RingGroup.objects.get().pk}/test/").content.decode()
    assert 'hx-trigger="live"' in page
    assert "Being placed" in page
