"""Conferences as the provider documents them: who begins and ends one, hold, mute, announcements, the view of REST."""

from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.phone_network import Caller, Network
from tests.simulator.test_rest import client_of
from tests.simulator.toy_desk import CALLER, MAIN, ToyDesk, say, town, twiml

SECOND, THIRD = "+15005550132", "+15005550133"
Page = Callable[[dict[str, str]], str]


def room(*, attributes: str = "", **own: str) -> Page:
    """Everybody enters the room "warm"; `own` attributes by the last digit of the caller's number, as `n2=…`."""

    def page(form: dict[str, str]) -> str:
        more = own.get(f"n{form['From'][-1]}", "")
        noun = f"<Conference {attributes} {more}>warm</Conference>"
        return twiml(f'<Dial action="/out">{noun}</Dial>')

    return page


class Room:
    """Three callers of a desk that sends them into one room, and the provider's own library."""

    def __init__(self, page: Page, *callers: str) -> None:
        told = {
            "/told": "",
            "/out": twiml(say("goodbye")),
            "/hold": twiml(say("one moment")),
            "/news": twiml(say("news")),
        }
        self.desk = ToyDesk({"/twilio/voice": page, **told})
        self.network: Network = town(self.desk)
        self.sids = {number: self.network.place_call(number, MAIN, Caller()).sid for number in callers}
        self.network.advance(12)
        self.client: Client = client_of(self.network)
        (self.conference,) = self.client.conferences.list(friendly_name="warm")

    def participant(self, number: str):
        return self.client.conferences(self.conference.sid).participants(self.sids[number])

    def participants(self, **wanted: bool) -> list[str]:
        found = self.client.conferences(self.conference.sid).participants.list(**wanted)
        return [number for one in found for number, sid in self.sids.items() if sid == one.call_sid]

    def say(self, number: str, words: str) -> None:
        assert self.network.phone(number).say(words)
        self.network.advance(4)

    def hears(self, number: str, words: str) -> bool:
        return words in " ".join(self.network.phone(number).heard())

    def told(self) -> list[str]:
        """The events in their order; their reports may overtake each other."""
        reports = sorted(self.desk.asked("/told"), key=lambda form: int(form["SequenceNumber"]))
        return [form["StatusCallbackEvent"] for form in reports]


EVENTS = 'statusCallback="/told" statusCallbackEvent="start end join leave hold mute"'


def test_what_one_says_all_the_others_hear():
    met = Room(room(), CALLER, SECOND, THIRD)
    met.say(CALLER, "the card was declined")
    assert met.hears(SECOND, "the card was declined")
    assert met.hears(THIRD, "the card was declined")


def test_on_hold_one_neither_hears_nor_is_heard_and_muted_one_hears_all_the_same():
    met = Room(room(attributes=EVENTS), CALLER, SECOND, THIRD)
    held = met.participant(CALLER).update(hold=True, hold_url="http://testserver/hold", hold_method="POST")
    met.participant(THIRD).update(muted=True)
    assert held.hold
    met.say(SECOND, "a briefing")
    assert not met.hears(CALLER, "a briefing")
    assert met.hears(CALLER, "one moment")
    assert met.hears(THIRD, "a briefing")
    met.say(THIRD, "said while muted")
    assert not met.hears(SECOND, "said while muted")

    assert (met.participants(hold=True), met.participants(muted=True)) == ([CALLER], [THIRD])
    met.participant(CALLER).update(hold=False)
    met.participant(THIRD).update(muted=False)
    met.say(SECOND, "welcome back")
    assert met.hears(CALLER, "welcome back")
    assert met.told()[4:] == ["participant-hold", "participant-mute", "participant-unhold", "participant-unmute"]


def test_an_announcement_is_heard_by_whom_it_is_made_to():
    met = Room(room(), CALLER, SECOND, THIRD)
    met.participant(SECOND).update(announce_url="http://testserver/news")
    met.network.advance(4)
    assert [met.hears(number, "news") for number in (CALLER, SECOND, THIRD)] == [False, True, False]
    met.client.conferences(met.conference.sid).update(announce_url="http://testserver/news")
    met.network.advance(4)
    assert all(met.hears(number, "news") for number in (CALLER, SECOND, THIRD))


def test_a_conference_waits_for_who_starts_it():
    met = Room(room(attributes=EVENTS, n1='startConferenceOnEnter="false"'), CALLER)
    assert met.conference.status == "init"
    assert met.told() == ["participant-join"]
    met.sids[SECOND] = met.network.place_call(SECOND, MAIN, Caller()).sid
    met.network.advance(12)
    assert met.conference.fetch().status == "in-progress"
    assert sorted(met.told()[1:]) == ["conference-start", "participant-join"]
    (one, other) = (met.participant(number).fetch() for number in (CALLER, SECOND))
    assert (one.start_conference_on_enter, other.start_conference_on_enter) == (False, True)


def test_who_ends_it_ends_it_for_all_and_each_goes_on_with_what_follows():
    met = Room(room(attributes=EVENTS, n2='endConferenceOnExit="true"'), CALLER, SECOND, THIRD)
    met.network.phone(SECOND).hang_up()
    met.network.advance(5)
    assert met.hears(CALLER, "goodbye")
    assert met.hears(THIRD, "goodbye")
    assert "conference-end" in met.told()
    assert met.conference.fetch().status == "completed"
    assert met.participants() == []


def test_it_goes_on_without_who_only_took_part():
    met = Room(room(), CALLER, SECOND, THIRD)
    met.network.phone(SECOND).hang_up()
    met.say(CALLER, "still here")
    assert met.hears(THIRD, "still here")
    with pytest.raises(TwilioRestException) as gone:
        met.participant(SECOND).fetch()
    assert gone.value.status == 404


def test_who_is_removed_is_out_and_the_others_stay():
    met = Room(room(), CALLER, SECOND, THIRD)
    assert met.participant(SECOND).delete()
    met.network.advance(2)
    assert sorted(met.participants()) == [CALLER, THIRD]


def test_a_conference_that_rest_completes_is_over_for_all_and_found_by_its_status():
    met = Room(room(), CALLER, SECOND)
    assert met.client.conferences.list(status="in-progress")
    met.client.conferences(met.conference.sid).update(status="completed")
    met.network.advance(5)
    assert met.hears(CALLER, "goodbye")
    assert met.client.conferences.list(status="in-progress") == []
    assert [one.sid for one in met.client.conferences.list(status="completed")] == [met.conference.sid]
