"""Recordings of one channel come home; those that nobody else may read are said to be so, and not asked for ever."""

import pytest

from calls.models import Call, Recording
from simulator.phone_network import Knobs, accepts
from tests import make
from tests.calls.town import TEAM
from tickets.models import Entry


def talked(town, **knobs) -> Recording:
    town.network.knobs = Knobs(**knobs)
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.run(then=200)
    return Recording.objects.get()


def test_one_channel_is_fetched_as_one(town):
    recording = talked(town, mono_recordings=1.0)
    assert (recording.status, recording.channels) == (Recording.Status.STORED, 1)
    assert Call.objects.get().recording_problem == ""


@pytest.mark.parametrize(
    ("knob", "why"), [("encrypted_recordings", "encrypts"), ("external_recordings", "a store of its own")]
)
def test_what_only_the_account_can_read_is_said_and_not_asked_for_again(town, client, knob, why):
    recording = talked(town, **{knob: True})
    assert (recording.status, recording.attempts) == (Recording.Status.LOST, 0)
    asked = len(town.network.truth.exchanges)
    town.network.advance(600)
    assert not [one for one in town.network.truth.exchanges[asked:] if "/Recordings/" in one.url]
    assert why in Call.objects.get().recording_problem
    assert Entry.objects.filter(body__contains=why).count() == 1
    client.force_login(make.agent())
    assert why in client.get(Call.objects.get().get_absolute_url()).content.decode()


def test_sound_that_is_late_for_half_an_hour_comes_home_within_the_next(town):
    recording = talked(town, media_delay=(1800.0, 1800.0))
    assert recording.status == Recording.Status.OWED
    town.rest(5400)
    recording.refresh_from_db()
    assert recording.status == Recording.Status.STORED


def test_no_recording_is_trimmed(town):
    talked(town)
    assert not any(recording.trim for recording in town.network.recorder.by_sid.values())
    assert all('trim="do-not-trim"' in one.body for one in town.network.truth.documents if "<Recording" in one.body)
