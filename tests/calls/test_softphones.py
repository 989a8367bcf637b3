"""The phone in the browser: rung beside the mobile, accepted by being answered, and never in anybody's way."""

import pytest
from django.urls import reverse

from calls.models import Call, Leg
from escalation.models import RingGroup, RingGroupMember
from simulator.phone_network import Member, accepts, connected, declines, hang_up, is_busy, never_answers, press, wait
from tests.calls.town import CALLER, TEAM


@pytest.fixture
def softphone(town, settings):
    """The address of the first member's browser, which rings beside the mobile."""
    settings.HAS_SOFTPHONES = True
    member = RingGroupMember.objects.get(phone=TEAM[0])
    RingGroupMember.objects.filter(pk=member.pk).update(device="both")
    return f"client:user_{member.user_id}"


ANSWERS = Member(connected(), wait(20), hang_up(), answer_after=3)
"""Clicks "Answer" and talks; there is no key to press."""


def test_answering_in_the_browser_takes_the_call_without_a_whisper(town, softphone):
    town.person(softphone, ANSWERS)
    town.call()
    town.run()

    (bridge,) = town.network.truth.bridges
    assert {bridge.a_number, bridge.b_number} == {softphone, CALLER}
    assert "Press 1" not in town.heard(softphone)
    mobile = Leg.objects.get(phone=TEAM[0])
    assert mobile.status == Leg.Status.CANCELED
    assert Leg.objects.get(phone=softphone).status == Leg.Status.ACCEPTED


def until_taken(line):
    """Listens on until somebody else has the call."""
    while not Leg.objects.filter(status=Leg.Status.ACCEPTED).exists():
        yield line.sleep(0.05)


def test_of_two_devices_that_are_answered_at_once_one_wins_and_the_other_hears_that_it_is_taken(town, softphone):
    town.person(softphone, Member(connected(), wait(20), hang_up(), answer_after=3))
    town.person(TEAM[0], Member(until_taken, press("1"), wait(5), answer_after=1))
    town.call()
    town.run()

    assert len(town.network.truth.bridges) == 1
    assert "Someone else has taken this call" in town.heard(TEAM[0])


def test_who_declines_in_the_browser_is_not_rung_on_the_mobile_either(town, softphone):
    town.person(softphone, declines(after=2))
    town.person(TEAM[1], accepts(after=12))
    town.call()
    town.network.advance(25)
    mobile = Leg.objects.get(phone=TEAM[0], round=1)
    assert mobile.status == Leg.Status.CANCELED
    town.run()


def test_a_browser_that_nobody_has_open_fails_at_once_and_delays_nobody(town, softphone):
    town.network.phones.pop(softphone, None)
    town.person(TEAM[1], accepts(after=3))
    town.call()
    town.run()

    assert Leg.objects.get(phone=softphone).status in {Leg.Status.NO_ANSWER, Leg.Status.FAILED, Leg.Status.CANCELED}
    assert len(town.network.truth.bridges) == 1


def test_who_talks_on_the_mobile_is_not_rung_in_the_browser(town, softphone):
    town.person(TEAM[0], accepts(after=2, talk=200))
    town.call()
    town.network.advance(40)
    town.person(TEAM[0], is_busy())
    town.person(TEAM[1], accepts(after=2))
    town.call(from_="+15005550132")
    town.run()

    second = Call.objects.get(from_number="+15005550132")
    assert second.legs.get(phone=softphone).status == Leg.Status.BUSY
    assert second.legs.get(phone=softphone).sid is None


def open_page(town, client, phone):
    """A page of this person signs in as the telephone."""
    client.force_login(Leg.objects.filter(phone=phone).first().user)
    return town.committed(client.post, reverse("calls:softphone_ready"))


def test_a_browser_that_is_opened_because_the_mobile_rings_is_rung_too_and_wins(town, softphone, client):
    town.network.phones.pop(softphone, None)
    town.call()
    town.until(Leg.objects.filter(phone=softphone, status=Leg.Status.NO_ANSWER).exists, within=25)
    town.person(softphone, ANSWERS)
    assert open_page(town, client, softphone).status_code == 204
    town.run()
    assert Leg.objects.get(phone=softphone, attempt=2).status == Leg.Status.ACCEPTED
    assert len(town.network.truth.bridges) == 1


def test_a_new_page_is_not_rung_for_what_was_declined_or_is_over_nor_without_end(town, softphone, client):
    town.person(softphone, declines(after=2))
    town.call()
    town.until(Leg.objects.filter(phone=softphone, status=Leg.Status.BUSY).exists)
    open_page(town, client, softphone)
    assert Leg.objects.filter(phone=softphone, round=1).count() == 1

    town.person(softphone, never_answers())
    town.until(Leg.objects.filter(phone=softphone, round=2, status=Leg.Status.RINGING).exists)
    for _ in range(15):
        open_page(town, client, softphone)
        town.network.advance(0.3)
    legs = Leg.objects.filter(phone=softphone, round=2)
    assert 1 < legs.count() <= 10
    assert legs.filter(status__in=Leg.RINGING).count() <= 1
    town.run()
    before = Leg.objects.count()
    open_page(town, client, softphone)
    assert Leg.objects.count() == before
    assert not Leg.objects.unfinished().exists()


def test_the_group_s_own_whisper_is_heard_with_its_names_filled_in(town):
    RingGroup.objects.update(whisper="{caller} from {line} needs you, {problem}")
    town.person(TEAM[0], accepts(after=3))
    town.call()
    town.run()
    assert "a caller without a name from The main line needs you. Press 1 to take it." in town.heard(TEAM[0])


@pytest.mark.parametrize("words", ["Hello {user.password}", "Hello {0}", "Hello {caller", "Hello }"])
def test_a_whisper_with_an_unknown_name_is_refused(words):
    from django.core.exceptions import ValidationError

    from escalation.duty.whispers import check_whisper

    with pytest.raises(ValidationError):
        check_whisper(words)
